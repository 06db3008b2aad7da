"""
The rule book of scoring, in examples.

QRM and QRU follow the docimology of the French national exams (EDN); the vectors below are those of the design, worked by hand.
"""

import pytest

from sextant.engine.scoring import qrm, qroc, qru
from sextant.engine.scoring.score import NotAKey, UnknownProposition


class TestSeveralRightAnswers:
    """QRM: five propositions A to E, of which A and C are right, unless said otherwise."""

    @pytest.mark.parametrize(
        ("ticked", "discordances", "earned"),
        [
            ("AC", 0, 1.0),
            ("A", 1, 0.5),
            ("ABC", 1, 0.5),
            ("AB", 2, 0.2),
            ("ABCD", 2, 0.2),
            ("B", 3, 0.0),
            ("BD", 4, 0.0),
            ("BDE", 5, 0.0),
        ],
    )
    def test_discordances_decide_what_is_earned(self, ticked: str, discordances: int, earned: float) -> None:
        score = qrm.score(propositions="ABCDE", key="AC", ticked=ticked)

        assert (score.value, score.discordances) == (earned, discordances)

    def test_an_essential_proposition_left_out_earns_nothing(self) -> None:
        assert qrm.score(propositions="ABCDE", key="AC", ticked="C", essential="A").value == 0.0
        assert qrm.score(propositions="ABCDE", key="AC", ticked="A", essential="A").value == 0.5

    def test_an_unacceptable_proposition_ticked_earns_nothing(self) -> None:
        assert qrm.score(propositions="ABCDE", key="AC", ticked="ACE", unacceptable="E").value == 0.0
        assert qrm.score(propositions="ABCDE", key="AC", ticked="ACD", unacceptable="E").value == 0.5

    def test_a_blank_answer_earns_nothing_by_default(self) -> None:
        assert qrm.score(propositions="ABCDE", key="AC", ticked="").value == 0.0

    def test_a_blank_answer_is_counted_like_another_where_the_regulation_says_so(self) -> None:
        assert qrm.score(propositions="ABCDE", key="AC", ticked="", blank_scores_zero=False).value == 0.2

    def test_an_annulled_proposition_counts_neither_for_nor_against(self) -> None:
        assert qrm.score(propositions="ABCDE", key="AC", ticked="AB", annulled="B").value == 0.5
        assert qrm.score(propositions="ABCDE", key="AC", ticked="ABC", annulled="B").value == 1.0

    def test_a_mark_on_an_annulled_proposition_falls_with_it(self) -> None:
        assert qrm.score(propositions="ABCDE", key="AC", ticked="C", essential="A", annulled="A").value == 1.0
        assert qrm.score(propositions="ABCDE", key="AC", ticked="ACE", unacceptable="E", annulled="E").value == 1.0

    def test_blank_is_judged_on_the_ticks_before_annulment(self) -> None:
        # B alone was ticked, then annulled: not a blank answer, and both A and C are missing.
        assert qrm.score(propositions="ABCDE", key="AC", ticked="B", annulled="B").value == 0.2
        assert qrm.score(propositions="ABCDE", key="A", ticked="", annulled="A").value == 0.0

    def test_three_propositions_must_remain(self) -> None:
        assert qrm.score(propositions="ABCDE", key="AC", ticked="AC", annulled="DE").value == 1.0
        with pytest.raises(qrm.TooFewPropositions):
            qrm.score(propositions="ABCDE", key="AC", ticked="AC", annulled="BDE")

    @pytest.mark.parametrize("contradiction", [{"key": ""}, {"key": "AC", "essential": "B"}, {"key": "AC", "unacceptable": "A"}], ids=str)
    def test_a_key_that_contradicts_itself_is_refused(self, contradiction: dict[str, str]) -> None:
        with pytest.raises(NotAKey):
            qrm.score(propositions="ABCDE", ticked="A", **contradiction)

    @pytest.mark.parametrize("named", ["key", "ticked", "essential", "unacceptable", "annulled"])
    def test_a_proposition_the_question_does_not_have_is_refused(self, named: str) -> None:
        with pytest.raises(UnknownProposition):
            qrm.score(**{"propositions": "ABCDE", "key": "AC", "ticked": "A"} | {named: "AZ"})


class TestOneRightAnswer:
    """QRU: all or nothing."""

    @pytest.mark.parametrize(("chosen", "earned"), [("C", 1.0), ("A", 0.0), (None, 0.0)])
    def test_only_the_key_earns(self, chosen: str | None, earned: float) -> None:
        assert qru.score(propositions="ABCD", key="C", chosen=chosen).value == earned

    def test_a_proposition_the_question_does_not_have_is_refused(self) -> None:
        with pytest.raises(UnknownProposition):
            qru.score(propositions="ABCD", key="C", chosen="E")
        with pytest.raises(UnknownProposition):
            qru.score(propositions="ABCD", key="E", chosen="A")


class TestShortWrittenAnswer:
    """QROC: five words at most, compared with the accepted ones."""

    @pytest.mark.parametrize(
        ("answer", "accepted"),
        [
            ("DOSSIER MEDICAL PARTAGE", "dossier médical partagé"),
            ("dossiers médicaux partagés", "dossier médical partagé"),
            ("Pro Santé-Connect", "Pro Santé Connect"),
            ("  télé-expertise ", "télé expertise"),
            ("Œdème", "oedeme"),
            ("l’hameçonnage", "l'hameçonnage"),
            ("réseaux", "réseau"),
        ],
    )
    def test_case_accents_hyphens_spaces_and_plural_do_not_matter(self, answer: str, accepted: str) -> None:
        score = qroc.score(answer=answer, accepted=[accepted])

        assert (score.value, score.near_miss) == (1.0, False)

    @pytest.mark.parametrize(
        ("answer", "accepted"),
        [
            ("hameconage", "hameçonnage"),
            ("hamçeonnage", "hameçonnage"),
            ("médical dossier partagé", "dossier médical partagé"),
            ("le hameçonnage", "hameçonnage"),
            ("teleexpertise", "télé-expertise"),
            ("dnonées", "données"),
            ("un dossier médical que chacun partage", "un dossier médical que chacun partage"),
            ("je pense que c'est bien le hameçonnage", "hameçonnage"),
        ],
    )
    def test_a_near_miss_earns_nothing_until_a_person_has_looked(self, answer: str, accepted: str) -> None:
        score = qroc.score(answer=answer, accepted=[accepted])

        assert (score.value, score.near_miss) == (0.0, True)

    @pytest.mark.parametrize(
        ("answer", "accepted"),
        [("rançongiciel", "hameçonnage"), ("", "DMP"), ("  - ", "DMP"), ("DMT", "DMP"), ("article 16", "article 15"), ("10326", "10325")],
    )
    def test_anything_else_is_wrong(self, answer: str, accepted: str) -> None:
        score = qroc.score(answer=answer, accepted=[accepted])

        assert (score.value, score.near_miss) == (0.0, False)

    def test_any_of_the_accepted_answers_will_do(self) -> None:
        assert qroc.score(answer="phishing", accepted=["hameçonnage", "phishing"]).value == 1.0

    @pytest.mark.parametrize("accepted", [[], ["", " - "]], ids=str)
    def test_a_question_that_accepts_nothing_is_refused(self, accepted: list[str]) -> None:
        with pytest.raises(NotAKey):
            qroc.score(answer="DMP", accepted=accepted)
