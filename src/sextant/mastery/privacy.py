from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Basis, Holding

HOLDINGS = (
    Holding(
        model="mastery.Observation",
        what=_("Each answer as evidence: item, score, moment."),
        basis=Basis.PUBLIC_MISSION,
        retention=_("As long as the account, then erased with it."),
        learner="learner_id",
    ),
    Holding(
        model="mastery.Estimate",
        what=_("Your level on each competence, with its interval."),
        basis=Basis.PUBLIC_MISSION,
        retention=_("As long as the account, then erased with it."),
        learner="learner_id",
    ),
    Holding(
        model="mastery.Declaration",
        what=_("The levels you gave yourself; only you see them."),
        basis=Basis.PUBLIC_MISSION,
        retention=_("As long as the account, then erased with it."),
        learner="learner_id",
    ),
)
