from datetime import datetime

import pytest

from sextant.accounts.actions import change_profile
from sextant.accounts.models import Learner, Person
from sextant.frameworks.document import Framework
from sextant.mastery.actions import declare_levels
from sextant.mastery.queries import state_of


@pytest.mark.django_db
def test_a_new_profile_moves_what_is_expected_of_a_learner(amina: Person, framework: Framework, now: datetime) -> None:
    learner = Learner.objects.get(person=amina)
    declare_levels(learner=learner, framework=framework, levels={"X1": ""}, now=now)
    before = state_of(learner, framework, now=now).now.mean

    change_profile(learner=learner, now=now, stage="exercice")

    after = state_of(learner, framework, now=now).now.mean
    assert (after > before).all()
