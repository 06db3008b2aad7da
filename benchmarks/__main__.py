"""Run every benchmark, one after the other: `make bench` (`--quick` for a look). Each prints its peer on the same work in the same run."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> int:
    """Run each file of this folder that measures something; return the number that failed to run."""
    quick = ["--quick"] if "--quick" in sys.argv else []
    failed = []
    for file in sorted(HERE.glob("*_*.py")):
        print(f"\n== {file.stem}", flush=True)
        data = os.environ.get("DATA", "")
        run = subprocess.run([sys.executable, "-m", f"benchmarks.{file.stem}", *quick], check=False, env={**os.environ, "DATA": data})
        if run.returncode:
            failed.append(file.stem)
    if failed:
        print(f"\nmissed or not run: {', '.join(failed)}")
    return len(failed)


if __name__ == "__main__":
    raise SystemExit(main())
