"""
Who may go where: every route of the URLconf × GET and POST × role × {own, sibling, foreign}.

The routes come from the URLconf; what is expected of each stands in `LINES`, by name. A route without a line fails: add one line for it.
What one may not see does not exist: 404, never 403. No answer ever holds the name of somebody in a foreign institution.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from http.cookies import SimpleCookie
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sextant.accounts.actions import create_learner, enrol
from sextant.accounts.choices import RoleKind
from sextant.accounts.models import Cohort, Institution, Invitation, Learner, Person, Role, RosterImport
from sextant.assessment.choices import SittingKind
from sextant.assessment.models import Sitting
from sextant.pathways.actions import make_plan
from sextant.study.notes.actions import Draft, keep_note
from sextant.study.review.actions import add_term
from tests.conftest import logged_in, person
from tests.credentials.printed import issued
from tests.pathways.learners import constrained, place_at

SCOPES = ("own", "sibling", "foreign")
LOGGED_IN = ("farid", "amina", "chloe", "elise", "staff")
ROLES = ("anonymous", *LOGGED_IN)
CANARY = "Zoé Canari"
DRAFT: dict[str, Any] = {"revision": 0, "resource": "essai.res.consentement", "content_hash": "0" * 64, "language": "fr"}

Doors = dict[str, tuple[str, ...]]

OURS = ("own", "sibling")
DOORS: dict[str, Doors] = {
    "managers": {"elise": OURS},
    "setters": {"elise": OURS, "staff": SCOPES},
    "followers": {"chloe": ("own",), "elise": OURS},
    "owner": {"amina": ("own",)},
    "desk": dict.fromkeys(("chloe", "elise", "staff"), SCOPES),
    "creators": dict.fromkeys(("elise", "staff"), SCOPES),
    "reviewers": dict.fromkeys(("chloe", "elise"), SCOPES),
    "people": dict.fromkeys(LOGGED_IN, SCOPES),
    "all": dict.fromkeys(ROLES, SCOPES),
    "nobody": {},
}
"""Who enters, by the name of a door; two more are not about roles: `405` (method not served) and `self` (a page about whoever asks)."""


@dataclass(frozen=True, slots=True)
class Line:
    """What is expected of a route: the door of GET, that of POST, the object its address names, and the rest of its arguments."""

    get: str
    post: str = "405"
    thing: str = ""
    rest: tuple[Any, ...] = ()


LINES: dict[str, Line] = {
    # insight
    "insight:landing": Line("all"),
    "insight:cap": Line("people"),
    "insight:rhythm": Line("people", "people"),
    "insight:reminders_stop": Line("nobody", "nobody", rest=("forged-token",)),
    "insight:reminders_resume": Line("405", "self"),
    "insight:history": Line("self", rest=("X1",)),
    "insight:doubt": Line("405", "self", rest=("X1",)),
    "insight:search": Line("all"),
    "insight:evidence": Line("all"),
    "insight:evidence_table": Line("all"),
    "insight:desk": Line("desk"),
    "insight:institution_new": Line("creators", "creators"),
    "insight:institution": Line("setters", thing="institution"),
    "insight:institution_change": Line("setters", "setters", "institution"),
    "insight:manager_name": Line("405", "setters", "institution"),
    "insight:cohort_new": Line("setters", "setters", "institution"),
    "insight:role_end": Line("405", "setters", "role"),
    "insight:cohort": Line("followers", thing="cohort"),
    "insight:cohort_settings": Line("setters", "setters", "cohort"),
    "insight:teacher_name": Line("405", "setters", "cohort"),
    "insight:cohort_archive": Line("405", "setters", "cohort"),
    "insight:roster": Line("managers", "managers", "cohort"),
    "insight:roster_template": Line("managers", thing="cohort", rest=("csv",)),
    "insight:invitations": Line("managers", "managers", "cohort"),
    "insight:report": Line("followers", thing="cohort"),
    "insight:report_pdf": Line("followers", thing="cohort"),
    "insight:export": Line("followers", thing="cohort", rest=("csv",)),
    "insight:roster_difference": Line("managers", thing="roster"),
    "insight:roster_apply": Line("405", "managers", "roster"),
    "insight:roster_undo": Line("405", "managers", "roster"),
    "insight:roster_discard": Line("405", "managers", "roster"),
    "insight:invitation_withdraw": Line("405", "managers", "invitation"),
    # accounts
    "accounts:account": Line("people", "people"),
    "accounts:export": Line("self"),
    "accounts:erase": Line("self", "self"),
    "accounts:receipt": Line("nobody", thing="nothing"),
    "accounts:goodbye": Line("all"),
    "accounts:alive": Line("self"),
    "accounts:privacy": Line("all"),
    "accounts:accessibility": Line("all"),
    "accounts:legal": Line("all"),
    "accounts:invited": Line("self", rest=("forged-token",)),
    "account_login": Line("self", "self"),
    "account_request_login_code": Line("self", "self"),
    "account_confirm_login_code": Line("self", "self"),
    "account_reauthenticate": Line("self", "self"),
    "account_signup": Line("self", "self"),
    "account_logout": Line("self", "self"),
    "account_inactive": Line("self"),
    "account_email": Line("self", "self"),
    "account_email_verification_sent": Line("self"),
    "account_confirm_email": Line("self", "self", rest=("forged-key",)),
    "account_change_password": Line("self", "self"),
    "account_set_password": Line("self", "self"),
    "account_reset_password": Line("self", "self"),
    "account_reset_password_done": Line("self"),
    "account_reset_password_from_key": Line("self", "self", rest=("abc", "forged-key")),
    "account_reset_password_from_key_done": Line("self"),
    "set_language": Line("405", "all"),
    # assessment
    "assessment:taster": Line("self", "self"),
    "assessment:taster_result": Line("self"),
    "assessment:taster_forget": Line("405", "self"),
    "assessment:diagnostic": Line("people", "people"),
    # An empty answer names no question: even its owner is told that there is none.
    "assessment:question": Line("owner", "nobody", "sitting"),
    "assessment:next": Line("405", "owner", "sitting"),
    "assessment:explanation": Line("nobody", thing="sitting", rest=(1,)),
    "assessment:explanations": Line("owner", thing="sitting"),
    "assessment:finish": Line("405", "owner", "sitting"),
    "assessment:report": Line("nobody", "nobody", "sitting", (1,)),
    "assessment:result": Line("self"),
    "assessment:settle": Line("405", "self"),
    "assessment:result_pdf": Line("self"),
    "assessment:bank": Line("desk"),
    "assessment:bank_export": Line("desk"),
    "assessment:fairness": Line("desk"),
    "assessment:item_fairness": Line("desk", "nobody", rest=("essai.x1.cas-1",)),
    "assessment:item_fairness_withdraw": Line("405", "nobody", rest=("essai.x1.cas-1",)),
    "assessment:editions": Line("desk"),
    "assessment:edition": Line("nobody", rest=("2026-01-01-none",)),
    "assessment:edition_use": Line("405", "nobody", rest=("2026-01-01-none",)),
    "assessment:items": Line("desk"),
    "assessment:item": Line("desk", rest=("essai.x1.cas-1",)),
    "assessment:item_since": Line("desk", rest=("essai.x1.cas-1",)),
    "assessment:item_decide": Line("405", "desk", rest=("essai.x1.cas-1",)),
    "assessment:item_correct": Line("desk", "desk", rest=("essai.x1.cas-1",)),
    "assessment:item_report": Line("405", "nobody", rest=("essai.x1.cas-1", UUID(int=7))),
    # pathways
    "pathways:plan": Line("all"),
    "pathways:state": Line("owner", thing="plan"),
    "pathways:constraints": Line("405", "self"),
    "pathways:relax": Line("405", "self"),
    "pathways:explain": Line("405", "self"),
    "pathways:profile": Line("self", "self"),
    "pathways:profile_stages": Line("self"),
    "pathways:profile_known": Line("self", "self"),
    "pathways:profile_week": Line("self", "self"),
    "pathways:profile_goal": Line("self", "self"),
    "pathways:step": Line("self", rest=("essai.res.consentement",)),
    "pathways:finish": Line("405", "self", rest=("essai.res.consentement",)),
    "pathways:choose": Line("405", "self", rest=("essai.res.consentement",)),
    "pathways:test": Line("405", "self", rest=("test:X1",)),
    "pathways:feed": Line("self", "self"),
    "pathways:ics": Line("nobody", rest=("forged-token",)),
    # credentials
    "credentials:transcripts": Line("self", "self"),
    "credentials:check": Line("all"),
    "credentials:pdf": Line("owner", thing="transcript"),
    "credentials:withdraw": Line("405", "owner", "transcript"),
    "credentials:public": Line("nobody", rest=("forged-code",)),
    # study, frameworks, catalogue: published texts
    "study:errors": Line("self"),
    "study:check": Line("all", "all", rest=("essai.res.consentement.check-1",)),
    "study:check_kept": Line("people"),
    "study:check_report": Line("self", "self", rest=("essai.res.consentement.check-1",)),
    "study:remarks": Line("self"),
    "study:rate": Line("405", "self", rest=("essai.res.consentement",)),
    "study:report_error": Line("self", "self", rest=("essai.res.consentement",)),
    "study:propose_item": Line("self", "self", rest=("essai.res.consentement",)),
    "study:remark_queue": Line("reviewers"),
    "study:ratings": Line("reviewers"),
    "study:proposals": Line("reviewers"),
    "study:review_remark": Line("nobody", "nobody", "nothing"),
    "study:review_report": Line("nobody", "nobody", "nothing"),
    "study:exercises": Line("all"),
    "study:exercise": Line("self", "self", rest=("essai.exo.tri",)),
    "study:exercise_done": Line("nobody", rest=("essai.exo.tri", UUID(int=7))),
    "study:resource": Line("self", rest=("essai.res.consentement",)),
    "study:home": Line("all"),
    "study:review": Line("people", "people"),
    "study:review_card": Line("owner", "owner", "card"),
    "study:review_end": Line("self"),
    "study:review_deck": Line("people"),
    # What to do with the card is missing: even its owner is told that there is nothing.
    "study:review_change": Line("405", "nobody", "card"),
    "study:review_add": Line("405", "self"),
    "study:review_pace": Line("405", "self"),
    "study:review_export": Line("self", rest=("csv",)),
    "study:notes": Line("people"),
    "study:notes_export": Line("people", rest=("md",)),
    "study:note_write": Line("405", "people"),
    "study:note_delete": Line("405", "owner", "note"),
    "study:note_merge": Line("405", "owner", "note"),
    "study:copies": Line("all"),
    "study:me": Line("all"),
    "study:copy": Line("nobody", rest=("essai.res.consentement", "0" * 64, "fr")),
    "study:away": Line("all", rest=("fr",)),
    "worker": Line("all"),
    "manifest": Line("all"),
    "study:visit": Line("405", "self", rest=("essai.res.consentement",)),
    "study:version": Line("nobody", rest=("essai.res.consentement", "0" * 64)),
    "study:figure": Line("nobody", rest=("essai.res.consentement", "0" * 64, "figure.svg")),
    "frameworks:framework": Line("all"),
    "frameworks:versions": Line("all"),
    "frameworks:norms": Line("all"),
    "catalogue:lexicon": Line("all"),
    # the components, for those who write pages
    "ui:gallery": Line("all", "self"),
}


def routes(resolver: URLResolver | None = None, namespaces: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield the full name of every route; one without a name by its pattern, so that it cannot hide."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, (*namespaces, pattern.namespace) if pattern.namespace else namespaces)
        elif isinstance(pattern, URLPattern):
            yield ":".join((*namespaces, pattern.name or f"without a name: {pattern.pattern}"))


ADMIN = "admin:"
NAMES = sorted(name for name in set(routes()) if not name.startswith(ADMIN))


def test_every_route_has_a_line_and_every_line_a_route() -> None:
    assert sorted(LINES) == NAMES


@dataclass(frozen=True, slots=True)
class World:
    """The things addresses name, by scope, and a browser's cookies by role."""

    things: dict[str, dict[str, Any]]
    cookies: dict[str, SimpleCookie[Any] | SimpleCookie]

    def client(self, role: str) -> Client:
        """Return a browser of its own for each request: logging out in one must not log out the next."""
        client = Client(raise_request_exception=False)
        client.cookies = copy.deepcopy(self.cookies[role])
        return client


def _learning(name: str, email: str, cohort: Cohort, now: datetime, person_known: Person | None = None) -> dict[str, Any]:
    someone = person_known or person(email, name)
    learner = Learner.objects.filter(person=someone).first() or create_learner(person=someone, now=now)
    Learner.objects.filter(pk=learner.pk).update(profession="juriste", stage="etudes", entry_year=2024)
    learner.refresh_from_db()
    enrol(learner=learner, cohort=cohort, now=now)
    place_at(learner, theta=-2.0, now=now)
    constrained(learner, now=now)
    plan = make_plan(learner=learner, now=now, improve=False)
    sitting = Sitting.objects.get(learner=learner, kind=SittingKind.DIAGNOSTIC)
    note = keep_note(learner=learner, draft=Draft(**DRAFT, client=uuid4(), key=uuid4(), body=name or "À moi."), now=now)
    card = add_term(learner=learner, uid="essai.lex.secret", now=now)
    return {"sitting": sitting, "plan": plan, "note": note, "card": card, "transcript": issued(learner, now)}


def _cohort_things(cohort: Cohort, teacher: Person, by: Person, now: datetime) -> dict[str, Any]:
    role, _created = Role.objects.get_or_create(person=teacher, kind=RoleKind.TEACHER, institution=cohort.institution, cohort=cohort)
    invitation = Invitation.objects.create(
        cohort=cohort, email=f"invited@{cohort.code.lower()}.example.org", created_at=now, sent_at=now - timedelta(days=9)
    )
    line = {"kind": "added", "number": 2, "email": "new@example.org"}
    counts = dict.fromkeys(("error", "duplicate", "changed", "enrolled", "same", "absent"), 0) | {"added": 1}
    roster = RosterImport.objects.create(
        cohort=cohort, by=by, created_at=now, file_name="liste.csv", difference=[line], summary={"counts": counts, "ignored": []}
    )
    return {"institution": cohort.institution, "cohort": cohort, "role": role, "invitation": invitation, "roster": roster}


@pytest.fixture
def world(amina: Person, chloe: Person, elise: Person, farid: Person, cohort: Cohort, now: datetime) -> World:
    """Three cohorts: the one Chloé teaches, a sibling in the same institution, and a foreign one with its own people."""
    given = {"framework": "droit-essai", "framework_version": "2024", "created_at": now}
    sibling = Cohort.objects.create(institution=cohort.institution, name="Sœur", code="SOEUR", **given)
    foreign_institution = Institution.objects.create(name="Université de Lille", code="lille", created_at=now)
    foreign = Cohort.objects.create(institution=foreign_institution, name="Étrangère", code="AILLEURS", **given)
    manager = person("ailleurs@example.org", "Gérante d’ailleurs")
    Role.objects.create(person=manager, kind=RoleKind.MANAGER, institution=foreign_institution)
    other = person("prof@example.org", "Autre Prof")
    staff = person("jeanne@example.org", "Jeanne Roux")
    Person.objects.filter(pk=staff.pk).update(is_staff=True, is_superuser=True)
    staff.refresh_from_db()
    things = {
        "own": {**_cohort_things(cohort, chloe, elise, now), **_learning("", "", cohort, now, amina)},
        "sibling": {**_cohort_things(sibling, other, elise, now), **_learning("Sonia Sœur", "sonia@example.org", sibling, now)},
        "foreign": {**_cohort_things(foreign, manager, manager, now), **_learning(CANARY, "canari@example.org", foreign, now)},
    }
    people = {"farid": farid, "amina": amina, "chloe": chloe, "elise": elise, "staff": staff}
    cookies = {role: logged_in(someone).cookies for role, someone in people.items()}
    return World(things, {**cookies, "anonymous": SimpleCookie()})


def kind_of(response: HttpResponse) -> str:
    """Return what a response is: entered, login, missing, 405, or its status."""
    if response.status_code in (301, 302, 303):
        return "login" if response["Location"].startswith((reverse("account_login"), "/administration/login/")) else "entered"
    return {200: "entered", 204: "entered", 400: "entered", 422: "entered", 404: "missing", 405: "405"}.get(
        response.status_code, str(response.status_code)
    )


def expected(door: str, role: str, scope: str) -> set[str]:
    """Return the kinds of response a role may get behind a door."""
    if door == "self":
        return {"entered", "login", "missing", "405"}
    if door == "405":
        return {"405", "login"} if role == "anonymous" else {"405"}
    if scope in DOORS[door].get(role, ()):
        return {"entered"}
    return {"login", "missing"} if role == "anonymous" else {"missing"}


def address_of(name: str, line: Line, things: dict[str, Any]) -> str:
    if line.thing == "nothing":
        return reverse(name, args=[UUID(int=7), *line.rest])
    return reverse(name, args=[*([things[line.thing].pk] if line.thing else []), *line.rest])


SHARE = 8
"""Routes tried in one world: nothing is left of a request, and the world takes as long to make as a route to try."""


@pytest.mark.parametrize("names", [NAMES[at : at + SHARE] for at in range(0, len(NAMES), SHARE)], ids=lambda names: names[0])
def test_routes_open_to_those_they_are_for_and_do_not_exist_for_others(world: World, names: list[str]) -> None:
    wrong = [fault for name in names for fault in wrong_doors(world, name)]

    assert not wrong, "\n".join(wrong)


def wrong_doors(world: World, name: str) -> list[str]:
    """Return the requests to a route that are answered otherwise than its line says."""
    line, wrong = LINES[name], []
    for scope in SCOPES if line.thing else SCOPES[:1]:
        address = address_of(name, line, world.things[scope])
        for role in ROLES:
            for method, door in (("GET", line.get), ("POST", line.post)):
                with transaction.atomic():
                    response = world.client(role).generic(method, address)
                    transaction.set_rollback(True)
                kind = kind_of(response)
                if kind not in expected(door, role, scope):
                    wrong.append(f"{method} {address} as {role} ({scope}): {kind}")
                body = b"".join(response) if response.streaming else response.content
                if CANARY.encode() in body:
                    wrong.append(f"{method} {address} as {role} ({scope}): shows {CANARY}")
    return wrong


def test_the_administration_is_for_administrators(world: World) -> None:
    for address in (reverse("admin:index"), reverse("admin:login")):
        assert kind_of(world.client("staff").get(address)) == "entered"
    for role in set(ROLES) - {"staff"}:
        assert kind_of(world.client(role).get(reverse("admin:index"))) in {"login", "missing"}


def test_the_matrix_would_see_an_open_door(world: World) -> None:
    """The foreign cohort's own manager does see the canary: the absence checked above means something."""
    manager = Person.objects.get(email="ailleurs@example.org")

    page = logged_in(manager).get(reverse("insight:cohort", args=[world.things["foreign"]["cohort"].pk]))

    assert CANARY in page.content.decode()
