"""Damaged and hostile inputs of every kind of file that crimekit reads: each ends in data or in one clear error.

    python tests/benchmarks/fuzz.py                          # ten minutes
    python tests/benchmarks/fuzz.py --minutes 60 --seed 7 --keep found

Each input is a seed - a small file that is right - changed at random: bytes, whole cells, rows, lines, tags, members of
an archive. It goes through a public door in a process of its own. Printed are the inputs tried of each kind, how many
were refused, each traceback (anything but a `CrimekitError`, or a message that does not fit a screen) and each hang.
The command ends with 1 if there was any; the inputs that did it are kept in the folder of ``--keep``.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import pandas as pd

import crimekit as ck
from crimekit.blocks import MIME, Cell, Column, Heading, Page, Table, data
from crimekit.errors import CrimekitError
from crimekit.page.check import check
from crimekit.page.document import render
from crimekit.page.notebooks import results
from crimekit.parameters import read_commentaries, read_parameters, read_run

DATA = Path(__file__).parents[1] / "data"
PARAMETERS = Path(__file__).parents[2] / "parameters"
PATIENCE = 60.0  # seconds for one input; a workbook has a limit of its own below it
LONGEST = 4000  # letters of a message
TOKENS = (
    *("", " ", "-", "–", "0", "-5", "1e999", "-1e-999", "1,234", "0,5", "1.234.567", "9" * 400, "１２", "٣", "½", "∞"),
    *("nan", "None", "#REF!", "#N/A", "=1+1", "=HYPERLINK(\"x\")", "TRUE", "true", "\0", "\ufeff", "\u202e", "\ud7ff"),
    *("2023-24 Q9", "2023-24", "9999-12", "0000-00", "2023-13-45", "Gwent", "gwent ", "GWENT", "Devon & Cornwall"),
    *("<b>", "&amp;", "{{ x }}", "{{", "]]>", "../../etc/passwd", "C:\\x", "'" * 50, '"', ";", "\t", "\n", "\r"),
    "a" * 70000,
)  # fmt: skip
STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type\n"
    "a,2023-07,Gwent Police,Gwent Police,-3.0,51.5,On or near High Street,W01,Newport 001A,Burglary\n"
)
MONTHS = "Force,Month,Code,n\n" + "".join(f"Gwent,2021-{month:02d},45,{month}\n" for month in range(1, 13))
LOCAL = "force,measure,period,value,base,stated,source,note\ngwent,drug-disruptions,2023-24 Q1,12,,,Own system,\n"
RESPONDENTS = "force,measure,period,answer,weight,source\ngwent,happy,2021-11,yes,1.5,S\ngwent,happy,2021-11,no,0.5,S\n"
OUTCOMES = (
    "Financial Year,Financial Quarter,Force,Offence Code,Offence Description,Offence Group,Offence Subgroup,"
    "Outcome Description,Outcome Group,Outcome Type,Force outcomes for offences recorded in quarter\n"
    "2023/24,1,Gwent,34B,Robbery,Robbery,Robbery,Charged,Charged/Summonsed,1,4\n"
)
PICTURE = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><title>t</title><path d='M0 0h9'/></svg>\n"
CAPTION = "# caption: Crimes\n# source: Gwent\n"
SAID = {
    "text/html": CAPTION,
    "image/svg+xml": f"{CAPTION}# alt: A line that falls from nine crimes in May to one in June",
}
TABLE = pd.crosstab([1, 1, 2], [[3, 4, 3], [5, 5, 6]]).rename_axis("Month").to_html()
MARKDOWN = "## One\n\n- **two** [three](https://example.org) 2*3\n\n> `four`\n\n1. five\n"
BLOCK = data(Table("t", "Crimes", "", (Column("Force"), Column("n", "number")), ((Cell("Gwent"), Cell("1", 1.0)),)))
CELL = re.compile(r"(?<=>)[^<>]*(?=<)|(?<=[,;\n])[^,;\n]*(?=[,;\n])")
TAG = re.compile(r"<[^<>]{1,200}>")


@dataclass(frozen=True)
class Kind:
    """One kind of file: the name it must have, one that is right, and the public door it goes through."""

    name: str
    seed: bytes
    door: Callable[[Path], object]


def parquet() -> bytes:
    """The recorded crime of some rows as Parquet."""
    written = io.BytesIO()
    pd.read_csv(DATA / "recorded-crime-2017-18-gwent.csv", dtype=str).head(40).to_parquet(written)
    return written.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    """A zip of one member."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


def parameters_with(path: Path) -> object:
    """All parameters, with this file among them; what a run reads before anything runs."""
    read = read_parameters(path.parents[len(path.parts) - path.parts.index("parameters") - 2])
    read_commentaries(read)
    return read_run(path, read) if path.parent.name == "runs" else read


def shown_as(kind: str) -> Callable[[Path], object]:
    """What becomes of a result of this kind that a cell shows, on the page."""

    def page(path: Path) -> object:
        held: object = path.read_text(encoding="utf-8", errors="replace")
        if kind == MIME:
            try:
                held = json.loads(held)
            except ValueError:
                return None
        output = {"output_type": "display_data", "data": {kind: held}}
        blocks = results({"cells": [{"cell_type": "code", "source": SAID.get(kind, ""), "outputs": [output]}]})
        return check(render(Page("T", "Gwent", "2023-24 Q1", "", "", ""), [Heading("h", "H"), *blocks]))

    return page


OFFICIAL = {f"official.{kind}": (DATA / f"official.{kind}").read_bytes() for kind in ("xlsx", "ods", "xls")}
CSV = (DATA / "recorded-crime-2017-18-gwent.csv").read_bytes()[:6000].rsplit(b"\n", 1)[0] + b"\n"
KINDS = (
    *(Kind(name, content, ck.read_recorded_crime) for name, content in OFFICIAL.items()),
    Kind("recorded-crime.csv", CSV, ck.read_recorded_crime),
    Kind("recorded-crime.parquet", parquet(), ck.read_recorded_crime),
    Kind("recorded-crime.zip", zipped("recorded-crime.csv", CSV), ck.read_recorded_crime),
    Kind("recorded-crime-months.csv", MONTHS.encode(), ck.read_recorded_crime),
    Kind("population.xlsx", (DATA / "population-wide.xlsx").read_bytes(), ck.read_population),
    Kind("local.xlsx", (DATA / "local.xlsx").read_bytes(), ck.read_local),
    Kind("local.csv", LOCAL.encode(), ck.read_local),
    Kind("respondents.csv", RESPONDENTS.encode(), ck.read_survey),
    Kind("outcomes.csv", OUTCOMES.encode(), ck.read_outcomes),
    Kind("2023-07-gwent-street.csv", STREET.encode(), ck.read_street),
    Kind("2023-07-gwent-street.zip", zipped("2023-07/2023-07-gwent-street.csv", STREET.encode()), ck.read_street),
    *(
        Kind(f"parameters/{name}", (PARAMETERS / name).read_bytes(), parameters_with)
        for name in ("measures.yml", "breaks.yml", "runs/gwent-2023-24-q1.yml", "commentary/gwent/2023-24-q1.yml")
    ),
    Kind("table.html", TABLE.encode(), shown_as("text/html")),
    Kind("picture.svg", PICTURE, shown_as("image/svg+xml")),
    Kind("text.md", MARKDOWN.encode(), shown_as("text/markdown")),
    Kind("block.json", json.dumps(BLOCK).encode(), shown_as(MIME)),
)


def changed(content: bytes, draw: random.Random) -> bytes:
    """The content, damaged or hostile in one to four places; an archive often inside one of its members."""
    if content[:2] == b"PK" and draw.random() < 0.8:
        return member_changed(content, draw)
    for _ in range(draw.randint(1, 4)):
        content = draw.choice((bytes_changed, cut, doubled, cells_changed, cells_changed, lines_changed))(content, draw)
    return content


def member_changed(content: bytes, draw: random.Random) -> bytes:
    """An archive with one member changed, left out, or there twice under an odd name."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
        chosen = draw.choice(old.namelist())
        for name in old.namelist():
            held = old.read(name)
            if name == chosen:
                held = changed(held, draw)
                if draw.random() < 0.1:
                    name = draw.choice(TOKENS)[:60000]
                elif draw.random() < 0.05:
                    continue
            new.writestr(zipfile.ZipInfo(name or "x"), held)
    return written.getvalue()


def bytes_changed(content: bytes, draw: random.Random) -> bytes:
    """Up to five bytes changed."""
    held = bytearray(content or b" ")
    for _ in range(draw.randint(1, 5)):
        held[draw.randrange(len(held))] = draw.randrange(256)
    return bytes(held)


def cut(content: bytes, draw: random.Random) -> bytes:
    """The content cut off somewhere."""
    return content[: draw.randrange(len(content) + 1)] if draw.random() < 0.3 else content


def doubled(content: bytes, draw: random.Random) -> bytes:
    """A part of the content there several times."""
    start = draw.randrange(len(content) + 1)
    part = content[start : start + draw.randint(1, 400)]
    return content[:start] + part * draw.choice((2, 2, 3, 50)) + content[start + len(part) :]


def cells_changed(content: bytes, draw: random.Random) -> bytes:
    """One cell, text or tag replaced by something hostile or by another of the file."""
    text = content.decode("utf-8", "surrogateescape")
    found = list((TAG if draw.random() < 0.2 else CELL).finditer(text))
    if not found:
        return bytes_changed(content, draw)
    put = draw.choice(TOKENS) if draw.random() < 0.7 else draw.choice(found)[0]
    place = draw.choice(found)
    return (text[: place.start()] + put + text[place.end() :]).encode("utf-8", "surrogateescape")


def lines_changed(content: bytes, draw: random.Random) -> bytes:
    """Two lines swapped, one left out, indented or repeated."""
    lines = content.splitlines(keepends=True) or [b""]
    one, other = draw.randrange(len(lines)), draw.randrange(len(lines))
    match draw.randrange(4):
        case 0:
            lines[one], lines[other] = lines[other], lines[one]
        case 1:
            del lines[one]
        case 2:
            lines[one] = b"  " + lines[one]
        case _:
            lines.insert(other, lines[one])
    return b"".join(lines)


def tried(line: Connection, seed: int, folder: str) -> None:
    """Try one input after the other; say before each which it is, and after it what became of it."""
    draw, place = random.Random(seed), Path(folder)  # noqa: S311 - no secret
    shutil.copytree(PARAMETERS, place / "parameters")
    while True:
        kind = draw.choice(KINDS)
        path = place / kind.name
        path.write_bytes(changed(kind.seed, draw))
        line.send(("begun", kind.name))
        try:
            kind.door(path)
            said = ("read", "")
        except CrimekitError as error:
            long = len(str(error)) > LONGEST or not all(each.isprintable() or each == "\n" for each in str(error))
            said = ("fault", f"{type(error).__name__}: a message of {len(str(error))} letters: {str(error)[:200]!r}")
            said = said if long else ("refused", "")
        except BaseException as error:  # noqa: BLE001 - what a fuzzer is for
            last = traceback.extract_tb(error.__traceback__)[-1]
            said = ("fault", f"{type(error).__name__}: {str(error)[:200]} ({Path(last.filename).name}:{last.lineno})")
        line.send(said)
        path.write_bytes(kind.seed)


def fuzzed(seeds: Iterator[int], until: float, keep: Path) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Try inputs in one process after the other, as one hangs or is killed; what became of them, and the faults."""
    counts: Counter[tuple[str, str]] = Counter()
    faults: dict[str, str] = {}
    context = multiprocessing.get_context("fork")
    while time.monotonic() < until:
        with tempfile.TemporaryDirectory() as folder:
            near, far = context.Pipe()
            process = context.Process(target=tried, args=(far, next(seeds), folder), daemon=False)
            process.start()
            far.close()
            name = ""
            while time.monotonic() < until:
                try:
                    state, text = near.recv() if near.poll(PATIENCE) else ("hang", f"more than {PATIENCE:g} seconds")
                except EOFError:
                    state, text = "killed", "the process was killed"
                if state == "begun":
                    name = text
                    continue
                counts[name, state] += 1
                if state in ("fault", "hang", "killed") and f"{name}: {text}" not in faults:
                    kept = keep / f"{len(faults) + 1}-{Path(name).name}"
                    shutil.copyfile(Path(folder) / name, kept)
                    faults[f"{name}: {text}"] = kept.name
                    print(f"{state}: {name}: {text}  [{kept.name}]", flush=True)
                if state in ("hang", "killed"):
                    break
            process.kill()
            process.join()
    return counts, list(faults)


def main() -> int:
    """Fuzz for some minutes; 1 where anything but an answer or a clear refusal came of it."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--minutes", type=float, default=10)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, help="a folder for the inputs that did it")
    options = asked.parse_args()
    keep = options.keep or Path(tempfile.mkdtemp())
    keep.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(PARAMETERS, Path(folder) / "parameters")
        for kind in KINDS:  # a seed that is not right would try nothing but its own refusal
            (Path(folder) / kind.name).write_bytes(kind.seed)
            kind.door(Path(folder) / kind.name)
    counts, faults = fuzzed(count(options.seed * 100_000), time.monotonic() + 60 * options.minutes, keep)
    for kind in KINDS:
        states = {state: number for (name, state), number in sorted(counts.items()) if name == kind.name}
        print(f"{kind.name:40}", ", ".join(f"{state} {number}" for state, number in states.items()) or "not tried")
    print(f"{sum(counts.values())} inputs, {len(faults)} different faults")
    return 1 if faults or not counts else 0


if __name__ == "__main__":
    sys.exit(main())
