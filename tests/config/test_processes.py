"""Stopping the one command stops all that it started."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

RUN = """
import sys
from sextant.config.commands.processes import run_with_companion
raise SystemExit(run_with_companion([sys.executable, "-c", sys.argv[1]], [sys.executable, "-c", sys.argv[2]], patience=1))
"""
# (Handler 1 is SIG_IGN.) Each writes its number once its handlers stand; the deaf one hears nothing, and has a deaf child.
WILLING = "import os, time; open({file!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(600)"
ENDED = "import os, time\nwhile not os.path.exists({file!r} + '.end'): time.sleep(0.05)\nraise SystemExit(3)"
DEAF = "import os, signal, time; signal.signal(2, 1); signal.signal(15, 1); os.fork(); " + WILLING.removeprefix("import os, time; ")


def start(file: Path, main: str, companion: str, *, expect: int) -> tuple[subprocess.Popen[bytes], list[int]]:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, main.format(file=str(file)), companion.format(file=str(file))], start_new_session=True
    )
    return run, numbers(file, expect=expect)


def numbers(file: Path, *, expect: int) -> list[int]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if file.is_file() and len(found := file.read_text().split()) >= expect:
            return [int(one) for one in found]
        time.sleep(0.05)
    raise AssertionError("the processes did not start")


def is_alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_an_interrupt_to_the_terminal_leaves_no_process(tmp_path: Path) -> None:
    run, children = start(tmp_path / "pids", WILLING, WILLING, expect=2)

    os.killpg(run.pid, signal.SIGINT)

    assert run.wait(timeout=60) == 0
    assert not [child for child in children if is_alive(child)]


def test_a_process_that_refuses_to_end_is_ended_with_its_children(tmp_path: Path) -> None:
    run, children = start(tmp_path / "pids", DEAF, DEAF, expect=4)

    run.terminate()

    assert run.wait(timeout=60) == 0
    assert not [child for child in children if is_alive(child)]


def test_a_companion_that_dies_is_started_again_and_the_end_of_the_server_is_the_end(tmp_path: Path) -> None:
    run, children = start(tmp_path / "pids", ENDED, WILLING, expect=1)

    os.kill(children[0], signal.SIGKILL)
    children = numbers(tmp_path / "pids", expect=2)
    (tmp_path / "pids.end").touch()

    assert run.wait(timeout=60) == 3
    assert not [child for child in children if is_alive(child)]
