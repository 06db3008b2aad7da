"""Running the server and a task worker side by side, so that stopping one command stops everything it started."""

import contextlib
import os
import signal
import subprocess
import time
from types import FrameType

PATIENCE = 15.0
"""Seconds a process has to end once asked; the server gives its own workers ten."""


def run_with_companion(main: list[str], companion: list[str], *, patience: float = PATIENCE) -> int:
    """
    Run `main` until it ends or this process is told to stop, with `companion` beside it; return the exit code of `main`.

    A companion that dies is started again. Each gets a process group of its own: Ctrl+C reaches this process alone, which asks them to
    end, waits for `patience` seconds, then ends what is left. A terminal would otherwise signal the server's workers twice, and one that
    misses the second signal would stay behind.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # What `nohup` asked to be ignored stays ignored; an interrupt is heard even when started in the background.
        if number != signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        running["main"] = subprocess.Popen(main, process_group=0)
        while running["main"].poll() is None:
            if "companion" not in running or running["companion"].poll() is not None:
                running["companion"] = subprocess.Popen(companion, process_group=0)
            time.sleep(0.5)
        return running["main"].returncode
    except KeyboardInterrupt:
        return 0
    finally:
        _end(list(running.values()), patience=patience)


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end(processes: list[subprocess.Popen[bytes]], *, patience: float) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        process.terminate()
    until = time.monotonic() + patience
    for process in processes:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=max(0.1, until - time.monotonic()))
        # The group, not the process alone: its own children must not outlive it.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
