from django.db import models


class WorkerPulse(models.Model):
    """When a task worker was last seen alive: the lease under which it holds its running task."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    seen_at = models.DateTimeField()

    class Meta:
        app_label = "ground"

    def __str__(self) -> str:
        return self.worker_id


class ScheduledRun(models.Model):
    """When a scheduled task was last enqueued."""

    name = models.CharField(max_length=120, primary_key=True)
    enqueued_at = models.DateTimeField()

    class Meta:
        app_label = "ground"

    def __str__(self) -> str:
        return self.name
