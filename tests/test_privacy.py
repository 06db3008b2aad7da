"""Everything personal is declared, and erasing leaves nothing: canaries planted in every column of every table, 0 hits afterwards."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from sextant.accounts.actions import NobodyToErase, create_learner, enrol_without_account, erase, forget_visitors, replay
from sextant.accounts.choices import RoleKind
from sextant.accounts.models import Enrolment, Erased, Invitation, Learner, Person, Role, RosterImport, Session
from sextant.accounts.sessions import SessionStore
from sextant.ground.privacy import Erasure, Holding
from sextant.ground.privacy.registry import declared
from tests.conftest import PASSWORD, logged_in

CANARY = "canari-7f3a9b"
SIBLING = "mesange-51c0de"


def test_every_model_is_declared_once():
    installed = sorted(model._meta.label for model in apps.get_models())

    assert sorted(holding.table._meta.label for holding in declared()) == installed


def test_every_link_to_a_learner_or_a_person_is_declared():
    holdings = {holding.table._meta.label: holding for holding in declared()}
    for model in apps.get_models():
        holding = holdings[model._meta.label]
        for field in model._meta.concrete_fields:
            if field.related_model is Learner:
                assert holding.learner == field.attname, f"{model._meta.label}.{field.name}"
            if field.related_model is Person:
                assert holding.person == field.attname, f"{model._meta.label}.{field.name}"


class Planter:
    """Writes rows full of a canary that belong to one learner and person, whatever the model."""

    def __init__(self, *, person: Person, learner: Learner, canary: str) -> None:
        self.person, self.learner, self.canary = person, learner, canary
        self.made: dict[type[models.Model], models.Model] = {}

    def plant(self, holding: Holding) -> models.Model:
        """Write a row of the holding's model, once; where rows are only unlinked, the canary stands in what is cut out only."""
        model = holding.table
        if model not in self.made:
            values = {field.name: self.value(field, holding) for field in model._meta.concrete_fields if self.is_needed(field)}
            self.made[model] = model._default_manager.create(**values)
        return self.made[model]

    @staticmethod
    def is_needed(field: models.Field[Any, Any]) -> bool:
        return not (field.primary_key and (field.has_default() or isinstance(field, models.AutoField)))

    def value(self, field: models.Field[Any, Any], holding: Holding) -> Any:
        if field.is_relation:
            return self.related(field, holding)
        if holding.learner == field.attname:
            return self.learner.pk
        if holding.person == field.attname:
            return self.person.pk
        if holding.address == field.attname:
            return self.person.email
        planted = holding.is_personal and (holding.erasure is Erasure.DELETE or field.name in holding.mentions)
        if isinstance(field, models.JSONField):
            told = {"args": [], "kwargs": {"learner": str(self.learner.pk)}, "email": self.person.email, "note": self.canary}
            return [told] if planted else []
        if isinstance(field, models.CharField | models.TextField):
            if field.choices:
                return field.choices[0][0]
            if field.name == "object_id":
                return str(self.person.pk)
            room = field.max_length or 200
            return (self.canary if planted else self.canary[::-1])[:room] if room >= len(self.canary) else "x"
        if isinstance(field, models.DateTimeField):
            return timezone.now() + timedelta(days=1)
        if isinstance(field, models.DateField):
            return date(2027, 1, 1)
        if isinstance(field, models.UUIDField):
            return None if field.null else "00000000-0000-7000-8000-000000000001"
        if isinstance(field, models.BooleanField):
            return False
        if isinstance(field, models.FloatField):
            return 0.5
        return 1

    def related(self, field: Any, holding: Holding) -> Any:
        if field.related_model is Learner:
            return self.learner
        if field.related_model is Person:
            return self.person
        if field.null:
            return None
        found = next(one for one in declared() if one.table is field.related_model)
        return self.plant(found)


def planted(name: str, canary: str, now: datetime) -> Planter:
    """Create somebody with a row full of `canary` in every personal table, a session, and a line in a roster."""
    person = Person.objects.create_user(f"{canary}@example.org", PASSWORD, name=f"{name} {canary}")
    person.emailaddress_set.create(email=person.email, verified=True, primary=True)
    learner = create_learner(person=person, now=now)
    Learner.objects.filter(pk=learner.pk).update(profession=canary, diploma=canary, stage=canary)
    planter = Planter(person=person, learner=learner, canary=canary)
    for holding in declared():
        if holding.is_personal and holding.table not in {Person, Learner, Erased}:
            planter.plant(holding)
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["words"] = canary
    session.save()
    pending = SessionStore()
    pending["account_login"] = {"user_pk": person.pk.hex, "email": person.email}
    pending.create()
    return planter


def tables_with(canary: str) -> list[str]:
    """Return every table of the database, ours or not, with a row in which `canary` is written; sessions are opened first."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(canary in str(value) for row in cursor.fetchall() for value in row):
                found.append(table)
    if any(canary in str(SessionStore().decode(data)) for data in Session.objects.values_list("session_data", flat=True)):
        found.append("accounts_session (opened)")
    return found


@pytest.mark.django_db
def test_erasing_leaves_no_canary_in_any_table(now):
    gone, stays = planted("Amina", CANARY, now), planted("Bruno", SIBLING, now)
    before, around = tables_with(CANARY), tables_with(SIBLING)
    assert {"accounts_person", "assessment_response", "pathways_step"} <= set(before)
    assert "accounts_session (opened)" in before

    erased = erase(learner=gone.learner, person=gone.person, now=now)

    assert tables_with(CANARY) == []
    assert tables_with(SIBLING) == around
    assert stays.person.learner.pk == stays.learner.pk
    personal = {holding.model for holding in declared() if holding.is_personal and holding.erasure is not Erasure.KEEP}
    assert set(erased.receipt) == personal


@pytest.mark.django_db
def test_every_table_that_holds_something_personal_was_planted(now):
    planted("Amina", CANARY, now)
    found = set(tables_with(CANARY))

    for holding in declared():
        has_text = any(
            isinstance(field, models.CharField | models.TextField) and not field.choices and (field.max_length or 99) > 13
            for field in holding.table._meta.concrete_fields
        )
        if holding.is_personal and has_text and holding.erasure is Erasure.DELETE and holding.model != "accounts.Session":
            assert holding.table._meta.db_table in found, holding.model


@pytest.mark.django_db
def test_a_line_in_a_roster_is_cut_out_and_the_others_stay(cohort, amina, enrolled, elise, now):
    line = Invitation.objects.create(cohort=cohort, email="AMINA@example.org", created_at=now, learner=enrolled)
    roster = RosterImport.objects.create(
        cohort=cohort, by=elise, created_at=now, file_name="liste.xlsx",
        difference=[{"email": "Amina@example.org", "values": {"name": "Amina"}}, {"email": "autre@example.org"}],
        undo={"added": [str(line.pk), "autre"], "changed": {str(line.pk): {"before": {"name": "Amina"}}, "autre": {}}},
    )  # fmt: skip

    erase(learner=enrolled, person=amina, now=now)

    roster.refresh_from_db()
    assert roster.difference == [{"email": "autre@example.org"}]
    assert roster.undo == {"added": ["autre"], "changed": {"autre": {}}}
    assert roster.by == elise


@pytest.mark.django_db
def test_a_roster_outlives_the_manager_who_sent_it(cohort, elise, now):
    roster = RosterImport.objects.create(
        cohort=cohort, by=elise, created_at=now, file_name="liste.xlsx", difference=[{"email": "autre@example.org"}]
    )

    erase(learner=None, person=elise, now=now)

    roster.refresh_from_db()
    assert roster.by is None
    assert roster.difference == [{"email": "autre@example.org"}]


@pytest.mark.django_db
def test_nobody_erases_somebody_else_by_claiming_their_address(cohort, farid, amina, now):
    Invitation.objects.create(cohort=cohort, email="victime@example.org", created_at=now)
    farid.emailaddress_set.create(email="victime@example.org", verified=False)
    farid.emailaddress_set.create(email=amina.email, verified=False)

    erase(learner=None, person=farid, now=now)

    assert Invitation.objects.filter(email="victime@example.org").exists()
    assert amina.emailaddress_set.count() == 1


@pytest.mark.django_db
def test_erasing_from_the_page_asks_for_the_address_and_gives_a_receipt(amina, enrolled):
    client = logged_in(amina)
    assert client.post("/compte/effacer/", {"address": "autre@example.org"}).status_code == 422
    assert Person.objects.filter(pk=amina.pk).exists()

    response = client.post("/compte/effacer/", {"address": " Amina@Example.org"})

    assert response["Clear-Site-Data"]
    assert not Person.objects.filter(pk=amina.pk).exists()
    assert not Enrolment.objects.exists()
    receipt = Client().get(response.url)
    assert str(amina.pk) in receipt.content.decode()
    assert not receipt.cookies
    assert client.get("/compte/").status_code == 302


@pytest.mark.django_db
def test_a_visitor_erases_their_answers(client, now):
    learner = create_learner(now=now)
    session = client.session
    session["learner"] = str(learner.pk)
    session.save()
    assert client.post("/compte/effacer/", {}).status_code == 422
    assert Learner.objects.filter(pk=learner.pk).exists()

    client.post("/compte/effacer/", {"sure": "on"})

    assert not Learner.objects.filter(pk=learner.pk).exists()
    assert Erased.objects.get().learner == learner.pk


@pytest.mark.django_db
def test_whoever_manages_an_institution_alone_is_told_before_leaving_it(elise, university):
    page = logged_in(elise).get("/compte/effacer/").content.decode()
    refused = logged_in(elise).post("/compte/effacer/", {"address": elise.email})

    assert f"/pupitre/etablissements/{university.pk}/" in page
    assert refused.status_code == 422
    assert f'value="{elise.email}"' in refused.content.decode()
    assert Person.objects.filter(pk=elise.pk).exists()


@pytest.mark.django_db
def test_who_leaves_an_institution_without_manager_knowingly_is_erased_all_the_same(elise):
    logged_in(elise).post("/compte/effacer/", {"address": elise.email, "leave": "on"})

    assert not Person.objects.filter(pk=elise.pk).exists()


@pytest.mark.django_db
def test_who_was_named_manager_and_never_confirmed_their_address_leaves_nobody_alone(elise, university):
    elise.emailaddress_set.update(verified=False)

    page = logged_in(elise).get("/compte/effacer/").content.decode()
    logged_in(elise).post("/compte/effacer/", {"address": elise.email})

    # A link to the institution would lead them nowhere: they cannot open it.
    assert str(university.pk) not in page
    assert not Person.objects.filter(pk=elise.pk).exists()


@pytest.mark.django_db
def test_a_manager_who_leaves_another_behind_is_asked_nothing_more(elise, farid, university):
    Role.objects.create(person=farid, kind=RoleKind.MANAGER, institution=university)

    logged_in(elise).post("/compte/effacer/", {"address": elise.email})

    assert not Person.objects.filter(pk=elise.pk).exists()


@pytest.mark.django_db
def test_opening_the_page_erases_nothing(amina):
    logged_in(amina).get("/compte/effacer/")

    assert Person.objects.filter(pk=amina.pk).exists()


@pytest.mark.django_db
def test_a_receipt_that_does_not_exist_is_not_found(client):
    assert client.get("/compte/effacement/00000000-0000-7000-8000-000000000001/").status_code == 404


@pytest.mark.django_db
def test_erasing_nobody_is_refused(now):
    with pytest.raises(NobodyToErase):
        erase(learner=None, person=None, now=now)


@pytest.mark.django_db
def test_somebody_a_backup_brought_back_is_erased_again(amina, enrolled, now):
    ledger = erase(learner=enrolled, person=amina, now=now)
    back = Person.objects.create_user("amina@example.org", pk=ledger.pk)
    Learner.objects.create(pk=ledger.learner, person=back, created_at=now)

    replay(ledger)

    assert not Person.objects.exists()
    assert not Learner.objects.exists()


@pytest.mark.django_db
def test_visitors_are_forgotten_after_30_days_and_others_are_not(amina, cohort, now):
    old = now - timedelta(days=31)
    gone = create_learner(now=old)
    back = create_learner(now=old)
    Learner.objects.filter(pk=back.pk).update(last_active_at=now - timedelta(days=29))
    young = create_learner(now=now - timedelta(days=29))
    simulated = create_learner(now=old, simulated=True)
    Learner.objects.filter(person=amina).update(created_at=old)

    brought_in = Learner(created_at=old)
    enrol_without_account(cohort=cohort, learners={"~3f9a": brought_in}, now=old)

    assert forget_visitors(now=now) == 1

    assert set(Learner.objects.values_list("pk", flat=True)) == {back.pk, young.pk, simulated.pk, brought_in.pk, amina.learner.pk}
    assert not Learner.objects.filter(pk=gone.pk).exists()


def test_sessions_live_in_our_table():
    assert settings.SESSION_ENGINE == "sextant.accounts.sessions"
    assert not apps.is_installed("django.contrib.sessions")
