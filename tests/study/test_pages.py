"""Reading a resource, and its figures."""

from typing import Any

import pytest
from django.test import Client

from sextant.catalogue.models import ResourceVersion
from sextant.frameworks.models import Norm
from sextant.study.reading.queries import reading_of

CONSENT = "essai.res.consentement"


def digest(uid: str) -> str:
    return ResourceVersion.objects.get(uid=uid, current=True).content_hash


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

    assert '<div class="prose" lang="fr">' in english
    assert 'class="prose" lang=' not in french


def test_check_tells_its_answer_with_the_reason(small_pack: object) -> None:
    reading = reading_of(CONSENT, language="fr")

    (first, *_rest) = reading.checks
    page = Client().get(f"/etude/{CONSENT}/").content.decode()
    assert page.count('class="details"') >= len(reading.checks)
    for proposition in first.shown.get("propositions", ()):
        assert str(proposition.why) in page or proposition.why.text.split(" ")[0] in page


def test_reference_shows_the_status_of_its_norm(small_pack: object) -> None:
    norm = Norm.objects.get(uid="rgpd", current=True)
    Norm.objects.filter(pk=norm.pk).update(body={**norm.body, "status": "repealed"})

    (source,) = reading_of(CONSENT, language="fr").legal_basis

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


@pytest.mark.parametrize("path", ["nope/", f"{CONSENT}/nope/figure.svg", f"{CONSENT}/nope/", f"{CONSENT}/../../settings.py"])
def test_nothing_elsewhere(small_pack: object, path: str) -> None:
    assert Client().get(f"/etude/{path}").status_code == 404


def test_figure_that_is_not_there_is_404(small_pack: object) -> None:
    assert Client().get(f"/etude/{CONSENT}/{digest(CONSENT)}/other.svg").status_code == 404
