from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy import Basis, Category, Holding

KEPT = _("As long as the account, then erased with it.")
YOU = _("You.")
REVIEWERS = _("You, and those who keep the contents right; your name is not shown to them.")


def _mine(model: str, what: object, *, seen_by: object = YOU) -> Holding:
    return Holding(
        model=model,
        what=what,  # type: ignore[arg-type]
        category=Category.LEARNING,
        basis=Basis.PUBLIC_MISSION,
        retention=KEPT,
        seen_by=seen_by,  # type: ignore[arg-type]
        learner="learner_id",
    )


HOLDINGS = (
    _mine("study.Visit", _("What you opened to read, when, how long you were active, and where you stopped.")),
    _mine("study.Note", _("Your highlights and notes.")),
    _mine("study.Card", _("The cards of your daily review, and when each comes back.")),
    _mine("study.CardReview", _("How well you knew each card, each time.")),
    _mine("study.ReviewPace", _("How many new cards a day you want.")),
    _mine("study.Remark", _("What you said of a resource, and the question you proposed."), seen_by=REVIEWERS),
)
