"""From the state to the drawing."""

from datetime import datetime

from sextant.accounts.models import Person
from sextant.frameworks.document import Framework
from sextant.mastery.actions import declare_levels
from sextant.mastery.queries import domain_results, results_of, state_of
from sextant.mastery.sights import is_judged, level_names, sight_of, sight_of_domain
from tests.assessment.sittings import learner


def test_a_sight_shows_what_the_result_holds(amina: Person, framework: Framework, now: datetime) -> None:
    declare_levels(learner=learner(amina), framework=framework, levels={framework.codes[0]: "expert", framework.codes[1]: ""}, now=now)
    first, second, third = results_of(learner(amina), framework, now=now)

    sight = sight_of(first, framework)

    assert (sight.low, sight.level, sight.high) == (first.low, first.theta, first.high)
    assert sight.required == framework.levels["initie"].cut
    assert sight.thought is not None
    assert sight.thought > framework.levels["expert"].cut
    assert (sight_of(second, framework).thought or 0) < framework.cuts[0]
    assert sight_of(third, framework).thought is None
    assert sight.verdict == first.verdict
    assert sight_of(first, framework, judged=False).verdict == ""


def test_a_domain_s_sight_has_no_requirement(amina: Person, framework: Framework, now: datetime) -> None:
    sight = sight_of_domain(domain_results(state_of(learner(amina), framework, now=now))[0], framework)

    assert (sight.required, sight.thought, sight.verdict) == (None, None, "")
    assert len(sight.level_names) == len(level_names(framework)) == len(framework.cuts) + 1


def test_a_learner_with_requirements_is_judged(amina: Person, framework: Framework, now: datetime) -> None:
    assert is_judged(results_of(learner(amina), framework, now=now))
