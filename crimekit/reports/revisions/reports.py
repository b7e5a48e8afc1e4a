"""Two finished reports beside each other: every printed figure that differs."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Heading, Sentences, Table
from crimekit.errors import DataError
from crimekit.loaders.files import read_file

Figures = dict[tuple[str, str, str], str]


def is_report(place: Path) -> bool:
    """Whether `place` is the folder of a finished report."""
    return (place / "run.json").is_file()


def report_blocks(old: Path, new: Path, *, rows: int = 40) -> tuple[Block, ...]:
    """The figures of two reports' tables that differ, and the releases that they rest on.

    Raises
    ------
    DataError
        A folder is no finished report, or one of its files cannot be read.
    """
    before, after = (_run(place) for place in (old, new))
    then, now = figures(old / "tables"), figures(new / "tables")
    differing = [key for key in sorted(then.keys() & now.keys()) if then[key] != now[key]]
    only, both = len(then.keys() ^ now.keys()), len(then.keys() & now.keys())
    told = (
        f"{words.counted(len(differing), 'figure differs', 'figures differ')} of {words.number(both)} "
        f"that both reports print; {words.number(only)} {'is' if only == 1 else 'are'} in one of them only",
        f"The older rests on {_rests_on(before)}, the newer on {_rests_on(after)}",
    )
    new_name, old_name = (f"{run.get('force', '')} {run.get('quarter', '')}" for run in (after, before))
    heading = Heading("revisions", f"{new_name} against {old_name}")
    sentences = Sentences("revisions-sentences", "", tuple(map(words.sentence, told)))
    if not differing:
        return heading, sentences
    columns = tuple(Column(title) for title in ("Table", "Row", "Column", "Before", "Now"))
    shown = tuple(tuple(map(Cell, (*key, then[key], now[key]))) for key in differing[:rows])
    notes = (f"And {words.number(len(differing) - rows)} more.",) if len(differing) > rows else ()
    return heading, sentences, Table("revisions-figures", "Figures that differ", "", columns, shown, notes=notes)


def figures(folder: Path) -> Figures:
    """Every cell of the tables in a folder of CSV, by table, row and column; a repeated row counts its repeats."""
    found: Figures = {}
    for path in sorted(folder.glob("*.csv")):
        header, *body = _rows(path)
        seen: Counter[str] = Counter()
        for name, *cells in filter(None, body):
            seen[name] += 1
            row = name if seen[name] == 1 else f"{name} ({seen[name]})"
            found |= {(path.stem, row, column): cell for column, cell in zip(header[1:], cells, strict=False)}
    return found


def _rows(path: Path) -> list[list[str]]:
    try:
        rows = list(csv.reader(io.StringIO(read_file(path).content.decode("utf-8"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path.name}: found no table of a report ({error}); expected CSV in UTF-8") from error
    return rows or [[]]


def _run(place: Path) -> dict[str, Any]:
    path = place / "run.json"
    try:
        record = json.loads(read_file(path).content)
        return {**record["run"], "inputs": record["inputs"]}
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise DataError(f"{path}: found no record of a run; expected the folder of a finished report") from error


def _rests_on(run: dict[str, Any]) -> str:
    names = [source.get("released") or source.get("name", "") for source in run["inputs"][:1]]
    return f"the release of {names[0]}" if names else "no recorded crime"
