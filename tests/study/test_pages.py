"""Reading a resource, and its figures."""

import re
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from sextant.accounts.models import Learner, Person
from sextant.catalogue.models import ResourceVersion
from sextant.frameworks.models import Norm
from sextant.pathways.actions import make_plan
from sextant.study.actions import keep_visit
from sextant.study.reading.queries import Standing, reading_of
from tests.conftest import logged_in
from tests.pathways.learners import constrained, place_at

CONSENT = "essai.res.consentement"
TODAY = date(2026, 11, 23)


def digest(uid: str) -> str:
    return ResourceVersion.objects.get(uid=uid, current=True).content_hash


def replaced() -> str:
    """Put a newer version in the place of the current one; return the hash of the older."""
    old = ResourceVersion.objects.get(uid=CONSENT, current=True)
    ResourceVersion.objects.filter(pk=old.pk).update(current=False)
    new = ResourceVersion.objects.get(pk=old.pk)
    new.pk, new.current, new.content_hash = None, True, "a" * 64
    new.save()
    return old.content_hash


@pytest.mark.parametrize("language", ["fr", "en"])
def test_resource_is_read_by_anybody(small_pack: object, language: str, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.cookies["django_language"] = language
    client.get(f"/etude/{CONSENT}/")

    with django_assert_max_num_queries(12):
        page = client.get(f"/etude/{CONSENT}/")

    text = page.content.decode()
    assert page.status_code == 200
    assert "Savoir comment." in text
    assert "Équipe Sextant" in text
    assert f"/etude/{CONSENT}/{digest(CONSENT)}/figure.svg" in text


def test_text_that_is_not_in_the_readers_language_says_so(small_pack: object) -> None:
    client = Client()
    english = client.get(f"/etude/{CONSENT}/", headers={"Accept-Language": "en"}).content.decode()

    client.cookies["django_language"] = "en"
    english = client.get(f"/etude/{CONSENT}/").content.decode()
    client.cookies["django_language"] = "fr"
    french = client.get(f"/etude/{CONSENT}/").content.decode()

    assert '<article class="prose reading-text" id="text" lang="fr"' in english
    assert '<article class="prose reading-text" id="text" aria' in french


def test_reference_shows_the_status_of_its_norm(small_pack: object) -> None:
    norm = Norm.objects.get(uid="rgpd", current=True)
    Norm.objects.filter(pk=norm.pk).update(body={**norm.body, "status": "repealed"})

    (source,) = reading_of(CONSENT, language="fr", today=TODAY).legal_basis

    assert (source.applies, source.identifier) == (False, norm.body["identifier"])
    assert "badge-care" in Client().get(f"/etude/{CONSENT}/").content.decode()


def test_figure_is_served_from_its_stored_version_and_can_run_nothing(small_pack: object) -> None:
    old = digest(CONSENT)
    ResourceVersion.objects.filter(uid=CONSENT).update(current=False)

    answer = Client().get(f"/etude/{CONSENT}/{old}/figure.svg")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("image/svg+xml")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["nope/", f"{CONSENT}/nope/figure.svg", f"{CONSENT}/visite/x", f"{CONSENT}/nope/", f"{CONSENT}/../../settings.py"]
)
def test_nothing_elsewhere(small_pack: object, path: str) -> None:
    assert Client().get(f"/etude/{path}").status_code == 404


def test_figure_that_is_not_there_is_404(small_pack: object) -> None:
    assert Client().get(f"/etude/{CONSENT}/{digest(CONSENT)}/other.svg").status_code == 404


def test_a_version_that_was_replaced_is_read_at_its_own_address_and_leads_to_the_newer_one(small_pack: object) -> None:
    old = replaced()

    page = Client().get(f"/etude/{CONSENT}/{old}/").content.decode()

    assert page.count("notice-warning") == 1
    assert f'<a href="/etude/{CONSENT}/">' in page
    assert f"/etude/{CONSENT}/{old}/figure.svg" in page
    assert "notice-warning" not in Client().get(f"/etude/{CONSENT}/").content.decode()


def test_a_resource_withdrawn_while_it_was_being_read_is_shown_to_its_reader_alone(amina: Person, bruno: Person, now: datetime) -> None:
    opened = digest(CONSENT)
    keep_visit(learner=Learner.objects.get(person=amina), resource=CONSENT, content_hash=opened, now=now)
    ResourceVersion.objects.filter(uid=CONSENT).update(current=False)

    page = logged_in(amina).get(f"/etude/{CONSENT}/")

    assert page.context["reading"].standing == Standing.WITHDRAWN
    assert page.content.decode().count("notice-warning") == 1
    assert opened in page.content.decode()
    assert logged_in(bruno).get(f"/etude/{CONSENT}/").status_code == 404
    assert Client().get(f"/etude/{CONSENT}/{opened}/").context["reading"].standing == Standing.WITHDRAWN


def test_a_late_review_is_told(small_pack: object) -> None:
    late = reading_of(CONSENT, language="fr", today=date(2027, 11, 2))
    last_day = reading_of(CONSENT, language="fr", today=date(2027, 11, 1))

    assert (late.is_overdue, last_day.is_overdue) == (True, False)


def test_words_of_the_lexicon_have_their_card_in_the_page(small_pack: object) -> None:
    row = ResourceVersion.objects.get(uid=CONSENT, current=True)
    body = {**row.body, "texts": {"fr": "## Un\n\nLes données personnelles et le secret. Le secret.\n\n## Deux\n\nUn secret."}}
    ResourceVersion.objects.filter(pk=row.pk).update(content_hash="b" * 64, body=body)

    reading = reading_of(CONSENT, language="fr", today=TODAY)
    page = Client().get(f"/etude/{CONSENT}/").content.decode()

    assert [card.key for card in reading.cards] == ["essai.lex.donnee", "essai.lex.secret"]
    assert page.count('href="/lexique/#essai.lex.secret" class="term"') == 2
    for described in re.findall(r'aria-describedby="(definition-[^"]+)"', page):
        assert page.count(f'id="{described}"') == 1


def test_contents_give_the_time_of_each_part_and_all_of_it_is_that_of_the_resource(small_pack: object) -> None:
    reading = reading_of(CONSENT, language="fr", today=TODAY)

    assert [section.anchor for section in reading.contents] == ["s-une-situation", "s-a-retenir"]
    assert abs(reading.seconds - 60 * reading.resource.minutes) < 5


@pytest.mark.parametrize(("theta", "said"), [(-2.0, "is required of you"), (3.0, "you hold the level required")])
def test_why_follows_from_where_one_stands(amina: Person, now: datetime, theta: float, said: str) -> None:
    learner = Learner.objects.get(person=amina)
    assert reading_of(CONSENT, language="fr", today=TODAY, learner=learner).why == ()

    place_at(learner, theta=theta, now=now)
    with override("en"):
        (sentence,) = reading_of(CONSENT, language="en", today=TODAY, learner=learner).why

    assert said in sentence


def test_why_is_that_of_the_course_where_there_is_one(amina: Person, now: datetime) -> None:
    learner = Learner.objects.get(person=amina)
    place_at(learner, theta=-2.0, now=now)
    constrained(learner, now=now)
    plan = make_plan(learner=learner, now=timezone.now(), improve=False)
    step = plan.steps.get(module=CONSENT)

    own = logged_in(amina).get(reverse("pathways:step", args=[step.module]))
    free = logged_in(amina).get(f"/etude/{CONSENT}/")

    assert own.context["reading"].why
    assert free.context["reading"].why == own.context["reading"].why


def test_a_page_asks_as_much_for_three_words_and_figures_as_for_one(
    amina: Person, now: datetime, django_assert_max_num_queries: Any
) -> None:
    learner = Learner.objects.get(person=amina)
    place_at(learner, theta=-2.0, now=now)
    row = ResourceVersion.objects.get(uid=CONSENT, current=True)
    client, counts = logged_in(amina), []
    for parts in (1, 3):
        text = "\n\n".join(f"## Partie {number}\n\nUn secret, une donnée personnelle.\n\n![x](figure.svg)" for number in range(parts))
        ResourceVersion.objects.filter(pk=row.pk).update(content_hash=str(parts) * 64, body={**row.body, "texts": {"fr": text}})
        client.get(f"/etude/{CONSENT}/")
        # The questions and the notes of the page ask for themselves.
        with django_assert_max_num_queries(8):
            reading_of(CONSENT, language="fr", today=TODAY, learner=learner)
        with django_assert_max_num_queries(16) as page:
            client.get(f"/etude/{CONSENT}/")
        counts.append(len(page))

    assert counts[0] == counts[1]
    with django_assert_max_num_queries(6):
        Client().get(f"/etude/{CONSENT}/")


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "[a](javascript:alert(1))", "![a](https://exemple.fr/x.svg)", "## <img src=x onerror=y>"]
)
def test_a_hostile_text_runs_nothing(small_pack: object, hostile: str) -> None:
    row = ResourceVersion.objects.get(uid=CONSENT, current=True)
    ResourceVersion.objects.filter(pk=row.pk).update(
        content_hash=sha256(hostile.encode()).hexdigest(), body={**row.body, "texts": {"fr": hostile}}
    )

    article = Client().get(f"/etude/{CONSENT}/").content.decode().split("<article")[1].split("</article>")[0]

    assert not re.search(r"<script|<img|<[^>]*javascript:|<[^>]* on\w+=", article)
