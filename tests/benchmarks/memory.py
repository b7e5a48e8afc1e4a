"""Measure the memory of two sections executed at once: crimekit's workers, against two processes of papermill.

    python tests/benchmarks/memory.py                 # five times each, in turn, some minutes

The figure is the highest sum, over all processes that were started, of the proportional set size (each shared page is
divided among the processes that share it), looked at some twenty times a second. Linux only. This process itself, which
only watches, is left out.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))
import synthetic  # beside this file

OURS = """
import sys
from pathlib import Path
from crimekit.runs.execute import Job
from crimekit.runs.plan import Task
from crimekit.runs.workers import work_through

def main():
    notebook, *targets = map(Path, sys.argv[1:])
    jobs = [Job(Task(target.stem, "Any", notebook, ()), target) for target in targets]
    for job, outcome in work_through(iter(jobs), workers=2):
        if not outcome.ok:
            sys.exit(outcome.error)

if __name__ == "__main__":
    main()
"""


def most_memory(commands: list[list[str]], folder: Path) -> float:
    """Start these programs at once and wait for them; the most memory that all together held, in megabytes."""
    begun = [
        subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for command in commands
    ]
    most = 0
    while any(process.poll() is None for process in begun):
        most = max(most, _held())
        time.sleep(0.05)
    if any(process.returncode for process in begun):
        raise SystemExit(f"{commands[0]}: ended with {begun[0].returncode}")
    return most / 1e6


def _held() -> int:
    total = 0
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.Error):
            total += process.memory_full_info().pss
    return total


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = synthetic.begun(Path(place))
        (folder / "ours.py").write_text(OURS, encoding="utf-8")
        notebooks = {"usual": synthetic.USUAL, "house": synthetic.HOUSE}
        written = {name: str(synthetic.written(folder, name, cells)) for name, cells in notebooks.items()}
        targets = [os.fspath(folder / f"{name}-out.ipynb") for name in ("one", "two")]
        kinds = {
            "papermill, seaborn charts": [
                [sys.executable, "-m", "papermill", written["usual"], target] for target in targets
            ],
            "crimekit, the same": [[sys.executable, "ours.py", written["usual"], *targets]],
            "crimekit, house-style charts": [[sys.executable, "ours.py", written["house"], *targets]],
        }
        found = [
            {name: most_memory(commands, folder) for name, commands in kinds.items()} for _ in range(arguments.times)
        ]
    print(f"two sections at once, the most memory, {arguments.times} times:")
    for name in kinds:
        values = sorted(one[name] for one in found)
        print(f"  {name:30} median {statistics.median(values):5.0f} MB, {values[0]:.0f} to {values[-1]:.0f}")


if __name__ == "__main__":
    main()
