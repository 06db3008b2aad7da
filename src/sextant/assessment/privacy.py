from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Basis, Holding

KEPT = _("As long as the account, then erased with it.")

HOLDINGS = (
    Holding(model="assessment.ItemVersion", what=_("Published questions.")),
    Holding(
        model="assessment.Sitting",
        what=_("Your series of questions: when, in which language, how they ended."),
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        learner="learner_id",
        hidden=("seed",),
    ),
    Holding(
        model="assessment.Response",
        what=_("Your answers; only you see them one by one."),
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        learner="learner_id",
    ),
    Holding(
        model="assessment.ItemReport",
        what=_("The faulty questions you reported."),
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        learner="learner_id",
    ),
)
