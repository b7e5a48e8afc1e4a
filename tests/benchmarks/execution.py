"""Measure what a section and a report cost, against papermill with nbconvert's ``lab`` page: CPU seconds, all children.

    python tests/benchmarks/execution.py                  # all that must hold, some minutes
    python tests/benchmarks/execution.py --rounds 9
    python tests/benchmarks/execution.py --unchanged      # the shipped report again, with nothing changed
    python tests/benchmarks/execution.py --sections 12    # all forces, against this many sections of three of them

A round executes each notebook each way, one after the other, so that other work on the machine falls on all alike.
Start-up (what sections are forked with is imported) is measured apart, but is part of the whole report. Wall times on a
shared machine say little; user and system time of this process and all that it started is the figure. Two notebooks are
synthetic and read the same data (`synthetic`); ``measure`` and ``outturn`` are shipped. Memory is the highest sum, over
all processes that were started, of the proportional set size: each shared page is divided among those that share it.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path

import psutil

sys.path.insert(0, str(Path(__file__).parent))
import synthetic  # beside this file

from crimekit.blocks import Page
from crimekit.page.document import render
from crimekit.page.notebooks import results
from crimekit.parameters import read_parameters, read_run
from crimekit.parameters.values import Run
from crimekit.periods import Quarter
from crimekit.runs.execute import Job, execute
from crimekit.runs.plan import Plan, Task, plan

QUARTER = "2025-26 Q3"
PROJECT = Path(__file__).parents[2]
PAGES = 10  # of ours for each of the ``lab`` template: one alone is too short for the clock
TWO = """
import sys
from pathlib import Path
from crimekit.runs.execute import Job, execute
from crimekit.runs.plan import Task
notebook, *targets = map(Path, sys.argv[1:])
jobs = [Job(Task(target.stem, "Any", notebook, ()), target) for target in targets]
sys.exit("\\n".join(outcome.error for _, outcome in execute(iter(jobs), workers=2) if outcome.error) or None)
"""


def cpu_of(work: Callable[[], object]) -> float:
    """User and system seconds of this process, of the children it waited for, and of those it has."""
    before = _spent()
    work()
    return _spent() - before


def _spent() -> float:
    own = os.times()
    total = own.user + own.system + own.children_user + own.children_system
    for child in psutil.Process().children(recursive=True):
        times = child.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
    return total


def plain(task: Task, target: Path) -> None:
    """What people do: papermill, then a fresh ``lab`` export."""
    import papermill

    settings = {"cwd": str(task.notebook.parent), "progress_bar": False, "log_output": False}
    papermill.execute_notebook(str(task.notebook), str(target), parameters=dict(task.parameters), **settings)
    target.with_suffix(".html").write_text(lab(target), encoding="utf-8")


def ours(task: Task, target: Path) -> None:
    """A forked process, then crimekit's own page."""
    ((_, outcome),) = execute(iter([Job(task, target, "f")]))
    if not outcome.ok:
        raise SystemExit(outcome.error)
    target.with_suffix(".html").write_text(page(target), encoding="utf-8")


def lab(path: Path) -> str:
    """The page of an executed notebook by a new exporter, as `jupyter nbconvert` makes one."""
    from nbconvert import HTMLExporter

    return str(HTMLExporter(template_name="lab").from_filename(str(path))[0])


def page(path: Path) -> str:
    """The page of an executed notebook by crimekit."""
    return render(Page("T", "F", "P", "Q"), results(json.loads(path.read_text(encoding="utf-8"))))


def shipped(name: str, folder: Path) -> Plan:
    """The plan of a shipped run."""
    parameters = read_parameters(PROJECT / "parameters")
    return plan(read_run(PROJECT / "parameters" / "runs" / f"{name}.yml", parameters), parameters, folder)


def measure(folder: Path, rounds: int) -> None:
    """Measure interleaved rounds and print the medians, then the memory."""
    notebooks = synthetic.begun(folder)
    made = {"usual": synthetic.USUAL, "house": synthetic.HOUSE}
    written = {name: synthetic.written(notebooks, name, cells) for name, cells in made.items()}
    report = shipped("gwent-2023-24-q1", folder)
    tasks = {name: Task(name, name, path, ()) for name, path in written.items()}
    tasks["measure"] = next(task for task in report.tasks if task.key == "neighbourhood-crime")
    tasks["outturn"] = shipped("gwent-outturn-2019-20", folder).tasks[0]
    startup = cpu_of(lambda: ours(tasks["house"], folder / "house.ipynb"))
    work: dict[str, Callable[[], object]] = {
        f"{way.__name__} {name}": partial(way, task, folder / f"{way.__name__}-{name}.ipynb")
        for name, task in tasks.items()
        for way in (plain, ours)
    }
    for one in work.values():
        one()  # imports
    work["plain report"] = lambda: [plain(task, folder / "plain.ipynb") for task in report.tasks]
    asked = (PROJECT / "parameters" / "runs" / "gwent-2023-24-q1.yml").read_text(encoding="utf-8")
    in_english = folder / "gwent-2023-24-q1.yml"  # plain makes no page in Welsh
    in_english.write_text(asked.replace("language: cy", ""), encoding="utf-8")
    work["ours report"] = partial(run, str(in_english), "--force-rerun", "--outputs", str(folder / "report"))
    all_spent = [{name: cpu_of(one) for name, one in work.items()} for _ in range(rounds)]
    spent = {name: [one[name] for one in all_spent] for name in work}
    print(f"{rounds} rounds; start-up, once: {startup:.2f} CPU s")
    for name in (*tasks, "report"):
        compare(f"plain {name}", f"ours {name}", spent)
    compare("plain usual", "ours house", spent)
    for name in tasks:
        exports(folder / f"plain-{name}.ipynb", rounds)
    memory(folder, written["usual"], min(rounds, 3))


def run(*words: str) -> None:
    """Run the command line."""
    subprocess.run([sys.executable, "-m", "crimekit", "run", *words], check=True, stdout=subprocess.DEVNULL)


def compare(before: str, after: str, spent: dict[str, list[float]]) -> None:
    """Print two medians, and the median of the ratios round by round."""
    old, new = statistics.median(spent[before]), statistics.median(spent[after])
    ratios = sorted(old / new for old, new in zip(spent[before], spent[after], strict=True))
    print(
        f"  {before:13} {old:5.2f}   {after:12} {new:5.2f} CPU s"
        f"   {statistics.median(ratios):.1f} times less ({ratios[0]:.1f} to {ratios[-1]:.1f})"
    )


def exports(target: Path, rounds: int) -> None:
    """Print the CPU seconds of one page of the same executed notebook: a fresh ``lab`` exporter, and crimekit's."""
    old, new = [], []
    for _ in range(rounds + 1):
        old.append(cpu_of(lambda: lab(target)))
        new.append(cpu_of(lambda: [page(target) for _ in range(PAGES)]) / PAGES)
    ratio = statistics.median(before / max(after, 1e-9) for before, after in zip(old[1:], new[1:], strict=True))
    before, after = statistics.median(old[1:]), statistics.median(new[1:])
    print(f"  page of {target.stem:14} lab {before:.3f}   crimekit {after:.4f} CPU s   {ratio:.0f} times less")


def memory(folder: Path, notebook: Path, times: int) -> None:
    """Print the most memory that two sections of a notebook hold at once: two papermills, and crimekit; Linux only."""
    targets = [str(folder / f"{name}.ipynb") for name in ("one", "two")]
    kinds = {
        "papermill": [[sys.executable, "-m", "papermill", str(notebook), target] for target in targets],
        "crimekit": [[sys.executable, "-c", TWO, str(notebook), *targets]],
    }
    held = {name: [most_memory(commands, notebook.parent) for _ in range(times)] for name, commands in kinds.items()}
    for name, found in held.items():
        print(f"  two at once, {name:10} {statistics.median(found):.0f} MB ({min(found):.0f} to {max(found):.0f})")


def most_memory(commands: list[list[str]], folder: Path) -> float:
    """Start these programs at once and wait for them; the most memory that all together held, in megabytes."""
    begun = [subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL) for command in commands]
    most = 0
    while any(process.poll() is None for process in begun):
        total = 0
        for process in psutil.Process().children(recursive=True):
            with contextlib.suppress(psutil.Error):
                total += process.memory_full_info().pss
        most = max(most, total)
        time.sleep(0.05)
    if any(process.returncode for process in begun):
        raise SystemExit(f"{commands[0]}: ended with {begun[0].returncode}")
    return most / 1e6


def sections(folder: Path, most: int) -> None:
    """Run the reports of all forces at the command line, some of their sections as people do; the CPU of a section."""
    parameters = read_parameters(PROJECT / "parameters")
    runs = [Run(force, "national-measures", force, Quarter.parse(QUARTER)) for force in ("gwent", "kent", "cleveland")]
    tasks = [task for run in runs for task in plan(run, parameters, folder, texts_required=False).tasks][:most]
    plain(tasks[0], folder / "plain.ipynb")  # imports
    old = [cpu_of(partial(plain, task, folder / "plain.ipynb")) for task in tasks]
    whole = cpu_of(lambda: run("--forces", "all", "--quarter", QUARTER, "--outputs", str(folder / "all")))
    made = len(list((folder / "all").rglob("notebooks/*.ipynb")))
    mean = statistics.fmean(old)
    print(f"papermill and lab page: {mean:.2f} CPU s a section, mean of {most} ({min(old):.2f} to {max(old):.2f})")
    print(
        f"all forces: {whole:.0f} CPU s, {made} sections, {whole / made:.2f} each: {mean * made / whole:.1f} times less"
    )


def unchanged(folder: Path, times: int) -> None:
    """Run the shipped report at the command line, then again with nothing changed, and print what each costs."""
    work = partial(run, "gwent-2023-24-q1", "--outputs", str(folder))
    first = cpu_of(work)
    again = sorted(cpu_of(work) for _ in range(times))
    print(f"the shipped report: {first:.2f} CPU s; with nothing changed, {times} times:")
    print(f"  median {statistics.median(again):.2f}, {again[0]:.2f} to {again[-1]:.2f} CPU s")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--unchanged", action="store_true")
    parser.add_argument("--sections", type=int, default=0)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as place:
        if arguments.unchanged:
            unchanged(Path(place), arguments.rounds)
        elif arguments.sections:
            sections(Path(place), arguments.sections)
        else:
            measure(Path(place), arguments.rounds)


if __name__ == "__main__":
    main()
