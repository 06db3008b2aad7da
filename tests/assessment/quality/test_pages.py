"""The pages of the questions: who sees them, what they say, and that they ask the database as often for one as for three."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from sextant.accounts.models import Learner, Person
from sextant.assessment.actions import report_item
from sextant.assessment.choices import ItemRole, ReportState, Withdrawal
from sextant.assessment.models import ItemDecision, ItemReport, ItemVersion
from sextant.assessment.quality.actions import neutralise, recount, retire
from sextant.frameworks.document import Framework
from tests.assessment.quality.measured import DIFFERENCES, edition_of, measure
from tests.assessment.sittings import answer, begin, learner, waiting
from tests.conftest import logged_in

UID = "essai.x1.cas-1"
PAGE = f"/questions/{UID}/"


def item(uid: str = UID) -> ItemVersion:
    return ItemVersion.objects.get(uid=uid, current=True)


def in_english(client: Client, address: str) -> str:
    return client.get(address, headers={"accept-language": "en"}).content.decode()


@pytest.mark.parametrize("address", ["/questions/", PAGE, f"{PAGE}corriger/"])
def test_pages_are_there_for_those_who_keep_the_questions_and_for_nobody_else(
    framework: Framework, chloe: Person, elise: Person, farid: Person, amina: Person, address: str
) -> None:
    farid.is_staff = False

    assert Client().get(address).status_code == 302
    assert [logged_in(someone).get(address).status_code for someone in (farid, amina, chloe, elise)] == [404, 404, 200, 200]
    Person.objects.filter(pk=farid.pk).update(is_staff=True)
    assert logged_in(Person.objects.get(pk=farid.pk)).get(address).status_code == 200


def test_list_says_what_is_known_of_each_question(framework: Framework, chloe: Person, amina: Person, now: datetime) -> None:
    edition = edition_of(framework, now)
    measure(edition, item())
    measure(edition, item("essai.x1.cas-2"), n=20, flags=[])
    report_item(learner=learner(amina), item=item("essai.x1.cas-2"), message="Je ne comprends pas", now=now)

    page = in_english(logged_in(chloe), "/questions/")

    assert "Practitioner" in page
    assert "fairly well" in page
    assert "Another proposition may be right" in page
    assert "1 report waits" in page
    assert "too few answers" in page
    assert "(by the experts)" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("?state=flagged", {"cas-1"}),
        ("?state=reported", {"cas-2"}),
        ("?state=withdrawn", {"cas-3"}),
        ("?competence=X1&type=qroc&q=cas 6", {"cas-6"}),
        ("?q=nothing-like-it", set()),
        ("?role=pilot", {"cas-4"}),
        ("?role=nonsense&state=nonsense&sort=nonsense&page=999&competence=X1&q=cas-1", {"cas-1"}),
    ],
)
def test_list_is_narrowed(framework: Framework, chloe: Person, amina: Person, now: datetime, query: str, shown: set[str]) -> None:
    measure(edition_of(framework, now), item())
    report_item(learner=learner(amina), item=item("essai.x1.cas-2"), message="Je ne comprends pas", now=now)
    retire(version=item("essai.x1.cas-3").pk, by=chloe, reason="", now=now)
    ItemVersion.objects.filter(uid="essai.x1.cas-4").update(role=ItemRole.PILOT)

    response = logged_in(chloe).get(f"/questions/{query}")

    assert {row["one"].uid.removeprefix("essai.x1.") for row in response.context["rows"]} == shown


def test_list_is_sorted_both_ways_and_what_is_unknown_comes_last(framework: Framework, chloe: Person, now: datetime) -> None:
    edition = edition_of(framework, now)
    for uid, b in (("essai.x1.cas-1", 0.5), ("essai.x1.cas-2", -0.5)):
        measure(edition, item(uid), b=b)

    up, down = (
        [row["one"].uid[-1] for row in logged_in(chloe).get(f"/questions/?sort={sort}").context["rows"]][:2]
        for sort in ("difficulty", "-difficulty")
    )

    assert (up, down) == (["2", "1"], ["1", "2"])


def test_page_says_what_the_answers_say(framework: Framework, chloe: Person, now: datetime) -> None:
    measure(edition_of(framework, now), item())

    page = in_english(logged_in(chloe), PAGE)

    assert "7 chances in 10 that another proposition is right: C." in page
    assert "rather than B" in page
    assert "By the answers it stands at the level “Practitioner”" in page
    assert "C draws the stronger too, though it is held to be wrong." in page
    assert "From 20 % right among those who hold least to 85 % among those who hold most. It follows what was expected." in page
    assert "large, harder" in page
    assert "31 s" in page
    # Eight people are fewer than may be shown.
    assert "Toute petite école" not in page


def test_page_speaks_french(framework: Framework, chloe: Person, now: datetime) -> None:
    measure(edition_of(framework, now), item())

    with override("fr"):
        response = logged_in(chloe).get(PAGE, headers={"accept-language": "fr"})

    assert response.status_code == 200
    assert 'lang="fr"' in response.content.decode()


@pytest.mark.parametrize(
    ("n", "said"),
    [(None, "No answer yet"), (7, "No answer yet"), (20, "Only 20 answers"), (50, "50 answers looked at.")],
)
def test_few_answers_are_said_to_be_few(framework: Framework, chloe: Person, now: datetime, n: int | None, said: str) -> None:
    edition = edition_of(framework, now)
    if n is not None:
        measure(edition, item(), n=n)

    page = in_english(logged_in(chloe), PAGE)

    assert said in page
    assert ("Who gets it right" in page) == (n is not None and n >= 11)
    assert ("Only " in page) == (n == 20)


def test_page_without_any_edition_shows_the_experts_alone(framework: Framework, chloe: Person) -> None:
    page = in_english(logged_in(chloe), PAGE)

    assert "no answer has confirmed it yet" in page
    assert "of those who only just hold" in page


@pytest.mark.parametrize("report", [{}, {"curve": None, "choices": None, "seconds": None, "flags": None, "differences": None}])
def test_page_of_an_empty_report_is_a_page(framework: Framework, chloe: Person, now: datetime, report: dict[str, object]) -> None:
    held = measure(edition_of(framework, now), item())
    held.report = report
    held.save()

    assert logged_in(chloe).get(PAGE).status_code == 200
    assert logged_in(chloe).get("/questions/").status_code == 200


def test_simulated_answers_are_said_to_be(framework: Framework, chloe: Person, now: datetime) -> None:
    measure(edition_of(framework, now, simulated=True), item())

    assert all("Simulated answers" in in_english(logged_in(chloe), address) for address in ("/questions/", PAGE))


def test_every_kind_of_question_has_its_page(framework: Framework, chloe: Person) -> None:
    client = logged_in(chloe)
    uids = {row.type: row.uid for row in ItemVersion.objects.filter(current=True)}

    assert len(uids) > 3
    for uid in uids.values():
        assert client.get(f"/questions/{uid}/").status_code == 200, uid
        assert client.get(f"/questions/{uid}/corriger/").status_code == 200, uid


@pytest.mark.parametrize("address", ["/questions/nobody.knows/", f"{PAGE}?version=999999", "/questions/nobody.knows/corriger/"])
def test_unknown_question_is_not_found(framework: Framework, chloe: Person, address: str) -> None:
    assert logged_in(chloe).get(address).status_code == 404


def test_names_of_learners_stand_nowhere(framework: Framework, chloe: Person, amina: Person, now: datetime) -> None:
    report_item(learner=learner(amina), item=item(), message="Deux réponses sont justes", now=now)
    client = logged_in(chloe)

    page = client.get(PAGE).content.decode()

    assert "Deux réponses sont justes" in page
    assert "Amina" not in page + client.get("/questions/").content.decode()


def test_queries_do_not_grow_with_the_questions(framework: Framework, chloe: Person, amina: Person, now: datetime) -> None:
    client = logged_in(chloe)
    edition = edition_of(framework, now)
    counts = []
    for uid in ("essai.x1.cas-1", "essai.x1.cas-2", "essai.x1.cas-3"):
        measure(edition, item(uid))
        report_item(learner=learner(amina), item=item(uid), message="Une remarque", now=now)
        client.get("/questions/")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get("/questions/?state=flagged")
        counts.append(len(asked))

    assert counts[0] == counts[2] <= 12, counts


def test_queries_do_not_grow_with_what_happened_to_a_question(
    framework: Framework, chloe: Person, amina: Person, bruno: Person, now: datetime
) -> None:
    client = logged_in(chloe)
    measure(edition_of(framework, now), item())
    counts = []
    for someone in (amina, bruno, amina):
        report_item(learner=learner(someone), item=item(), message=f"Remarque {len(counts)}", now=now)
        ItemDecision.objects.create(item=item(), verb="restore", by=chloe, decided_at=now)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))

    assert counts[0] == counts[2] <= 12, counts


def test_report_is_answered_once(framework: Framework, chloe: Person, elise: Person, amina: Person, now: datetime) -> None:
    report = report_item(learner=learner(amina), item=item(), message="Deux réponses sont justes", now=now)
    address = f"{PAGE}signalement/{report.pk}/"
    form = {"version": item().pk, "state": "accepted", "reply": "C’est vrai, merci."}

    refused = logged_in(chloe).post(address, {"version": item().pk, "reply": "Sans réponse"})
    first = logged_in(chloe).post(address, form)
    logged_in(elise).post(address, form | {"state": "declined", "reply": "Non"})

    assert refused.status_code == 422
    assert "Sans réponse" in refused.content.decode()
    assert first["Location"] == f"{PAGE}#reports"
    kept = ItemReport.objects.get()
    assert (kept.state, kept.reply) == (ReportState.ACCEPTED, "C’est vrai, merci.")


def test_nobody_answers_their_own_report(framework: Framework, chloe: Person, now: datetime) -> None:
    mine = Learner.objects.create(person=chloe, created_at=now)
    report = report_item(learner=mine, item=item(), message="Ma remarque", now=now)

    assert "Ma remarque" not in logged_in(chloe).get(PAGE).content.decode()
    assert logged_in(chloe).post(f"{PAGE}signalement/{report.pk}/", {"state": "accepted"}).status_code == 404


@pytest.mark.parametrize(("verb", "state"), [("retire", Withdrawal.RETIRED), ("neutralise", Withdrawal.NEUTRALISED)])
def test_one_click_decides_and_another_one_undoes(framework: Framework, chloe: Person, verb: str, state: str) -> None:
    client, key = logged_in(chloe), item().pk

    for _ in range(2):
        done = client.post(f"{PAGE}decider/", {"version": key, "verb": verb, "reason": "Périmée"})
    withdrawn = ItemVersion.objects.get(pk=key).withdrawn
    page = client.get(PAGE)
    undone = client.post(f"{PAGE}decider/", {"version": key, "verb": "restore"})

    assert done["Location"] == f"{PAGE}#decide"
    assert withdrawn == state
    assert "Périmée" in page.content.decode()
    assert [offer.verb for offer in page.context["possible"]][-1] == "restore"
    assert undone.status_code == 302
    assert item().pk == key
    assert ItemDecision.objects.count() == 2


@pytest.mark.parametrize(
    "form",
    [{"verb": "correct"}, {"verb": "burn"}, {}, {"verb": "retire", "reason": "x" * 1001}, {"verb": "admit", "reason": "Toujours là"}],
)
def test_bad_decision_is_refused_and_nothing_typed_is_lost(framework: Framework, chloe: Person, form: dict[str, str]) -> None:
    ItemVersion.objects.filter(uid=UID).update(role=ItemRole.CHECK)

    response = logged_in(chloe).post(f"{PAGE}decider/", {"version": item().pk, **form})

    assert response.status_code == 422
    assert form.get("reason", "") in response.content.decode()
    assert not ItemDecision.objects.exists()


def test_decisions_are_for_those_who_keep_the_questions(framework: Framework, farid: Person, amina: Person, chloe: Person) -> None:
    form = {"version": item().pk, "verb": "retire"}

    assert Client().post(f"{PAGE}decider/", form).status_code == 302
    assert [logged_in(someone).post(f"{PAGE}decider/", form).status_code for someone in (farid, amina)] == [404, 404]
    assert logged_in(chloe).get(f"{PAGE}decider/").status_code == 405
    assert logged_in(chloe).post(f"{PAGE}decider/", form | {"version": item("essai.x1.cas-2").pk}).status_code == 404
    assert not ItemDecision.objects.exists()


def test_page_tells_how_far_a_recount_is(framework: Framework, chloe: Person, amina: Person, now: datetime) -> None:
    sitting = begin(learner(amina), framework, now)
    asked = waiting(sitting)
    answer(sitting, framework, now)
    decision = neutralise(version=asked.item_id, by=chloe, reason="", now=now)
    assert decision is not None
    address = f"/questions/{asked.item.uid}/"

    before = in_english(logged_in(chloe), address)
    recount(decision=decision.pk, now=now)
    after = in_english(logged_in(chloe), address)

    assert "0 of 1 learners" in before
    assert "hx-trigger" in before
    assert "hx-trigger" not in after
    assert "levels computed again" in after


def test_flags_that_are_nearly_surely_wrong_are_not_shown(framework: Framework, chloe: Person, now: datetime) -> None:
    unlikely = {"code": "two-right", "chance": 0.049, "n": 248, "other": "C", "value": None}
    edition = edition_of(framework, now)
    measure(edition, item(), flags=[unlikely])
    measure(edition, item("essai.x1.cas-2"), flags=[unlikely | {"chance": 0.05}])
    measure(edition, item("essai.x1.cas-3"), flags=[unlikely | {"chance": None}])
    client = logged_in(chloe)

    flagged = client.get("/questions/?state=flagged").context["rows"]

    assert {row["one"].uid[-1] for row in flagged} == {"2", "3"}
    assert ["may be right" in in_english(client, f"/questions/essai.x1.cas-{n}/") for n in (1, 2, 3)] == [False, True, True]


def test_list_says_what_a_wrong_key_would_make_of_the_numbers(framework: Framework, chloe: Person, now: datetime) -> None:
    edition = edition_of(framework, now)
    measure(edition, item())
    measure(edition, item("essai.x1.cas-2"), flags=[{"code": "dead", "chance": 0.9, "n": 100, "other": "D", "value": 0.01}])
    client = logged_in(chloe)

    pages = {n: in_english(client, f"/questions/?q=cas-{n}") for n in (1, 2)}

    # Beside the difficulty, and beside how well it tells who knows.
    assert {n: page.count("(if the key is right)") for n, page in pages.items()} == {1: 2, 2: 0}


@pytest.mark.parametrize("query", ["?competence=%00", "?type=%00", "?q=%00", "?sort=%00&state=%00&role=%00&page=%00", "?framework=%00"])
def test_list_asks_for_nothing_that_cannot_be_asked(framework: Framework, chloe: Person, query: str) -> None:
    assert logged_in(chloe).get(f"/questions/{query}").status_code in (200, 404)


def test_progress_of_a_recount_is_asked_of_a_page_that_can_be_asked_for(
    framework: Framework, chloe: Person, amina: Person, now: datetime
) -> None:
    sitting = begin(learner(amina), framework, now)
    answered = waiting(sitting).item
    answer(sitting, framework, now)
    neutralise(version=answered.pk, by=chloe, reason="", now=now)

    refused = logged_in(chloe).post(f"/questions/{answered.uid}/decider/", {"version": answered.pk, "verb": "nonsense"})

    assert refused.status_code == 422
    assert 'hx-get="/questions/' in refused.content.decode()
    assert "/decider/?" not in refused.content.decode()
    assert f'hx-get="/questions/{answered.uid}/decider/' not in refused.content.decode()


@pytest.mark.parametrize("version", ["99999999999999999999999", " 1", "1.0", "-1"])
def test_number_of_no_version_is_not_taken_for_the_one_asked_today(framework: Framework, chloe: Person, version: str) -> None:
    mine = item()
    version = version.replace("1", str(item("essai.x1.cas-2").pk)) if len(version) < 9 else version

    response = logged_in(chloe).post(f"{PAGE}decider/", {"version": version, "verb": "retire"})

    assert response.status_code in (404, 422)
    assert item() == mine
    assert not ItemDecision.objects.exists()


def test_comparisons_without_anything_notable_are_folded(framework: Framework, chloe: Person, now: datetime) -> None:
    edition = edition_of(framework, now)
    nothing = {**DIFFERENCES[0], "delta": 0.1, "size": "A", "kept": False, "focal": "pharmacien"}
    measure(edition, item(), differences=[DIFFERENCES[0], nothing])
    measure(edition, item("essai.x1.cas-2"), differences=[nothing])

    both, none = (in_english(logged_in(chloe), f"/questions/{uid}/") for uid in (UID, "essai.x1.cas-2"))

    shown, folded = both.partition("1 comparison without anything notable")[::2]
    assert "large, harder" in shown
    assert "negligible" in folded
    assert "negligible" not in shown
    assert "Nothing stands out" in none
    assert "Nothing stands out" not in both


def test_a_tab_tells_its_question_from_the_others(framework: Framework, chloe: Person) -> None:
    titles = {
        in_english(logged_in(chloe), f"/questions/{uid}/").partition("<title>")[2].partition("</title>")[0]
        for uid in (UID, "essai.x1.cas-2")
    }

    assert len(titles) == 2
