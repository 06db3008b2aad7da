"""The task worker: the library's loop, with our lease, reaper and schedule beating beside it."""

import logging
import threading

from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from sextant.ground.tasks.lease import BEAT, beat, reap, retire
from sextant.ground.tasks.schedule import Scheduled, enqueue_due

logger = logging.getLogger(__name__)


def run_worker(*, schedule: tuple[Scheduled, ...], until_empty: bool = False) -> None:
    """Run tasks until told to stop (SIGINT, SIGTERM), or until none is left when `until_empty`."""
    worker = Worker(
        queue_names=["*"],
        interval=0.25,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
    stop = threading.Event()
    beat(worker_id=worker.worker_id, now=timezone.now())
    heart = threading.Thread(target=_keep_beating, args=(worker.worker_id, schedule, stop), daemon=True)
    heart.start()
    if not until_empty:
        worker.configure_signals()
    try:
        worker.run()
    finally:
        stop.set()
        heart.join(timeout=BEAT.total_seconds())
        retire(worker_id=worker.worker_id)


def _keep_beating(worker_id: str, schedule: tuple[Scheduled, ...], stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            close_old_connections()
            now = timezone.now()
            beat(worker_id=worker_id, now=now)
            reap(now=now)
            enqueue_due(schedule, now=now)
        except OperationalError:
            # A busy database is not a reason to die: the lease is six beats long.
            logger.warning("The worker's heartbeat could not be written; trying again.", exc_info=True)
        stop.wait(BEAT.total_seconds())
    connection.close()
