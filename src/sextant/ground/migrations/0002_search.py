from typing import Any

from django.db import migrations

from sextant.ground.search import tables


def create(apps: Any, schema_editor: Any) -> None:
    tables.create(schema_editor.connection)


def drop(apps: Any, schema_editor: Any) -> None:
    tables.drop(schema_editor.connection)


class Migration(migrations.Migration):
    """The search index: FTS5 on SQLite, a text search vector on PostgreSQL."""

    dependencies = [("ground", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
