"""A roster from dry run to undo: what it changes, what it never touches, and how many queries it takes."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sextant.accounts.actions import accept_invitations
from sextant.accounts.choices import InvitationState, RosterState
from sextant.accounts.models import Cohort, Enrolment, Invitation, Learner, Person, RosterImport
from sextant.accounts.rosters import actions
from sextant.accounts.rosters.difference import Kind
from sextant.accounts.rosters.lines import read_lines
from sextant.accounts.rosters.queries import entries_of
from sextant.accounts.rosters.sheets import read_sheet
from sextant.accounts.rosters.tasks import send_invitations
from sextant.accounts.rosters.vocabulary import Named, Vocabulary
from sextant.ground.audit.models import AuditEntry

WORDS = Vocabulary(
    professions=(Named("juriste", ("Juriste",)),),
    stages=(Named("etudes", ("Études",)), Named("exercice", ("En exercice",))),
    stages_of={"juriste": ("etudes", "exercice")},
)

Draft = Callable[[str], RosterImport]


@pytest.fixture
def draft(cohort: Cohort, elise: Person, now: datetime) -> Draft:
    def make(text: str) -> RosterImport:
        roster = read_lines(read_sheet(text.encode(), name="liste.csv"), WORDS, this_year=2026)
        return actions.draft_roster(cohort=cohort, roster=roster, file_name="liste.csv", by=elise, now=now)

    return make


@pytest.fixture
def apply(draft: Draft, elise: Person, now: datetime) -> Draft:
    def make(text: str) -> RosterImport:
        roster = draft(text)
        actions.apply_roster(roster=roster, by=elise, now=now)
        roster.refresh_from_db()
        return roster

    return make


def counts(roster: RosterImport) -> dict[str, int]:
    return {kind: count for kind, count in roster.summary["counts"].items() if count}


def test_a_dry_run_writes_no_invitation(draft: Draft) -> None:
    roster = draft("mail;nom\na@example.org;Abel\n")

    assert roster.state == RosterState.DRAFT
    assert counts(roster) == {"added": 1}
    assert not Invitation.objects.exists()


def test_a_dry_run_says_what_each_line_would_do(draft: Draft, apply: Draft, enrolled: Learner) -> None:
    apply("mail;nom;profession\nsame@example.org;Same;juriste\nold@example.org;Old;\ngone@example.org;Gone;\n")

    roster = draft(
        "mail;nom;profession\nsame@example.org;Same;juriste\nold@example.org;New;\nAmina@example.org;Amina;\n"
        "new@example.org;Neuf;juriste\nnew@example.org;Twice;\nbad;Bad;\n"
    )

    entries = {(entry.kind, entry.email): entry for entry in entries_of(roster)}
    assert set(entries) == {
        (Kind.SAME, "same@example.org"),
        (Kind.CHANGED, "old@example.org"),
        (Kind.ENROLLED, "amina@example.org"),
        (Kind.ADDED, "new@example.org"),
        (Kind.DUPLICATE, "new@example.org"),
        (Kind.ERROR, "bad"),
        (Kind.ABSENT, "gone@example.org"),
    }
    assert entries[Kind.CHANGED, "old@example.org"].before == {"name": "Old"}
    assert entries[Kind.DUPLICATE, "new@example.org"].first == 5
    assert entries[Kind.ERROR, "bad"].number == 7


def test_applying_invites_the_good_lines_and_leaves_the_others_out(apply: Draft, cohort: Cohort, elise: Person) -> None:
    roster = apply("mail;nom;profession;étape\na@example.org;Abel;juriste;Études\na@example.org;Autre;;\nbad;Bad;;\n")

    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.name, invitation.profession, invitation.stage) == ("a@example.org", "Abel", "juriste", "etudes")
    assert roster.state == RosterState.APPLIED
    assert roster.difference == []
    assert counts(roster) == {"error": 1, "duplicate": 1, "added": 1}
    entry = AuditEntry.objects.get(verb="roster.apply")
    assert entry.actor == elise.pk
    assert "example.org" not in str(entry.details)


def test_an_empty_cell_takes_nothing_away(apply: Draft) -> None:
    apply("mail;nom;profession\na@example.org;Abel;juriste\n")
    apply("mail;nom;profession\na@example.org;;juriste\n")

    assert Invitation.objects.get().name == "Abel"


def test_applying_twice_is_refused(draft: Draft, elise: Person, now: datetime) -> None:
    roster = draft("mail\na@example.org\n")
    actions.apply_roster(roster=roster, by=elise, now=now)

    with pytest.raises(actions.RosterAlreadyApplied):
        actions.apply_roster(roster=roster, by=elise, now=now)

    assert Invitation.objects.count() == 1


def test_somebody_who_joined_since_the_dry_run_is_left_as_they_are(
    draft: Draft, apply: Draft, elise: Person, amina: Person, now: datetime
) -> None:
    apply("mail;nom\namina@example.org;Amina\n")
    roster = draft("mail;nom\namina@example.org;Changée\n")
    accept_invitations(person=amina, learner=Learner.objects.get(person=amina), now=now)

    applied = actions.apply_roster(roster=roster, by=elise, now=now)

    assert applied["enrolled"] == 1
    assert Invitation.objects.get().name == "Amina"


def test_undo_takes_back_what_the_import_did_and_nothing_else(apply: Draft, elise: Person, amina: Person, now: datetime) -> None:
    apply("mail;nom\nkept@example.org;Kept\nold@example.org;Old\n")
    roster = apply("mail;nom\nold@example.org;New\na@example.org;Abel\namina@example.org;Amina\n")
    accept_invitations(person=amina, learner=Learner.objects.get(person=amina), now=now)

    undone = actions.undo_roster(roster=roster, by=elise, now=now)

    assert undone == actions.Undone(removed=1, restored=1, kept=1)
    assert dict(Invitation.objects.values_list("email", "name")) == {
        "kept@example.org": "Kept",
        "old@example.org": "Old",
        "amina@example.org": "Amina",
    }
    assert Enrolment.objects.filter(learner__person=amina).exists()


def test_undo_leaves_a_value_somebody_changed_since(apply: Draft, elise: Person, now: datetime) -> None:
    apply("mail;nom\nold@example.org;Old\n")
    roster = apply("mail;nom\nold@example.org;New\n")
    apply("mail;nom\nold@example.org;Newest\n")

    undone = actions.undo_roster(roster=roster, by=elise, now=now)

    assert undone.kept == 1
    assert Invitation.objects.get().name == "Newest"


def test_undoing_twice_is_refused(apply: Draft, elise: Person, now: datetime) -> None:
    roster = apply("mail\na@example.org\n")
    actions.undo_roster(roster=roster, by=elise, now=now)

    with pytest.raises(actions.RosterNotApplied):
        actions.undo_roster(roster=roster, by=elise, now=now)


def test_a_withdrawn_invitation_is_sent_again_by_a_new_file_and_withdrawn_again_by_its_undo(
    apply: Draft, elise: Person, now: datetime
) -> None:
    apply("mail\na@example.org\n")
    actions.withdraw_invitation(invitation=Invitation.objects.get(), by=elise, now=now)

    roster = apply("mail\na@example.org\n")
    assert Invitation.objects.get().state == InvitationState.PENDING

    actions.undo_roster(roster=roster, by=elise, now=now)
    assert Invitation.objects.get().state == InvitationState.WITHDRAWN


def test_a_thousand_rows_take_as_many_queries_as_ten(draft: Draft, elise: Person, now: datetime) -> None:
    def taken(rows: int, stem: str) -> tuple[int, int]:
        roster = draft("mail;nom\n" + "".join(f"{stem}{number}@example.org;Nom\n" for number in range(rows)))
        with CaptureQueriesContext(
            connection,
        ) as applying:
            actions.apply_roster(roster=roster, by=elise, now=now)
        changed = draft("mail;nom\n" + "".join(f"{stem}{number}@example.org;Autre\n" for number in range(rows)))
        with CaptureQueriesContext(connection) as changing:
            actions.apply_roster(roster=changed, by=elise, now=now)
        return len(applying), len(changing)

    few, many = taken(10, "a"), taken(1000, "b")

    # SQLite writes at most 999 values a statement: the inserts grow with it, and nothing else does.
    inserts = -(-1000 * 16 // 999) + 1 if connection.vendor == "sqlite" else 1
    assert many[0] - few[0] <= inserts
    assert many[1] - few[1] <= inserts


def test_mails_leave_once_each(apply: Draft, cohort: Cohort, elise: Person, now: datetime) -> None:
    apply("mail;nom\na@example.org;Abel\nb@example.org;\n")

    assert actions.send_invitations(cohort=cohort, by=elise, now=now) == 2
    assert send_invitations.call(str(cohort.pk)) == 2
    assert send_invitations.call(str(cohort.pk)) == 0

    assert sorted(message.to[0] for message in mail.outbox) == ["a@example.org", "b@example.org"]
    assert "/compte/invitation/" in mail.outbox[0].body
    assert cohort.name in mail.outbox[0].subject
    assert actions.send_invitations(cohort=cohort, by=elise, now=now) == 0


def test_only_those_silent_for_a_week_are_written_to_again(apply: Draft, cohort: Cohort, elise: Person, now: datetime) -> None:
    apply("mail\na@example.org\nb@example.org\n")
    Invitation.objects.filter(email="a@example.org").update(sent_at=now - timedelta(days=8))
    Invitation.objects.filter(email="b@example.org").update(sent_at=now - timedelta(days=2))

    assert actions.remind_invited(cohort=cohort, by=elise, now=now) == 1
    assert send_invitations.call(str(cohort.pk)) == 1
    assert [message.to for message in mail.outbox] == [["a@example.org"]]


def test_what_imports_no_longer_need_is_forgotten(draft: Draft, apply: Draft, now: datetime) -> None:
    applied = apply("mail;nom\na@example.org;Abel\n")
    draft("mail\nb@example.org\n")

    assert actions.purge_rosters(now=now + timedelta(hours=1)) == 0
    assert actions.purge_rosters(now=now + timedelta(days=31)) == 2

    applied.refresh_from_db()
    assert applied.undo == {}
    assert RosterImport.objects.count() == 1
