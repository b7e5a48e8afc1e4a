"""Measure what one more section costs, against papermill with nbconvert's ``lab`` page: CPU seconds, all children.

    python tests/benchmarks/execution.py                  # interleaved rounds, some minutes
    python tests/benchmarks/execution.py --rounds 9
    python tests/benchmarks/execution.py --unchanged      # the shipped report again, with nothing changed
    python tests/benchmarks/execution.py --sections 12    # all forces, against this many sections of three of them

A round executes each notebook each way, one after the other, so that other work on the machine falls on all alike.
Start-up (the fork server, papermill's import) is measured apart. Wall times on a shared machine say little; user and
system time of this process and all that it started is the figure. Two notebooks are synthetic and read the same data
(`synthetic`); ``measure`` is the shipped section of neighbourhood crime.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).parent))
import synthetic  # beside this file

from crimekit.blocks import Page
from crimekit.page.document import render
from crimekit.page.notebooks import results
from crimekit.parameters import read_parameters
from crimekit.parameters.model import Run
from crimekit.quarters import Quarter
from crimekit.runs.execute import Job, execute
from crimekit.runs.kernels.client import kernel_server
from crimekit.runs.kernels.wire import SERVER
from crimekit.runs.plan import Task, plan

QUARTER = "2025-26 Q3"
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
PAGES = 10  # of ours for each of the ``lab`` template: one alone is too short for the clock


def cpu_of(work: Callable[[], object]) -> float:
    """User and system seconds of this process, of the children it waited for, and of the servers it keeps."""
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


def plain(notebook: Path, target: Path, **parameters: Any) -> None:
    """What people do: papermill, then a fresh ``lab`` export."""
    import papermill

    settings = {"parameters": parameters, "cwd": str(notebook.parent), "progress_bar": False, "log_output": False}
    papermill.execute_notebook(str(notebook), str(target), **settings)
    target.with_suffix(".html").write_text(lab(target), encoding="utf-8")


def ours(notebook: Path, target: Path) -> None:
    """A forked kernel, then crimekit's own page."""
    outcome = execute(Job(Task("any", "Any", notebook, ()), target, "f"))
    if not outcome.ok:
        raise SystemExit(outcome.error)
    target.with_suffix(".html").write_text(page(target), encoding="utf-8")


def lab(path: Path) -> str:
    """The page of an executed notebook by a new exporter, as `jupyter nbconvert` makes one."""
    from nbconvert import HTMLExporter

    return str(HTMLExporter(template_name="lab").from_filename(str(path))[0])


def page(path: Path) -> str:
    """The page of an executed notebook by crimekit."""
    return render(Page("T", "F", "P", "Q"), results(json.loads(path.read_text(encoding="utf-8"))).blocks)


def measure(folder: Path, rounds: int) -> None:
    """Measure interleaved rounds and print the medians."""
    notebooks = synthetic.begun(folder)
    usual = synthetic.written(notebooks, "usual", synthetic.USUAL)
    house = synthetic.written(notebooks, "house", synthetic.HOUSE)
    with kernel_server() as address:
        os.environ[SERVER] = address
        startup = cpu_of(lambda: ours(house, folder / "house.ipynb"))
        work = {
            f"{name} {notebook.stem}": partial(way, notebook, folder / f"{name}-{notebook.stem}.ipynb")
            for notebook in (usual, house, NOTEBOOKS / "measure.ipynb")
            for name, way in (("plain", plain), ("ours", ours))
        }
        for one in work.values():
            one()  # imports
        all_spent = [{name: cpu_of(one) for name, one in work.items()} for _ in range(rounds)]
    spent = {name: [one[name] for one in all_spent] for name in work}
    print(f"{rounds} rounds; start-up, once: {startup:.2f} CPU s")
    for before, after in (
        ("plain usual", "ours usual"),
        ("plain usual", "ours house"),
        ("plain house", "ours house"),
        ("plain measure", "ours measure"),
    ):
        compare(before, after, spent)
    for name in ("usual", "house", "measure"):
        exports(folder / f"plain-{name}.ipynb", rounds)


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


def sections(folder: Path, most: int) -> None:
    """Run the reports of all forces at the command line, some of their sections as people do; the CPU of a section."""
    parameters = read_parameters(NOTEBOOKS.parent / "parameters")
    runs = [Run(force, "national-measures", force, Quarter.parse(QUARTER)) for force in ("gwent", "kent", "cleveland")]
    tasks = [task for run in runs for task in plan(run, parameters, folder, texts_required=False).tasks][:most]
    plain(tasks[0].notebook, folder / "plain.ipynb", **dict(tasks[0].parameters))  # imports
    old = [cpu_of(partial(plain, task.notebook, folder / "plain.ipynb", **dict(task.parameters))) for task in tasks]
    command = [sys.executable, "-m", "crimekit", "run", "--forces", "all", "--quarter", QUARTER]
    whole = cpu_of(lambda: subprocess.run([*command, "--outputs", str(folder / "all")], stdout=subprocess.DEVNULL))
    made = len(list((folder / "all").rglob("notebooks/*.ipynb")))
    mean = statistics.fmean(old)
    print(f"papermill and lab page: {mean:.2f} CPU s a section, mean of {most} ({min(old):.2f} to {max(old):.2f})")
    print(
        f"all forces: {whole:.0f} CPU s, {made} sections, {whole / made:.2f} each: {mean * made / whole:.1f} times less"
    )


def unchanged(folder: Path, times: int) -> None:
    """Run the shipped report at the command line, then again with nothing changed, and print what each costs."""
    shipped = NOTEBOOKS.parent / "parameters" / "runs" / "gwent-2023-24-q1.yml"
    command = [sys.executable, "-m", "crimekit", "run", str(shipped), "--outputs", str(folder)]

    def run() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    first = cpu_of(run)
    again = sorted(cpu_of(run) for _ in range(times))
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
