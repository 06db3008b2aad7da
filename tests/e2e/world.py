"""
The people of the journeys, made inside the campus that serves them, through actions.

Runs in a process of that campus (`Campus.python`): nothing here is imported by the tests, except the names.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module
from typing import Any

PASSWORD = "une phrase de passe assez longue"

FRESH = ("fresh", "fresh-without", "no-learner")
"""Accounts with nothing in them yet: one for each journey that starts there."""

KNOWN = ("device", "device-without", "undiagnosed")
"""Accounts with a profile, before the diagnostic."""

READERS = ("asker", "borrower", "both", "copier", "ended", "idle", "leaver", "leaver-own", "lender", "long", "marker", "marker-narrow")
READERS += ("plain", "quoter", "reader", "train", "typist", "wardmate")
"""As those, one for each test that reads and writes: no test finds what another left."""

PLANNED = ("amina", "hours", "hours-without", "tight", "tight-without", "invited", "rounds", "rounds-without")
"""Accounts with a finished diagnostic and a course."""

MANAGERS = ("elise", "importer", "importer-without")


def build() -> str:
    """Make everybody; return, as JSON, their sessions, the identifiers that addresses need, and the routes of this campus."""
    from django.utils import timezone

    from sextant.frameworks.queries import all_professions

    now = timezone.now()
    profession, framework = next(iter(all_professions().items()))
    stage = framework.professions[profession].stages[0]
    sessions: dict[str, str] = {}
    ids: dict[str, str] = {"csv": "csv", "xlsx": "xlsx", "domains": str(len(framework.domains)), "competences": str(len(framework.codes))}
    institution, cohort, importing, foreign = _places(framework, now)
    ids |= {
        "institution": str(institution.pk),
        "cohort": str(cohort.pk),
        "foreign": str(foreign.pk),
        "import": str(importing.pk),
        "empty": str(_empty(cohort, now).pk),
    }

    for name in (*FRESH, *MANAGERS, "chloe", "farid", "jeanne"):
        sessions[name] = _session(person=_person(name))
    _give_roles(institution, cohort)
    for name in (*KNOWN, *READERS, *PLANNED, "half", "reviewed"):
        person = _person(name)
        sessions[name] = _session(person=person)
        learner = _learner(person, profession, stage, now)
        if name in PLANNED:
            _plan(learner, framework, now)
        if name in ("amina", "invited"):
            _enrol(learner, cohort, now)
        if name == "amina":
            ids |= _busy(learner, now)
            ids |= _reminded(learner, framework, now)
        if name == "half":
            ids |= _half_way(learner, framework, now)
        if name == "reviewed":
            _plan(learner, framework, now)
            ids |= _in_review(learner, framework, sessions[name], now)
    ids["reading"] = _with_words(framework, now)
    sessions["visitor"], ids["taster"] = _visitor(framework, now)
    ids |= _papers(cohort, now)
    ids["edition"] = _calibrated(framework, now)
    ids["unlike"] = _unlike(ids["edition"])
    ids |= _measured(ids["edition"], now)
    _effects_of(framework, now)
    return json.dumps({"sessions": sessions, "ids": ids, "routes": sorted(_routes())})


def _effects_of(framework: Any, now: datetime) -> None:
    """Effects of simulated learners: one that is clear, one that is not, one drawn by lot, one without enough data."""
    from sextant.catalogue.queries import resources_of
    from sextant.insight.evidence.choices import Comparison
    from sextant.insight.evidence.models import EffectEdition, ResourceEffect

    edition = EffectEdition.objects.create(
        framework=framework.code, simulated=True, made_at=now, method="aipw-1", people=140, data_hash="ab" * 32, settings={}
    )
    resources = resources_of(framework.code)
    targets = [(uid, target.competence, one.minutes) for uid, (_hash, one) in resources.items() for target in one.targets]
    numbers = [(0.8, 0.5, 1.1), (-0.1, -0.4, 0.2), (None, None, None)]
    for (uid, competence, minutes), (value, low, high) in zip(targets, numbers, strict=False):
        shared = {"edition": edition, "resource": uid, "competence": competence, "minutes": minutes}
        people = {"taken": 70, "not_taken": 64} if value else {"taken": 0, "not_taken": 5}
        ResourceEffect.objects.create(**shared, **people, comparison=Comparison.OBSERVATIONAL, value=value, low=low, high=high)
        if value and value > 0:
            lot = {"comparison": Comparison.RANDOMISED, "against": [targets[1][0]], "value": 0.3, "low": -0.1, "high": 0.7}
            ResourceEffect.objects.create(**shared, **people, **lot)


def _unlike(edition: str) -> str:
    """A question that two groups of like level answer otherwise: so few people would never say so."""
    from sextant.assessment.models import ItemCalibration

    made = {"by": "language", "reference": "fr", "focal": "en", "delta_se": 0.3, "p": 0.001, "crossing": 0.01, "kept": True}
    found = {**made, "delta": -1.8, "size": "C", "n_reference": 120, "n_focal": 48}
    row = ItemCalibration.objects.filter(edition__name=edition).select_related("item").order_by("item__uid")[0]
    ItemCalibration.objects.filter(pk=row.pk).update(report={**row.report, "differences": [found]})
    return str(row.item.uid)


def _calibrated(framework: Any, now: datetime) -> str:
    """An edition made of the answers given so far: too few to be put in force by itself."""
    from sextant.assessment.calibration.running import calibrate

    return str(calibrate(framework, simulated=False, now=now).edition.name)


def _measured(edition: str, now: datetime) -> dict[str, str]:
    """A question with one of each thing to show, one nobody answered, one that was retired, and one neutralised."""
    from sextant.accounts.models import Person
    from sextant.assessment.models import CalibrationEdition, ItemCalibration, ItemVersion
    from sextant.assessment.quality.actions import neutralise, retire
    from tests.assessment.quality.measured import report_of

    chloe = Person.objects.get(email__startswith="chloe@")
    bank = ItemVersion.objects.filter(role="bank", current=True).order_by("uid")
    measured, neutralised = bank.filter(type="qru")[:2]
    unanswered, retired = bank.filter(type="qrm")[:2]
    ItemCalibration.objects.filter(edition__name=edition, item=unanswered).delete()
    ItemCalibration.objects.update_or_create(
        edition=CalibrationEdition.objects.get(name=edition),
        item=measured,
        defaults={"a": 1.1, "b": measured.b, "c": measured.c, "a_se": 0.15, "b_se": 0.2, "n": 248, "report": report_of()},
    )
    retire(version=retired.pk, by=chloe, reason="Sa source a changé.", now=now)
    neutralise(version=neutralised.pk, by=chloe, reason="Deux réponses étaient justes.", now=now)
    return {"question": measured.uid, "unanswered": unanswered.uid, "retired": retired.uid, "neutralised": neutralised.uid}


def _person(name: str) -> Any:
    from sextant.accounts.actions import create_person
    from sextant.config.demo.cast import member

    found = member(name)
    email = found.email if found else f"{name}@example.org"
    staff = name == "jeanne"
    person = create_person(email=email, name=found.name if found else name.capitalize(), proved=True, is_staff=staff, is_superuser=staff)
    person.password = _hashed()
    person.save(update_fields=["password"])
    return person


@cache
def _hashed() -> str:
    """The password of everybody, hashed once: it is meant to take long."""
    from django.contrib.auth.hashers import make_password

    return make_password(PASSWORD)


def _session(*, person: Any = None, learner: Any = None) -> str:
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    if person is not None:
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    if learner is not None:
        session["learner"] = str(learner.pk)
    session.create()
    return str(session.session_key)


def _reminded(learner: Any, framework: Any, now: datetime) -> dict[str, str]:
    """Have somebody ask for reminders; return the token that stops them, and a competence to look at the history of."""
    from sextant.accounts.reach.actions import change_reach
    from sextant.accounts.reach.links import stopping_path

    reach = change_reach(learner=learner, now=now, wanted=True, days=[1, 2, 3, 4, 5])
    token = stopping_path(reach.pk, reach.serial).rstrip("/").rpartition("/")[2]
    return {"stop": token, "competence": framework.codes[0]}


def _places(framework: Any, now: datetime) -> tuple[Any, Any, Any, Any]:
    from sextant.accounts.models import Cohort, Institution

    def cohort(institution: Any, name: str, code: str) -> Any:
        return Cohort.objects.create(
            institution=institution,
            name=name,
            code=code,
            deadline=(now + timedelta(days=200)).date(),
            framework=framework.code,
            framework_version=framework.version,
            created_at=now,
        )

    here = Institution.objects.create(name="Université de Montpellier", code="um", created_at=now)
    there = Institution.objects.create(name="Université de Lille", code="lille", created_at=now)
    return here, cohort(here, "Droit 2026", "DROIT26"), cohort(here, "Droit 2027", "DROIT27"), cohort(there, "Ailleurs 2026", "AILLEURS26")


def _empty(like: Any, now: datetime) -> Any:
    from sextant.accounts.models import Cohort

    return Cohort.objects.create(
        institution=like.institution,
        name="Promotion vide",
        code="VIDE26",
        framework=like.framework,
        framework_version=like.framework_version,
        created_at=now,
    )


def _give_roles(institution: Any, cohort: Any) -> None:
    from sextant.accounts.choices import RoleKind
    from sextant.accounts.models import Person, Role

    for name in MANAGERS:
        person = Person.objects.get(email__startswith=f"{name}@")
        Role.objects.create(person=person, kind=RoleKind.MANAGER, institution=institution)
    chloe = Person.objects.get(email__startswith="chloe@")
    Role.objects.create(person=chloe, kind=RoleKind.TEACHER, institution=institution, cohort=cohort)


def _learner(person: Any, profession: str, stage: str, now: datetime) -> Any:
    from sextant.accounts.actions import change_profile, create_learner
    from sextant.pathways.actions import change_constraints

    learner = create_learner(person=person, now=now)
    change_profile(learner=learner, now=now, profession=profession, stage=stage, entry_year=now.year - 2, status="student")
    # Tuesday and Thursday evenings.
    change_constraints(
        learner=learner, now=now, slots=[[2, 18 * 60, 240], [4, 18 * 60, 240]], minutes_per_week=60, places={}, zone="Europe/Paris"
    )
    return learner


def _plan(learner: Any, framework: Any, now: datetime) -> None:
    """A diagnostic in which everything was wrong, then the course that follows from it."""
    from sextant.assessment.actions import record_sitting
    from sextant.assessment.bank import bank_for, document_of
    from sextant.assessment.choices import SittingKind
    from sextant.assessment.imports.past import PastAnswer
    from sextant.assessment.item_types import type_of
    from sextant.assessment.models import ItemVersion
    from sextant.pathways.actions import make_plan

    bank = bank_for(framework)
    before, answers = now - timedelta(days=2), []
    for item in ItemVersion.objects.filter(pk__in=bank.keys):
        document = document_of(item)
        kind = type_of(document)
        answers.append(PastAnswer(item, kind.parse(document, kind.fabricate(document).wrong), before, before + timedelta(seconds=30)))
    record_sitting(
        learner=learner, framework=framework, kind=SittingKind.DIAGNOSTIC, answers=answers, language="fr", edition=bank.edition, now=before
    )
    make_plan(learner=learner, now=now, improve=False)


def _enrol(learner: Any, cohort: Any, now: datetime) -> None:
    from sextant.accounts.actions import enrol
    from sextant.pathways.actions import make_plan

    enrol(learner=learner, cohort=cohort, now=now)
    make_plan(learner=learner, now=now, improve=False)


def _busy(learner: Any, now: datetime) -> dict[str, str]:
    """Everything that an address of a learner's pages can name."""
    from sextant.assessment.models import Sitting
    from sextant.engine.planning.model import TEST_PREFIX
    from sextant.pathways.actions import complete, make_plan, open_feed
    from sextant.pathways.queries import current_plan, steps_of

    plan = current_plan(learner)
    assert plan is not None
    first, second = [step for step in steps_of(plan) if not step.module.startswith(TEST_PREFIX)][:2]
    complete(learner=learner, module=first.module, module_hash=first.module_hash, now=now)
    token = open_feed(learner=learner, now=now)
    plan = make_plan(learner=learner, now=now, improve=False)
    test = next(step.module for step in steps_of(plan) if step.module.startswith(TEST_PREFIX))
    sitting = Sitting.objects.get(learner=learner)
    return {
        "note": _note(learner, second, now),
        "french": "fr",
        **_cards(learner, now),
        **_transcripts(learner, now),
        "plan": str(plan.pk),
        "done": first.module,
        "step": second.module,
        "replaced": _replaced(second.module, now),
        "hash": second.module_hash,
        "test": test,
        "token": token,
        "finished": str(sitting.pk),
        "check": _checked(learner, now),
        **_exercised(learner, now),
        **_remarked(learner, second.module, now),
    }


def _remarked(learner: Any, resource: str, now: datetime) -> dict[str, str]:
    """A rating, an error that waits and one that was answered, a question proposed, a faulty question."""
    from sextant.accounts.models import Person
    from sextant.assessment.actions import report_item
    from sextant.assessment.models import ItemVersion
    from sextant.frameworks.queries import framework_of
    from sextant.study.choices import RemarkState
    from sextant.study.remarks.actions import propose_item, rate_resource, report_error, review_remark

    about = {"learner": learner, "resource": resource, "content_hash": "", "language": "fr", "now": now}
    framework = framework_of(learner)
    proposal = {
        "framework": framework.code,
        "competence": framework.codes[0],
        "level": framework.scale.levels[0].code,
        "stem": "Que faites-vous ?",
        "propositions": [{"text": f"Proposition {n}", "correct": n == 1, "why": "Parce que."} for n in range(1, 5)],
        "explanation": "Voici ce qu’il faut retenir.",
        "issuer": "CNIL",
        "source": "Guide",
        "url": "",
        "seen": False,
    }
    rate_resource(rating=4, **about)
    answered = report_error(passage="Un passage.", message="Une faute.", **about)
    review_remark(key=answered.pk, by=Person.objects.get(email__startswith="chloe@"), state=RemarkState.DECLINED, reply="Non.", now=now)
    return {
        "answered": str(answered.pk),
        "remark": str(report_error(passage="Un autre passage.", message="Une autre faute.", **about).pk),
        "proposed": str(propose_item(proposal=proposal, **about).pk),
        "report": str(report_item(learner=learner, item=ItemVersion.objects.filter(role="check")[0], message="Ambiguë.", now=now).pk),
    }


def _exercised(learner: Any, now: datetime) -> dict[str, str]:
    """An exercise of each type done all wrong, too fast to move anything; return their uids, and the attempts."""
    from uuid import uuid4

    from sextant.assessment.bank import document_of
    from sextant.assessment.choices import AttemptKind, ItemRole
    from sextant.assessment.item_types import type_of
    from sextant.assessment.models import ItemVersion
    from sextant.assessment.practice.actions import answer_item
    from sextant.frameworks.queries import framework_of

    ids: dict[str, str] = {}
    for item in ItemVersion.objects.filter(role=ItemRole.EXERCISE, current=True).order_by("uid"):
        document = document_of(item)
        if item.type in ids:
            continue
        attempt = answer_item(
            learner=learner,
            framework=framework_of(learner),
            item=item,
            key=uuid4(),
            kind=AttemptKind.EXERCISE,
            form=type_of(document).fabricate(document).wrong,
            language="fr",
            shown_at=now,
            now=now,
        )
        ids |= {item.type: item.uid, f"attempt_{item.type}": str(attempt.pk)}
    return ids


def _checked(learner: Any, now: datetime) -> str:
    """A check answered wrong under a known key, too fast to move anything; return its uid."""
    from uuid import UUID

    from sextant.assessment.bank import document_of
    from sextant.assessment.choices import AttemptKind
    from sextant.assessment.item_types import type_of
    from sextant.assessment.models import ItemVersion
    from sextant.assessment.practice.actions import answer_item
    from sextant.frameworks.queries import framework_of

    item = ItemVersion.objects.filter(role="check", current=True).order_by("uid")[0]
    answer_item(
        learner=learner,
        framework=framework_of(learner),
        item=item,
        key=UUID("00000000-0000-4000-8000-000000000007"),
        kind=AttemptKind.CHECK,
        form=type_of(document_of(item)).fabricate(document_of(item)).wrong,
        language="fr",
        shown_at=now,
        now=now,
        resource=item.resource,
    )
    return item.uid


def _note(learner: Any, step: Any, now: datetime) -> str:
    """A note that was changed on two devices, on the resource of a step; the second version."""
    from uuid import uuid4

    from sextant.study.notes.actions import Draft, keep_note

    client, note = uuid4(), None
    for body, revision in (("À relire.", 0), ("À relire dans le service.", 1), ("À relire chez moi.", 1)):
        draft = Draft(
            client=client,
            key=uuid4(),
            revision=revision,
            resource=step.module,
            content_hash=step.module_hash,
            language="fr",
            body=body,
        )
        note = keep_note(learner=learner, draft=draft, now=now)
    assert note is not None
    return str(note.pk)


def _cards(learner: Any, now: datetime) -> dict[str, str]:
    """A word that was added to the daily review, and a question that was missed."""
    from sextant.catalogue.models import TermVersion
    from sextant.frameworks.queries import framework_of
    from sextant.study.models import Card
    from sextant.study.review.actions import add_term, gather

    first = TermVersion.objects.filter(current=True).order_by("uid").first()
    assert first is not None
    word = add_term(learner=learner, uid=first.uid, now=now)
    gather(learner=learner, framework=framework_of(learner), now=now)
    question = Card.objects.filter(learner=learner, kind="item").order_by("due_at").first()
    assert question is not None
    return {"card": str(word.pk), "item-card": str(question.pk)}


def _in_review(learner: Any, framework: Any, session: str, now: datetime) -> dict[str, str]:
    """Somebody in the middle of a round: a word reviewed, a question answered and not yet rated."""
    from django.conf import settings

    from sextant.assessment.choices import AttemptKind
    from sextant.assessment.models import ItemVersion
    from sextant.assessment.practice.actions import answer_item
    from sextant.catalogue.models import TermVersion
    from sextant.study.models import Card
    from sextant.study.review.actions import add_term, begin, rate
    from sextant.study.review.asked import key_of
    from sextant.study.review.schedule import Rating

    for uid in TermVersion.objects.filter(current=True).order_by("uid").values_list("uid", flat=True)[:2]:
        add_term(learner=learner, uid=uid, now=now)
    chosen = begin(learner=learner, framework=framework, now=now)
    cards = Card.objects.in_bulk(chosen)
    word = next(cards[pk] for pk in chosen if cards[pk].kind == "term")
    question = next(cards[pk] for pk in chosen if cards[pk].kind == "item")
    rate(learner=learner, card_id=word.pk, key=key_of(word), rating=Rating.GOOD, now=now)
    answer_item(
        learner=learner,
        framework=framework,
        item=ItemVersion.objects.get(uid=question.uid, current=True),
        key=key_of(question),
        kind=AttemptKind.REVIEW,
        form={"dont_know": ["1"]},
        language="fr",
        shown_at=now,
        now=now,
    )
    kept = import_module(settings.SESSION_ENGINE).SessionStore(session)
    kept["review"] = {"cards": [str(pk) for pk in chosen], "since": now.isoformat()}
    kept.save()
    return {"answered-card": str(question.pk)}


def _with_words(framework: Any, now: datetime) -> str:
    """A resource whose text holds words of the lexicon and several parts."""
    from sextant.catalogue.queries import resources_of
    from sextant.study.reading.queries import reading_of

    readings = (reading_of(uid, language="fr", today=now.date()) for uid in resources_of(framework.code))
    return next(reading.uid for reading in readings if reading.cards and len(reading.contents) > 2)


def _replaced(module: str, now: datetime) -> str:
    """An older version of a resource: what somebody opened before the pack was loaded anew."""
    from sextant.catalogue.models import ResourceVersion

    row = ResourceVersion.objects.get(uid=module, current=True)
    row.pk, row.current, row.content_hash = None, False, "0" * 64
    row.save()
    return "0" * 64


def _transcripts(learner: Any, now: datetime) -> dict[str, str]:
    """A transcript that is valid, and one that was withdrawn."""
    from uuid import uuid4
    from zoneinfo import ZoneInfo

    from sextant.assessment.results import result_of
    from sextant.credentials.actions import issue, withdraw
    from sextant.credentials.codes import shown
    from sextant.credentials.content import content_of
    from sextant.credentials.queries import Period, activity_of, evidence_of
    from sextant.frameworks.queries import framework_of

    framework, period = framework_of(learner), Period(now.date() - timedelta(days=30), now.date(), ZoneInfo("Europe/Paris"))
    activity, evidence = activity_of(learner, framework, period), evidence_of(learner, framework)
    result, name = result_of(learner, framework, {}, now=now), learner.person.name
    content = content_of(result, learner, activity=activity, evidence=evidence, period=period, name=name, now=now)
    valid, gone = (issue(learner=learner, key=uuid4(), content=content, language=content["language"], now=now) for _ in range(2))
    withdraw(transcript=gone, now=now)
    return {"transcript": str(valid.pk), "code": shown(valid.code), "withdrawn": shown(gone.code)}


def _half_way(learner: Any, framework: Any, now: datetime) -> dict[str, str]:
    """A diagnostic with one answer, explained, and a question that waits."""
    from sextant.assessment.actions import answer_question, begin_sitting, next_question
    from sextant.assessment.choices import Explanations, SittingKind
    from sextant.assessment.queries import pending

    sitting = begin_sitting(
        learner=learner, kind=SittingKind.DIAGNOSTIC, framework=framework, language="fr", now=now, explanations=Explanations.EACH
    )
    waiting = pending(sitting)
    assert waiting is not None
    answer_question(learner=learner, sitting=sitting, framework=framework, response_id=waiting.pk, form={"dont_know": ["1"]}, now=now)
    next_question(sitting=sitting, learner=learner, framework=framework, now=now)
    return {"sitting": str(sitting.pk), "position": "1"}


def _visitor(framework: Any, now: datetime) -> tuple[str, str]:
    """Somebody without an account who answered the five questions."""
    from sextant.accounts.actions import create_learner
    from sextant.assessment.actions import answer_question, begin_sitting, next_question
    from sextant.assessment.choices import Explanations, SittingKind

    learner = create_learner(now=now)
    sitting = begin_sitting(
        learner=learner, kind=SittingKind.TASTER, framework=framework, language="fr", now=now, explanations=Explanations.END
    )
    while (waiting := next_question(sitting=sitting, learner=learner, framework=framework, now=now)) is not None:
        answer_question(learner=learner, sitting=sitting, framework=framework, response_id=waiting.pk, form={"dont_know": ["1"]}, now=now)
        sitting.refresh_from_db()
    return _session(learner=learner), str(sitting.pk)


def _papers(cohort: Any, now: datetime) -> dict[str, str]:
    """A roster that was applied and one that waits, a receipt, the links of three mails."""
    from allauth.account.forms import default_token_generator
    from allauth.account.models import EmailAddress, EmailConfirmationHMAC
    from allauth.account.utils import user_pk_to_url_str

    from sextant.accounts.actions import create_learner, erase
    from sextant.accounts.models import Person, RosterImport
    from sextant.accounts.rosters.actions import apply_roster, draft_roster
    from sextant.accounts.rosters.lines import read_lines
    from sextant.accounts.rosters.sheets import read_sheet
    from sextant.frameworks.queries import framework_for
    from sextant.insight.vocabulary import vocabulary_of

    elise = Person.objects.get(email__startswith="elise@")
    words = vocabulary_of(framework_for(code=cohort.framework, version=cohort.framework_version))

    def draft(text: str) -> RosterImport:
        roster = read_lines(read_sheet(text.encode(), name="liste.csv"), words, this_year=now.year)
        return draft_roster(cohort=cohort, roster=roster, file_name="liste.csv", by=elise, now=now)

    apply_roster(roster=draft("mail;nom\nconvie@example.org;Convié\n"), by=elise, now=now)
    waiting = draft("mail;nom\nautre@example.org;Autre\nfaux;Faux\n")
    address = EmailAddress.objects.create(user=elise, email="elise.autre@example.org")
    return {
        "roster": str(waiting.pk),
        "applied": str(RosterImport.objects.exclude(pk=waiting.pk).get().pk),
        "receipt": str(erase(learner=create_learner(now=now), person=None, now=now).pk),
        "confirmation": EmailConfirmationHMAC(address).key,
        "uidb36": user_pk_to_url_str(elise),
        "reset": default_token_generator.make_token(elise),
        "invitation": "trop-vieille",
    }


def _routes() -> Iterator[str]:
    """Every route of this campus by its full name; one without a name by its address."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def walk(entries: Any, space: str, at: str) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, URLResolver):
                inner = f"{space}{entry.namespace}:" if entry.namespace else space
                yield from walk(entry.url_patterns, inner, at + str(entry.pattern))
            elif isinstance(entry, URLPattern):
                yield f"{space}{entry.name or at + str(entry.pattern)}"

    return walk(get_resolver().url_patterns, "", "/")
