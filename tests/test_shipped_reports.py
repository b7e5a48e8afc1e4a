"""The seven shipped reports stay what they were: every block of every notebook, every page, every table.

Where a change moves them on purpose, ``CRIMEKIT_APPROVE=1 pytest tests/test_shipped_reports.py`` writes what stands now
to ``tests/approved``; its diff is what a reviewer reads.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).parents[1]
APPROVED = Path(__file__).parent / "approved"
RUNS = sorted(path.stem for path in (ROOT / "parameters" / "runs").glob("*.yml"))
BLOCKS = "application/vnd.crimekit+json"
LONG_FLOAT = re.compile(r"-?\d+\.\d{9,}(?:e-?\d+)?")


def short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def shown(value: object) -> object:
    """A block as it is approved: what is empty left out, numbers to ten digits, a picture as its hash."""
    if isinstance(value, dict) and value.get("kind") == "data":
        return f"<{len(value['rows'])} rows of data>"  # they stand in data.csv
    if isinstance(value, dict):
        kept = {key: shown(item) for key, item in value.items() if item not in ("", None, [], {}, False)}
        return kept["text"] if set(kept) == {"text"} else kept
    if isinstance(value, list):
        return [shown(item) for item in value]
    if isinstance(value, float):
        return float(f"{value:.10g}")
    if isinstance(value, str) and value.startswith("<svg"):
        return f"<svg {short(value)}, {len(value)} letters>"
    return value


def lines(value: object, depth: int = 0) -> str:
    """JSON with a line for each item of the first levels, so that a diff shows rows and sentences."""
    flat = json.dumps(value, ensure_ascii=False)
    if depth < 5 and len(flat) > 100 and isinstance(value, dict | list):
        opened, closed = "{}" if isinstance(value, dict) else "[]"
        items = (
            [f"{json.dumps(key)}: {lines(item, depth + 1)}" for key, item in value.items()]
            if isinstance(value, dict)
            else [lines(item, depth + 1) for item in value]
        )
        blank = " " * (depth + 1)
        return f"{opened}\n{blank}" + f",\n{blank}".join(items) + f"\n{' ' * depth}{closed}"
    return flat


def blocks_of(path: Path) -> list[object]:
    """What each cell of an executed notebook shows."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    return [shown(output["data"][BLOCKS]["items"] if BLOCKS in output["data"] else output) for output in outputs]


def state_of(folder: Path) -> dict[str, str]:
    """What is approved of one report, by the name of its file under ``tests/approved``."""
    found = {f"{path.stem}.json": lines(blocks_of(path)) + "\n" for path in sorted(folder.glob("notebooks/*.ipynb"))}
    seal = json.loads((folder / "run.json").read_text(encoding="utf-8"))["seal"]  # it moves with every line of the code
    pages = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8").replace(seal, "")
        for path in folder.rglob("*.html")
    }
    tables = {
        path.relative_to(folder).as_posix(): LONG_FLOAT.sub(
            lambda number: f"{float(number[0]):.10g}", path.read_text(encoding="utf-8")
        )
        for path in folder.rglob("*.csv")
    }
    hashes = "".join(f"{short(text)}  {name}\n" for name, text in sorted({**pages, **tables}.items()))
    return {**found, "files.txt": hashes}


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    outputs = tmp_path_factory.mktemp("shipped")
    command = [sys.executable, "-m", "crimekit", "run", *RUNS, "--outputs", str(outputs)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, "note:" in done.stderr) == (0, False), done.stderr
    folders = [path.parent for path in outputs.glob("*/*/run.json")]
    return {json.loads((folder / "run.json").read_text(encoding="utf-8"))["run"]["key"]: folder for folder in folders}


@pytest.mark.parametrize("run", RUNS)
def test_a_shipped_report_is_what_was_approved(run, reports):
    place, found = APPROVED / run, state_of(reports[run])
    if os.environ.get("CRIMEKIT_APPROVE"):
        place.mkdir(parents=True, exist_ok=True)
        for old in place.iterdir():
            old.unlink()
        for name, text in found.items():
            (place / name).write_text(text, encoding="utf-8")
    approved = {path.name: path.read_text(encoding="utf-8") for path in place.iterdir()}
    assert sorted(found) == sorted(approved)
    for name in found:
        assert found[name].splitlines() == approved[name].splitlines(), f"{run}/{name}"


ENGLISH = re.compile(
    r"\b(the|of|and|was|were|with|from|for|this|that|than|year|quarter|figures?|offences?|rate|table|police|force|"
    r"crime|by|not|known|change|January|April|June|October|December|Q[1-4])\b",
    re.IGNORECASE,
)
READ_OUT = ("aria-label", "alt", "data-c")


def read(path, *left_out):
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    for element in page.select(", ".join(("style", *left_out))):
        element.decompose()
    return page


PAIRS = [("report.html", "adroddiad.html"), ("sections/homicide.html", "adrannau/homicide.html")]


@pytest.mark.parametrize(("english", "welsh"), PAIRS)
def test_the_page_in_welsh_has_no_english_left_but_what_says_so_and_the_same_numbers_in_the_same_order(
    reports, english, welsh
):
    shipped = reports["gwent-2023-24-q1"]
    page = read(shipped / welsh, "[lang=en]")
    read_out = [value for element in page(True) for name, value in element.attrs.items() if name in READ_OUT]
    assert [text for text in (*page.stripped_strings, *read_out) if ENGLISH.search(text)] == []
    assert page.html["lang"] == "cy"
    numbers = [
        re.findall(r"\d+(?:[.,]\d+)*", read(shipped / name, ".ck-prose").get_text(" ")) for name in (english, welsh)
    ]
    assert len(numbers[0]) > 50
    assert numbers[0] == numbers[1]
