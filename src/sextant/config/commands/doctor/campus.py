"""What a campus holds: its tables, its content, its workers."""

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from sextant.config.commands.doctor.finding import Finding


def migrations() -> Iterator[Finding]:
    """Are the tables up to date?"""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    wait = f"{len(missing)} migration(s) wait: run `sextant migrate`."
    yield Finding("the tables are up to date", not missing, wait, wrong="the tables are not up to date")


def content() -> Iterator[Finding]:
    """Is there anything to learn and to ask?"""
    from sextant.assessment.models import ItemVersion
    from sextant.frameworks.models import FrameworkVersion

    versions = FrameworkVersion.objects.filter(current=True).count()
    items = ItemVersion.objects.filter(current=True, role="bank").count()
    yield Finding(
        f"{versions} framework version(s), {items} questions", versions > 0 and items > 0, "No content: run `sextant content load`."
    )


def search() -> Iterator[Finding]:
    """Does the search index hold what is loaded?"""
    from sextant.config.discovery import searchables
    from sextant.ground.search import staleness

    found = staleness(searchables())
    yield Finding(
        f"{found.known} texts can be searched",
        found.fresh,
        "Searches miss them: run `sextant search rebuild`.",
        warning=True,
        wrong=f"the search index lacks {found.behind} of {found.known} texts and holds {found.gone} that are gone",
    )


def workers() -> Iterator[Finding]:
    """Is anybody there to do what waits?"""
    from sextant.ground.tasks.lease import LEASE
    from sextant.ground.tasks.models import WorkerPulse

    living = WorkerPulse.objects.filter(seen_at__gt=timezone.now() - LEASE).count()
    yield Finding(
        f"{living} task worker(s) alive", living > 0, "Plans are not improved and mail waits: start one with `sextant work`.", warning=True
    )


def tasks() -> Iterator[Finding]:
    """Did any task fail?"""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    yield Finding(f"{failed} failed task(s)", failed == 0, "Look at them in /administration/, under Task results.", warning=True)


LOOKS = (migrations, content, search, workers, tasks)
"""What to look at, in order, once the database opens."""
