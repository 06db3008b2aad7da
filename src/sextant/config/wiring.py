"""The only place where contexts react to each other."""

from dataclasses import asdict
from datetime import timedelta
from typing import Any

from sextant.ground.tasks.schedule import Scheduled
from sextant.kernel import events


def schedule() -> tuple[Scheduled, ...]:
    """Return what comes back, and how often."""
    from sextant.accounts.rosters.tasks import purge_rosters
    from sextant.accounts.tasks import clear_sessions, forget_visitors
    from sextant.assessment.calibration.tasks import calibrate_nightly
    from sextant.ground.tasks.upkeep import forget_finished_tasks, forget_past_tries
    from sextant.insight.evidence.tasks import estimate_all_effects
    from sextant.insight.tasks import send_reminders
    from sextant.study.review.tasks import gather_cards

    return (
        Scheduled("forget visitors", forget_visitors, timedelta(hours=1)),
        Scheduled("clear sessions", clear_sessions, timedelta(days=1)),
        Scheduled("purge rosters", purge_rosters, timedelta(days=1)),
        Scheduled("send reminders", send_reminders, timedelta(minutes=15)),
        Scheduled("forget finished tasks", forget_finished_tasks, timedelta(days=1)),
        Scheduled("forget past tries", forget_past_tries, timedelta(days=1)),
        Scheduled("estimate effects", estimate_all_effects, timedelta(days=1)),
        Scheduled("gather review cards", gather_cards, timedelta(hours=1)),
        Scheduled("calibrate the questions", calibrate_nightly, timedelta(days=1)),
    )


def connect() -> None:
    """Say who reacts to what."""
    events.forget_subscriptions()
    events.enqueue_with(_enqueue)
    _connect_mastery()
    _connect_assessment()
    _connect_pathways()
    _connect_cohorts()


def _connect_mastery() -> None:
    from sextant.accounts.events import LearnerEnrolled, ProfileChanged
    from sextant.mastery import reactions

    # Before the plan is marked: it must find the state that follows from the new profile.
    for event in (ProfileChanged, LearnerEnrolled):
        events.subscribe(event, now=[reactions.replay])


def _connect_assessment() -> None:
    from sextant.assessment.events import AnswersWeighedAgain, ItemDecided
    from sextant.assessment.quality import tasks

    events.subscribe(AnswersWeighedAgain, later=[tasks.recount])
    events.subscribe(ItemDecided, later=[tasks.find_again])


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


def _enqueue(task: Any, event: events.Event) -> None:
    task.enqueue(**asdict(event))
