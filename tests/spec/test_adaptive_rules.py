"""The rule book of adaptive testing, in examples: what is asked, when it stops, what is said."""

import numpy as np
import pytest

from sextant.engine.measurement.adaptive import BankExhausted, Blueprint, Exposure, exposure_is_controlled, next_item
from sextant.engine.measurement.irt import Bank, Item, bank_from
from sextant.engine.measurement.posterior import Posterior, prior, update
from sextant.engine.measurement.verdicts import Stop, Verdict, only, precision_gained, stop, stop_settling, verdicts

NAN = float("nan")
THREE = prior(["data", "data", "law"])


def nine(**more: object) -> Bank:
    """Return nine items over three competences: an easy, a middling, a hard one of each."""
    return bank_from(a=np.ones(9), b=np.tile([-2.0, 0.0, 2.0], 3), primary=np.repeat([0, 1, 2], 3), competences=3, **more)  # type: ignore[arg-type]


def known(means: list[float], sds: list[float]) -> Posterior:
    """Return a posterior of independent competences."""
    return Posterior(np.array(means), np.diag(np.square(sds)))


class TestWhatIsAsked:
    def test_the_open_decision_is_asked_about_first(self) -> None:
        state = known([2.0, 0.0, -2.0], [0.6, 0.6, 0.6])

        assert nine().primary[next_item(state, nine(), 0.0)] == 1

    def test_the_question_is_of_the_difficulty_that_tells_most(self) -> None:
        for mean, expected in ((-2.0, -2.0), (0.1, 0.0), (1.8, 2.0)):
            state = Posterior([mean], [[0.5]])
            bank = bank_from(a=np.ones(3), b=[-2.0, 0.0, 2.0], primary=[0, 0, 0], competences=1)

            assert bank.b[next_item(state, bank, NAN)] == expected

    def test_without_requirement_the_least_known_competence_is_asked(self) -> None:
        state = known([0.0, 0.0, 0.0], [0.4, 0.9, 0.5])

        assert nine().primary[next_item(state, nine(), NAN)] == 1

    def test_a_competence_with_a_requirement_goes_before_one_without(self) -> None:
        state = known([0.0, 0.0, 0.0], [0.8, 0.8, 0.8])

        assert nine().primary[next_item(state, nine(), [NAN, NAN, 0.0])] == 2

    def test_no_item_is_asked_twice(self) -> None:
        asked: list[int] = []
        for _ in range(9):
            asked.append(next_item(THREE, nine(), 0.0, administered=asked))

        assert sorted(asked) == list(range(9))
        with pytest.raises(BankExhausted):
            next_item(THREE, nine(), 0.0, administered=asked)

    def test_an_item_of_an_earlier_sitting_does_not_return(self) -> None:
        first = next_item(THREE, nine(), 0.0)

        assert next_item(THREE, nine(), 0.0, seen={first}) != first

    def test_two_items_of_one_case_or_enemy_set_never_meet(self) -> None:
        for relation in ("family", "enemies"):
            bank = nine(**{relation: [7, 7, -1, 7, -1, -1, -1, -1, -1]})
            asked = [0]
            while len(asked) < 7:
                asked.append(next_item(THREE, bank, 0.0, administered=asked))

            assert not {1, 3} & set(asked)
            with pytest.raises(BankExhausted):
                next_item(THREE, bank, 0.0, administered=asked)

    def test_a_case_met_in_an_earlier_sitting_bars_only_its_own_items(self) -> None:
        bank = nine(family=[7] * 9)

        assert next_item(THREE, bank, 0.0, seen={0, 1}) not in {0, 1}

    def test_what_does_not_suit_the_learner_is_masked(self) -> None:
        mask = np.array([False] * 8 + [True])

        assert next_item(THREE, nine(), 0.0, eligible=mask) == 8

    def test_a_blueprint_holds_every_group_within_its_bounds(self) -> None:
        bank = nine()
        blueprint = Blueprint(low=np.array([1, 1, 2]), high=np.array([2, 1, 3]), length=5)
        # Everything about competence 1 is open, all else is settled: only the blueprint speaks for the others.
        state = known([3.0, 0.0, 3.0], [0.3, 1.0, 0.3])
        asked: list[int] = []
        while len(asked) < 5:
            asked.append(next_item(state, bank, 0.0, administered=asked, blueprint=blueprint))

        counts = np.bincount(bank.group[asked], minlength=3)
        assert (counts >= blueprint.low).all()
        assert (counts <= blueprint.high).all()

    def test_a_blueprint_keeps_room_for_what_it_owes(self) -> None:
        blueprint = Blueprint(low=np.array([0, 0, 2]), high=np.array([3, 3, 3]), length=4)
        state = known([0.0, 3.0, 3.0], [1.0, 0.3, 0.3])
        asked: list[int] = []
        while len(asked) < 4:
            asked.append(next_item(state, nine(), 0.0, administered=asked, blueprint=blueprint))

        assert nine().group[asked].tolist() == [0, 0, 2, 2]

    def test_a_blueprint_that_leaves_nothing_yields(self) -> None:
        blueprint = Blueprint(low=np.zeros(3, dtype=int), high=np.array([1, 0, 0]), length=5)

        assert next_item(THREE, nine(), 0.0, administered=[0], blueprint=blueprint) != 0


class TestExposure:
    def test_it_is_controlled_only_where_the_bank_is_ten_times_the_sitting(self) -> None:
        assert exposure_is_controlled(bank=250, length=25)
        assert not exposure_is_controlled(bank=249, length=25)

    def test_an_item_at_its_limit_rests(self) -> None:
        bank = bank_from(a=np.ones(100), b=np.linspace(-2, 2, 100), primary=np.zeros(100, dtype=int), competences=1)
        # All but the easiest of all have been seen by a quarter of the learners.
        rates = np.where(bank.b > -2.0, 0.25, 0.2)

        item = next_item(Posterior([2.0], [[0.2]]), bank, NAN, exposure=Exposure(rates), length=10, rng=np.random.default_rng(1))

        assert item == 0

    def test_in_a_small_bank_no_item_rests(self) -> None:
        bank = bank_from(a=[1.0, 0.2], b=[0.0, 3.0], primary=[0, 0], competences=1)

        assert next_item(prior(["a"]), bank, NAN, exposure=Exposure(np.array([1.0, 0.0])), length=10) == 0

    def test_lots_open_a_sitting_with_the_items_asked_least(self) -> None:
        bank = bank_from(a=np.ones(100), b=np.linspace(-2, 2, 100), primary=np.zeros(100, dtype=int), competences=1)
        rates = np.full(100, 0.1)
        rates[3] = 0.0

        always = Exposure(rates, lots=1.0)

        assert next_item(prior(["a"]), bank, NAN, exposure=always, length=10, rng=np.random.default_rng(1)) == 3


class TestWhenItStops:
    def test_when_every_required_competence_is_decided(self) -> None:
        state = known([2.0, -2.0, 0.0], [0.5, 0.5, 0.25])

        assert stop(state, [0.0, 0.0, NAN], asked=9) is Stop.DECIDED
        assert stop(state, 0.0, asked=9) is None

    def test_when_everything_is_known_precisely_enough(self) -> None:
        assert stop(known([0.0, 0.0], [0.3, 0.3]), [0.0, NAN], asked=9) is Stop.PRECISE
        assert stop(known([0.0, 0.0], [0.3, 0.31]), [0.0, NAN], asked=9) is None

    def test_never_on_the_prior_alone(self) -> None:
        assert stop(known([2.0], [0.5]), 0.0, asked=4) is None
        assert stop(known([2.0], [0.5]), 0.0, asked=5) is Stop.DECIDED

    def test_when_the_questions_or_the_minutes_are_spent(self) -> None:
        assert stop(THREE, 0.0, asked=25) is Stop.BUDGET_QUESTIONS
        assert stop(THREE, 0.0, asked=9, seconds=1200.0) is Stop.BUDGET_TIME
        assert stop(THREE, 0.0, asked=24, seconds=1199.0) is None

    def test_when_no_item_is_left(self) -> None:
        assert stop(THREE, 0.0, asked=9, items_left=False) is Stop.BANK_EXHAUSTED


class TestWhatIsSaid:
    def test_nine_chances_in_ten_make_a_verdict(self) -> None:
        state = known([1.29, 1.27, -1.29, 0.0], [1.0, 1.0, 1.0, 1.0])

        assert verdicts(state, [0.0, 0.0, 0.0, NAN]) == (Verdict.ACQUIRED, Verdict.TO_SETTLE, Verdict.TO_ACQUIRE, Verdict.NOT_REQUIRED)

    def test_what_a_settling_test_leaves_open_is_borderline_for_good(self) -> None:
        state = known([0.1, 0.1, 2.0], [0.5, 0.5, 0.5])

        assert verdicts(state, 0.0, settled={1, 2}) == (Verdict.TO_SETTLE, Verdict.BORDERLINE, Verdict.ACQUIRED)

    def test_a_settling_test_asks_eight_questions_at_most_about_one_competence(self) -> None:
        bank = bank_from(a=np.ones(40), b=np.tile(np.linspace(-2, 2, 20), 2), primary=np.repeat([0, 1], 20), competences=2)
        state, asked = prior(["a", "b"]), list[int]()
        while not (reason := stop_settling(state, 0.0, 1, asked=len(asked))):
            item = next_item(state, bank, only(1, 0.0, competences=2), administered=asked, eligible=bank.primary == 1)
            asked.append(item)
            # Right and wrong in turn: a learner exactly at the requirement.
            state = update(state, bank.item(item), float(len(asked) % 2))

        assert reason is Stop.BUDGET_QUESTIONS
        assert len(asked) == 8
        assert set(bank.primary[asked]) == {1}
        assert verdicts(state, 0.0, settled={1})[1] is Verdict.BORDERLINE

    def test_a_settling_test_stops_as_soon_as_the_verdict_is_sure(self) -> None:
        assert stop_settling(known([0.0, 2.0], [1.0, 0.5]), 0.0, 1, asked=2) is Stop.DECIDED
        assert stop_settling(known([0.0, 0.1], [1.0, 0.5]), 0.0, 1, asked=2, items_left=False) is Stop.BANK_EXHAUSTED

    def test_the_progress_bar_goes_from_nothing_to_all(self) -> None:
        start = prior(["a", "b"])
        halfway = update(start, Item(b=0.0), 1.0)

        assert precision_gained(start, start, 0.0) == 0.0
        assert 0.0 < precision_gained(start, halfway, 0.0) < 1.0
        assert precision_gained(start, known([2.0, -2.0], [0.5, 0.5]), 0.0) == 1.0
