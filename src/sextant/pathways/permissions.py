from sextant.accounts.models import Learner
from sextant.pathways.models import Plan


def can_follow(learner: Learner, plan: Plan) -> bool:
    """The learner whose plan it is, and nobody else."""
    return plan.learner_id == learner.pk
