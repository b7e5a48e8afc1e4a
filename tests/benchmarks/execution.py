"""Measure what one more section costs, against papermill with nbconvert's ``lab`` page: CPU seconds, all children.

    python tests/benchmarks/execution.py                  # pairs of one section, some minutes
    python tests/benchmarks/execution.py --pairs 9 --notebook heavy
    python tests/benchmarks/execution.py --unchanged      # the shipped report again, with nothing changed

A pair executes the same notebook both ways, one after the other, so that other work on the machine falls on both alike.
Start-up (the fork server, papermill's import) is measured apart. Wall times on a shared machine say little; user and
system time of this process and all that it started is the figure. ``heavy`` is a synthetic notebook with two seaborn
charts; ``measure`` is the shipped section of neighbourhood crime.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import psutil

from crimekit.page.blocks import Page
from crimekit.page.document import render
from crimekit.page.notebooks import results
from crimekit.runs.execute import Job, execute
from crimekit.runs.kernels.client import kernel_server
from crimekit.runs.kernels.wire import SERVER
from crimekit.runs.plan import Task

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
HEAVY = (
    "import numpy as np, pandas as pd, matplotlib.pyplot as plt, seaborn as sns",
    "rates = np.random.default_rng(1).gamma(2, size=12800)",
    "frame = pd.DataFrame({'quarter': np.tile(np.arange(32), 400), 'rate': rates})",
    "frame.groupby('quarter').agg(['mean', 'count'])",
    "sns.lineplot(frame, x='quarter', y='rate');",
    "sns.barplot(frame, x='quarter', y='rate');",
    "from crimekit.page.blocks import Heading\nHeading('heavy', 'Heavy')",
)


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


def plain(notebook: Path, target: Path) -> None:
    """What people do: papermill, then a fresh ``lab`` export."""
    import papermill
    from nbconvert import HTMLExporter

    papermill.execute_notebook(str(notebook), str(target), progress_bar=False, log_output=False)
    page, _ = HTMLExporter(template_name="lab").from_filename(str(target))
    target.with_suffix(".html").write_text(page, encoding="utf-8")


def ours(notebook: Path, target: Path) -> None:
    """A forked kernel, then crimekit's own page."""
    outcome = execute(Job(Task("any", "Any", notebook, ()), target, "f"))
    if not outcome.ok:
        raise SystemExit(outcome.error)
    target.with_suffix(".html").write_text(_page(target), encoding="utf-8")


def _page(path: Path) -> str:
    return render(Page("T", "F", "P", "Q"), results(json.loads(path.read_text(encoding="utf-8"))).blocks)


def heavy(folder: Path) -> Path:
    """Write the synthetic notebook."""
    from nbformat import v4, write

    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = v4.new_notebook(
        cells=[v4.new_code_cell(source) for source in HEAVY], metadata={**kernel, "language_info": {"name": "python"}}
    )
    (folder / "notebooks").mkdir()
    path = folder / "notebooks" / "heavy.ipynb"
    write(notebook, path)
    return path


def exports(target: Path, times: int) -> tuple[float, float]:
    """CPU seconds of one page: a fresh ``lab`` exporter, and crimekit's."""
    from nbconvert import HTMLExporter

    def fresh() -> None:
        HTMLExporter(template_name="lab").from_filename(str(target))

    fresh()
    _page(target)
    return (
        statistics.median(cpu_of(fresh) for _ in range(times)),
        cpu_of(lambda: [_page(target) for _ in range(10 * times)]) / (10 * times),
    )


def measure(notebook: Path, folder: Path, pairs: int) -> None:
    """Measure interleaved pairs and print the medians."""
    started = time.monotonic()
    with kernel_server() as address:
        os.environ[SERVER] = address
        startup = cpu_of(lambda: ours(notebook, folder / "ours.ipynb"))
        plain(notebook, folder / "plain.ipynb")  # imports
        both = [
            (
                cpu_of(lambda: plain(notebook, folder / "plain.ipynb")),
                cpu_of(lambda: ours(notebook, folder / "ours.ipynb")),
            )
            for _ in range(pairs)
        ]
    lab, slim = exports(folder / "ours.ipynb", pairs)
    old, new = (statistics.median(column) for column in zip(*both, strict=True))
    ratio = statistics.median(before / after for before, after in both)
    print(f"{notebook.stem}: {pairs} pairs, {time.monotonic() - started:.0f} s")
    print(f"  papermill and lab page   {old:6.2f} CPU s")
    print(f"  crimekit                 {new:6.2f} CPU s   {ratio:.1f} times less")
    print(f"  start-up, once           {startup:6.2f} CPU s")
    print(f"  page alone: lab {lab:.3f}, crimekit {slim:.4f} CPU s   {lab / slim:.0f} times less")


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
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--notebook", choices=("measure", "heavy", "both"), default="both")
    parser.add_argument("--unchanged", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as place:
        if arguments.unchanged:
            unchanged(Path(place), arguments.pairs)
            return
        if arguments.notebook in ("measure", "both"):
            measure(NOTEBOOKS / "measure.ipynb", Path(place), arguments.pairs)
        if arguments.notebook in ("heavy", "both"):
            measure(heavy(Path(place)), Path(place), arguments.pairs)


if __name__ == "__main__":
    main()
