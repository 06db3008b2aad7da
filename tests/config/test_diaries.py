"""The week that the demonstration's two learners have behind them."""

from datetime import datetime

from django.utils import timezone

from sextant.accounts.models import Learner, Reach
from sextant.assessment.choices import AttemptKind, Weighing
from sextant.assessment.models import Attempt
from sextant.config.seeding import open_institutions, seed_cast
from sextant.pathways.models import Completion
from sextant.study.activity import active_minutes
from sextant.study.models import CardReview, Note, Visit

CAST = [(key, key.title(), f"{key}@demo.sextant.test") for key in ("amina", "bruno", "chloe", "elise", "jeanne")]
WINTER = datetime(2026, 11, 22, 9, 0, tzinfo=timezone.get_fixed_timezone(60))


def test_a_week_of_study_lies_behind_amina_and_bruno(socle):
    seed_cast(open_institutions(CAST, now=WINTER), now=WINTER)

    amina, bruno = (Learner.objects.get(person__email=f"{key}@demo.sextant.test") for key in ("amina", "bruno"))
    for learner in (amina, bruno):
        assert Visit.objects.filter(learner=learner, seconds__gt=300).exists()
        assert Attempt.objects.filter(learner=learner, kind=AttemptKind.CHECK, weighing=Weighing.AFTER_READING).exists()
        assert CardReview.objects.filter(learner=learner).exists()
        assert not Attempt.objects.filter(learner=learner, answered_at__gt=WINTER).exists()
    assert Completion.objects.filter(learner=amina).count() == 1
    assert Note.objects.filter(learner=amina, quote__gt="").count() == 2
    assert not Note.objects.filter(learner=bruno).exists()
    assert not Reach.objects.filter(learner=amina, wanted=True).exists()
    assert 20 <= active_minutes(amina, WINTER.replace(day=15), WINTER) <= 90
