"""`sextant doctor`: what is wrong with this installation, in words, and how to mend it."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError

from sextant.config.commands.doctor import address, campus, machine
from sextant.config.commands.doctor.finding import Finding


def examine() -> Iterator[Finding]:
    """Look at everything an installation needs, the database first: without it the rest cannot be seen."""
    yield from machine.python()
    yield from machine.folders()
    reachable = list(machine.open_database())
    yield from reachable
    if all(finding.well for finding in reachable):
        for look in campus.LOOKS:
            # Before `sextant migrate` there is nothing to look at: `migrations` has said so.
            with suppress(DatabaseError):
                yield from look()
    yield from address.https()
    if settings.PROFILE == "production":
        yield from address.production()


def report(say: Callable[[str], None]) -> bool:
    """Say every finding; return whether nothing is broken."""
    sound = True
    for finding in examine():
        sign = "[green]✓[/]" if finding.well else "[yellow]![/]" if finding.warning else "[red]✗[/]"
        say(f"{sign} {finding}")
        if not finding.well:
            say(f"    {finding.mend}")
            sound = sound and finding.warning
    return sound
