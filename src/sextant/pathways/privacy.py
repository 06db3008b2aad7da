from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Basis, Category, Holding

KEPT = _("As long as the account, then erased with it.")

YOU = _("You.")
DESK = _("You; the managers of your institution and the teachers of your cohort see your progress.")
CALENDAR = _("You, and whoever you give the address to.")

# Erased from the last to the first: steps before the plans they stand on.
HOLDINGS = (
    Holding(
        model="pathways.CalendarFeed",
        what=_("That you opened a calendar address, and when; its secret is not kept."),
        category=Category.COURSE,
        basis=Basis.PUBLIC_MISSION,
        retention=_("Until you close it, or with the account."),
        seen_by=CALENDAR,
        learner="learner_id",
        hidden=("token_hash",),
    ),
    Holding(
        model="pathways.Completion",
        what=_("The resources you finished, and when."),
        category=Category.COURSE,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=DESK,
        learner="learner_id",
    ),
    Holding(
        model="pathways.Plan",
        what=_("Your courses as they were computed."),
        category=Category.COURSE,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=DESK,
        learner="learner_id",
    ),
    Holding(
        model="pathways.Step",
        what=_("The steps of your courses: what, when, where and why."),
        category=Category.COURSE,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=DESK,
        learner="learner_id",
    ),
    Holding(
        model="pathways.Choice",
        what=_("What you kept, left out or postponed."),
        category=Category.COURSE,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=YOU,
        learner="learner_id",
    ),
    Holding(
        model="pathways.Constraints",
        what=_("Your week, the places you can reach, your deadline, your goal, and whether lots may be drawn; only you see them."),
        category=Category.COURSE,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=YOU,
        learner="learner_id",
    ),
)
