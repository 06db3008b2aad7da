"""What a campus holds: its tables, its content, its workers, and what its people need."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
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


def limits() -> Iterator[Finding]:
    """Are attempts counted?"""
    table = settings.CACHES["default"]["LOCATION"]
    yield Finding(
        "attempts at passwords and codes are limited",
        table in connection.introspection.table_names(),
        f"The table `{table}` is missing, and nobody can log in: run `sextant migrate`.",
        wrong="attempts at passwords and codes cannot be counted",
    )


def managers() -> Iterator[Finding]:
    """Is somebody there who can enrol people?"""
    from sextant.accounts.institutions.queries import institutions_without_manager

    alone = [one.name for one in institutions_without_manager()[:6]]
    yield Finding(
        "every institution has a manager",
        not alone,
        "Log in as an administrator and name one on the institution's page; who was named already must confirm their address.",
        warning=True,
        wrong=f"no manager with a confirmed address: {', '.join(alone[:5])}{'…' if alone[5:] else ''}",
    )


def visitors() -> Iterator[Finding]:
    """Are the answers of visitors who stayed away forgotten, as the privacy page promises?"""
    from sextant.accounts.queries import stale_visitors

    late = stale_visitors(now=timezone.now() - timedelta(days=2)).count()
    yield Finding(
        "visitors are forgotten 30 days after their last answer",
        not late,
        "The task worker forgets a thousand an hour: leave one running (`sextant work`).",
        warning=True,
        wrong=f"{late} visitor(s) should have been forgotten two days ago or more",
    )


LOOKS = (migrations, content, search, workers, tasks, limits, managers, visitors)
"""What to look at, in order, once the database opens."""
