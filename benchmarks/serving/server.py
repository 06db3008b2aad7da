"""A campus of its own on a free port: migrated, filled, served by the product's own server."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import randbelow
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """Return a port nobody listens on, of those that no connection is given for its own end."""
    while True:
        # Not `random`: processes that were given the same seed would all take the same.
        port = 20_000 + randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Campus:
    """A campus in a folder of its own, and the process that serves it."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its commands."""
        clean = {key: value for key, value in os.environ.items() if not key.startswith("SEXTANT_")}
        kept = {"SEXTANT_DATABASE_URL": os.environ.get("SEXTANT_DATABASE_URL", "")}
        return {
            **clean,
            **kept,
            "SEXTANT_PROFILE": "demo",
            "SEXTANT_DATA": str(self.folder),
            "SEXTANT_SITE_URL": f"http://127.0.0.1:{self.port}",
            "DJANGO_SETTINGS_MODULE": "sextant.config.settings",
            "PYTHONPATH": str(ROOT),
        }

    def run(self, *command: str) -> str:
        """Run `sextant COMMAND` in this campus."""
        done = subprocess.run(
            [sys.executable, "-m", "sextant.config.cli", *command],
            env=self.environment,
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"sextant {' '.join(command)}: {done.stdout}{done.stderr}")
        return done.stdout

    def python(self, code: str) -> str:
        """Run Python code with this campus's Django set up."""
        done = subprocess.run(
            [sys.executable, "-c", "import django; django.setup()\n" + code],
            env=self.environment,
            capture_output=True,
            text=True,
            cwd=self.folder,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def start(self, *, workers: int = 2) -> None:
        """Start the server in a process group of its own and wait until it answers."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sextant.config.cli", "serve", "--port", str(self.port), "--workers", str(workers)],
                env=self.environment,
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + 180
        while time.monotonic() < deadline:
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/compte/accessibilite/", timeout=5):
                    return
            except (URLError, ConnectionError, TimeoutError):
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
        raise RuntimeError("the server did not start: " + (self.folder / "server.log").read_text(encoding="utf-8")[-2000:])

    def kill(self) -> None:
        """Kill every process of the server at once, as a power cut would."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def resident_megabytes(self) -> list[float]:
        """Return the resident memory of each web process."""
        assert self.process is not None
        found = []
        for status in Path("/proc").glob("[0-9]*/status"):
            try:
                text = status.read_text()
                if os.getpgid(int(status.parent.name)) == self.process.pid:
                    found.append(int(next(line for line in text.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024)
            except (OSError, StopIteration):
                continue
        return sorted(found)


@contextmanager
def campus(*, pack: Path | None = None, like: Path | None = None) -> Iterator[Campus]:
    """
    Yield a campus with its content loaded, not yet started; its processes are killed at the end.

    `like` is the folder of a campus already filled (embedded database only): copying it is quicker than filling another.
    """
    with tempfile.TemporaryDirectory(prefix="sextant-campus-") as folder:
        here = Campus(Path(folder), free_port())
        if like is not None:
            shutil.copytree(like, folder, dirs_exist_ok=True)
        else:
            here.run("migrate")
            here.run("content", "load", *([str(pack)] if pack else []))
        try:
            yield here
        finally:
            here.kill()
