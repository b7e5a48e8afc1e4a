"""Kill whole runs at random moments; what is published must stay whole, and the next run must finish the work.

    python tests/benchmarks/kill_points.py                # 20 points, some minutes
    python tests/benchmarks/kill_points.py --points 200 --seed 7

Each point begins with a published report of three small sections whose notebooks have since changed, and runs the
command line in a process group of its own. At a random moment between the start and the time that a whole run takes,
the run, or any process under it, is killed (SIGKILL). Then these must hold: the published report is whole, by its own
record, and is either the old one or the new one; no process of the run is left; one ordinary run ends well; and its
report has the bytes of a report made without any kill.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parents[1] / "runs"))
from conftest import Project, begun  # the tiny project of the tests

from crimekit.runs.record import RECORD, differences, hashes

VICTIMS = ("the run", "the run", "any process")
RUN = ("run", "--forces", "kent", "--quarter", "2025-26 Q3", "--report", "tiny")
PATIENCE = 15.0  # seconds for what a killed run leaves to end by itself


@dataclass(frozen=True, slots=True)
class Point:
    """One kill: what, when, and what is wrong afterwards."""

    victim: str
    moment: float
    problems: tuple[str, ...]


def start(project: Project) -> subprocess.Popen[bytes]:
    """Start a run at the command line."""
    return subprocess.Popen(
        [sys.executable, "-m", "crimekit", *RUN, "--outputs", str(project.outputs)],
        env={**os.environ, "CRIMEKIT_HOME": str(project.folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def change(project: Project) -> None:
    """Change every notebook, so that a run has all of them to execute."""
    for key in ("overview", "one", "two"):
        project.write(key, f"print('changed {key}')")


def kill(process: subprocess.Popen[bytes], victim: str, chance: random.Random) -> set[psutil.Process]:
    """Kill the run, or one of all its processes; what else was there."""
    try:
        run = psutil.Process(process.pid)
        there = [run, *run.children(recursive=True)]
        (run if victim == "the run" else chance.choice(there)).kill()
        return set(there)
    except psutil.NoSuchProcess:  # it had ended
        return set()


def left(processes: set[psutil.Process]) -> int:
    """How many processes are still there when they had time to end."""
    end = time.monotonic() + PATIENCE
    while (alive := sum(map(_alive, processes))) and time.monotonic() < end:
        time.sleep(0.05)
    return alive


def _alive(process: psutil.Process) -> bool:
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def try_point(
    published: Project, folder: Path, *, whole: dict[str, str], longest: float, chance: random.Random
) -> Point:
    """Kill one run and look at what is left."""
    shutil.copytree(published.folder, folder)
    project = Project(folder)
    old = hashes(project.report)
    change(project)
    victim, moment = chance.choice(VICTIMS), chance.uniform(0, longest)
    process = start(project)
    time.sleep(moment)
    there = kill(process, victim, chance)
    process.wait(120)
    problems = [f"left running: {count}" for count in (left(there),) if count]
    problems += differences(project.report)
    if hashes(project.report) not in (old, whole):
        problems.append("the report is neither the old one nor the new one")
    if start(project).wait(120) != 0:
        problems.append("the next run failed")
    elif hashes(project.report) != whole or not (project.report / RECORD).is_file():
        problems.append("the next run made another report")
    if more := sorted(path.name for path in project.report.parent.iterdir() if path != project.report):
        problems.append(f"left behind: {', '.join(more)}")
    shutil.rmtree(folder)
    return Point(victim, moment, tuple(problems))


def measure(points: int, seed: int, place: Path) -> list[Point]:
    """Try as many points, all under `place`."""
    chance = random.Random(seed)  # noqa: S311 - moments, not secrets
    published = begun(place / "published")
    if start(published).wait(300) != 0:
        raise SystemExit("the first run failed")
    undisturbed = Project(place / "undisturbed")
    shutil.copytree(published.folder, undisturbed.folder)
    change(undisturbed)
    started = time.monotonic()
    if start(undisturbed).wait(300) != 0:
        raise SystemExit("the undisturbed run failed")
    longest = 1.1 * (time.monotonic() - started)
    print(f"a whole run takes {longest / 1.1:.1f} s; seed {seed}", flush=True)
    found = []
    for number in range(points):
        settings = {"whole": hashes(undisturbed.report), "longest": longest, "chance": chance}
        point = try_point(published, place / f"point-{number}", **settings)
        found.append(point)
        for problem in point.problems:
            print(f"point {number}: {point.victim} killed after {point.moment:.2f} s: {problem}", flush=True)
        if number % 10 == 9:
            print(f"{number + 1} points", flush=True)
    return found


def main() -> None:
    """Parse the command line and kill."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        points = measure(arguments.points, arguments.seed, Path(place))
    bad = sum(bool(point.problems) for point in points)
    victims = ", ".join(f"{count} of {name}" for name, count in sorted(Counter(p.victim for p in points).items()))
    print(f"{len(points)} kills ({victims}): {bad} left something wrong")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
