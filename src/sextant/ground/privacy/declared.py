"""The ground's own declarations."""

from django.utils.translation import gettext_lazy as _

from sextant.ground.privacy.holdings import Holding

HOLDINGS = (
    Holding(model="ground.WorkerPulse", what=_("The heartbeat of background workers.")),
    Holding(model="ground.ScheduledRun", what=_("When recurring tasks last ran.")),
    Holding(
        model="ground.AuditEntry",
        what=_("The trail of administrative acts; opaque identifiers only, which mean nothing once the account is erased."),
        retention=_("Six years."),
    ),
)
