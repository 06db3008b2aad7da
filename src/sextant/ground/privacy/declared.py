"""The ground's own declarations, and those of the task queue it stands on."""

from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy.holdings import Basis, Holding

HOLDINGS = (
    Holding(model="ground.WorkerPulse", what=_("The heartbeat of background workers.")),
    Holding(model="ground.ScheduledRun", what=_("When recurring tasks last ran.")),
    Holding(
        model="ground.AuditEntry",
        what=_("The trail of administrative acts; opaque identifiers only, which mean nothing once the account is erased."),
        retention=_("Six years."),
    ),
    Holding(
        model="django_tasks_database.DBTaskResult",
        what=_("Background work asked for on your behalf, such as computing a plan: your learner's opaque identifier."),
        basis=Basis.PUBLIC_MISSION,
        retention=_("Until the work is done, then 30 days."),
        seen_by=_("The administrators of this campus."),
        mentions=("args_kwargs", "return_value", "traceback"),
    ),
)
