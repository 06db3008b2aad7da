"""The only place where contexts react to each other."""

from functools import partial

from sextant.ground.tasks.schedule import Scheduled
from sextant.kernel import events

SCHEDULE: tuple[Scheduled, ...] = ()
"""What comes back, and how often."""


def connect() -> None:
    """Say who reacts to what."""
    events.forget_subscriptions()
    events.enqueue_with(_enqueue)
    _connect_pathways()
    _connect_cohorts()


def _connect_pathways() -> None:
    from sextant.accounts.events import LearnerEnrolled, ProfileChanged
    from sextant.mastery.events import EstimateChanged
    from sextant.pathways import reactions, tasks
    from sextant.pathways.events import PlanMade

    for event in (EstimateChanged, ProfileChanged, LearnerEnrolled):
        events.subscribe(event, now=[reactions.mark_stale], later=[tasks.refresh_plan])
    events.subscribe(PlanMade, later=[tasks.improve_plan])


def _connect_cohorts() -> None:
    from sextant.accounts.events import CohortChanged, InvitationsRequested, RoleGiven
    from sextant.accounts.institutions.tasks import announce_role
    from sextant.accounts.rosters.tasks import send_invitations
    from sextant.pathways.reactions import mark_cohort_stale

    events.subscribe(InvitationsRequested, later=[send_invitations])
    events.subscribe(RoleGiven, later=[announce_role])
    events.subscribe(CohortChanged, now=[mark_cohort_stale])


def _enqueue(task: object, event: events.Event) -> None:
    from dataclasses import asdict

    task.enqueue(**asdict(event))  # type: ignore[attr-defined]
