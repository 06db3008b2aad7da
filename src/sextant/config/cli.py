"""The `sextant` command."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sextant.config.settings")


def main() -> None:
    """Set up Django, then run the command asked for; a wrong setting is told in a sentence, not in a trace."""
    import django
    from django.core.exceptions import ImproperlyConfigured
    from environs import EnvError

    try:
        django.setup()
    except (ImproperlyConfigured, EnvError) as error:
        print(f"✗ {error}", file=sys.stderr)
        raise SystemExit(1) from None

    from django.db import DatabaseError

    from sextant.config.commands import build

    try:
        build()()
    except ImproperlyConfigured as error:
        print(f"✗ {error}", file=sys.stderr)
        raise SystemExit(1) from None
    except DatabaseError as error:
        mend = _mend()
        if not mend:
            raise
        print(f"✗ The database is not ready ({str(error).splitlines()[0]}): {mend}", file=sys.stderr)
        raise SystemExit(1) from None


def _mend() -> str:
    """Say what to do when the database cannot be reached or lacks tables: the error is the installation's then; nothing when it is ours."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "`sextant doctor` says why."
    return "run `sextant migrate`; `sextant doctor` says more." if waiting else ""


if __name__ == "__main__":
    main()
