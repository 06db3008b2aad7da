"""The demonstration: a mailbox everybody reads, and doors without keys. It refuses to be imported anywhere else."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

if not settings.DEMO:
    raise ImproperlyConfigured(
        "sextant.config.demo lets anybody in as anybody: it exists in the demonstration only (SEXTANT_PROFILE=demo)."
    )
