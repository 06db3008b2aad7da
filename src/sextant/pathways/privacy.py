from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Basis, Holding

KEPT = _("As long as the account, then erased with it.")

HOLDINGS = (
    Holding(
        model="pathways.CalendarFeed",
        what=_("That you opened a calendar address, and when; its secret is not kept."),
        basis=Basis.PUBLIC_MISSION,
        retention=_("Until you close it, or with the account."),
        learner="learner_id",
        hidden=("token_hash",),
    ),
    Holding(
        model="pathways.Completion",
        what=_("The resources you finished, and when."),
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        learner="learner_id",
    ),
    Holding(
        model="pathways.Step",
        what=_("The steps of your courses: what, when, where and why."),
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        learner="learner_id",
    ),
    Holding(
        model="pathways.Plan",
        what=_("Your courses as they were computed."),
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        learner="learner_id",
    ),
    Holding(
        model="pathways.Choice",
        what=_("What you kept, left out or postponed."),
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        learner="learner_id",
    ),
    Holding(
        model="pathways.Constraints",
        what=_("Your week, the places you can reach, your deadline and your goal; only you see them."),
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        learner="learner_id",
    ),
)
