from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Basis, Category, Holding

KEPT = _("As long as the account, then erased with it: the public page is gone too.")
WHO = _("You, and whoever has the code you gave them, until you withdraw it.")

# Erased from the last to the first: the code before the transcript it leads to.
HOLDINGS = (
    Holding(
        model="credentials.Transcript",
        what=_("The transcripts you had issued, as they were printed."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=WHO,
        learner="learner_id",
    ),
    Holding(
        model="credentials.PublicCode",
        what=_("The fingerprint of each transcript’s code, by which its public page is found."),
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=_("Nobody; the program reads it."),
        learner="transcript__learner_id",
        hidden=("code_hash",),
    ),
)
