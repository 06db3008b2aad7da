from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Basis, Category, Holding

YOU = _("You.")
DESK = _("You, the managers of your institution and the teachers of your cohort.")

HOLDINGS = (
    Holding(
        model="mastery.Observation",
        what=_("Each answer as evidence: item, score, moment."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=_("As long as the account, then erased with it."),
        seen_by=YOU,
        learner="learner_id",
    ),
    Holding(
        model="mastery.Estimate",
        what=_("Your level on each competence, with its interval."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=_("As long as the account, then erased with it."),
        seen_by=DESK,
        learner="learner_id",
    ),
    Holding(
        model="mastery.Study",
        what=_("What you studied to its end, and when."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=_("As long as the account, then erased with it."),
        seen_by=YOU,
        learner="learner_id",
    ),
    Holding(
        model="mastery.Declaration",
        what=_("The levels you gave yourself; only you see them."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=_("As long as the account, then erased with it."),
        seen_by=YOU,
        learner="learner_id",
    ),
)
