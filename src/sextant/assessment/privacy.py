from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Basis, Category, Erasure, Holding

KEPT = _("As long as the account, then erased with it.")

YOU = _("You.")
DESK = _("You; the managers of your institution and the teachers of your cohort see that it was done, and when.")
AUTHORS = _("You, and those who mend the questions; your name is not shown to them.")

HOLDINGS = (
    Holding(model="assessment.ItemVersion", what=_("Published questions.")),
    Holding(model="assessment.CalibrationEdition", what=_("What many answers together say of the questions, by edition.")),
    Holding(model="assessment.ItemCalibration", what=_("What many answers together say of one question.")),
    Holding(
        model="assessment.ItemDecision",
        what=_("What you decided of a question, and why."),
        category=Category.SERVICE,
        basis=Basis.PUBLIC_MISSION,
        retention=_("The decision stays with the question; your name leaves it when your account is erased."),
        seen_by=_("Those who review questions."),
        person="by_id",
        erasure=Erasure.UNLINK,
    ),
    Holding(
        model="assessment.FairnessNote",
        what=_("What you concluded of a difference between groups on a question, and why."),
        category=Category.SERVICE,
        basis=Basis.PUBLIC_MISSION,
        retention=_("The conclusion stays with the question; your name leaves it when your account is erased."),
        seen_by=_("Those who review questions, without your name."),
        person="by_id",
        erasure=Erasure.UNLINK,
    ),
    Holding(
        model="assessment.Sitting",
        what=_("Your series of questions: when, in which language, how they ended."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=DESK,
        learner="learner_id",
        hidden=("seed",),
    ),
    Holding(
        model="assessment.Response",
        what=_("Your answers; only you see them one by one."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=YOU,
        learner="learner_id",
    ),
    Holding(
        model="assessment.Attempt",
        what=_("Your answers to the checks inside resources, to exercises and to the questions of the daily review."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=YOU,
        learner="learner_id",
    ),
    Holding(
        model="assessment.ItemReport",
        what=_("The faulty questions you reported."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=AUTHORS,
        learner="learner_id",
    ),
)
