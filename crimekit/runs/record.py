"""The record of a report, ``run.json``: what went in and what came out; its seal; whether a report is as both say.

The seal is one hash that stands for the record, and so for every file that the record has the hash of.
"""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import json
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crimekit import words
from crimekit.blocks import Page
from crimekit.errors import RunError
from crimekit.runs.plan import Plan, Task

RECORD = "run.json"
NOTEBOOKS = "notebooks"  # the folder of the executed notebooks of a report
SEAL = b"seal-goes-here"  # what a page holds until its record is sealed; no end of it is also its beginning
EMPTY = "found an empty folder"
Content = bytes | str  # of a file; or what stands there that is none
PACKAGES = (
    "crimekit", "ipython", "matplotlib", "nbclient", "numpy", "pandas", "papermill", "pyarrow", "python-calamine",
    "scipy", "seaborn",
)  # fmt: skip
_GLANCE = "tables/at-a-glance-measures.csv"
_RUN = (
    "key", "report", "force", "quarter", "release", "peer_group", "inputs", "previous_release", "marking", "language",
)  # fmt: skip
_SHOWN = 10  # texts that are not in Welsh


def versions() -> dict[str, str]:
    """Python and the packages that the figures depend on."""
    return {"python": platform.python_version(), **{name: importlib.metadata.version(name) for name in PACKAGES}}


def record(
    plan: Plan,
    place: Path,
    page: Page,
    *,
    sections: Mapping[str, str],
    fingerprint: str,
    typed: Sequence[Mapping[str, Any]],
    lacking: Sequence[str],
) -> dict[str, Any]:
    """What ``run.json`` says of the report in `place`, but its files; nothing in it names this machine.

    `page` is what surrounds the report, `sections` are the hashes of what each section rests on and `fingerprint` that
    of the whole, `typed` are the typed figures that the report's own do not bear out, `lacking` is what a page in Welsh
    lacks.

    Two runs of the same figures give the same record: times are in the log.
    """
    run, texts = plan.run, plan.commentary
    said = {"author": texts.author, "date": texts.date.isoformat(), "state": texts.state} if texts else {}
    inputs = [
        {"name": each.name, "released": each.released and each.released.isoformat(), "sha256": each.sha256}
        for each in plan.inputs.sources
    ]
    last = read_record(plan.folder.with_name((run.quarter - 1).slug))
    return {
        "run": {**{name: str(getattr(run, name)) for name in _RUN}, "inputs": inputs_named(run.inputs)},
        "inputs": inputs,
        "page": {name: getattr(page, name) for name in ("title", "force", "period", "draft", "marking")},
        "commentary": {**said, "differences": [dict(found) for found in typed]} if texts else None,
        "sections": [
            {
                "key": task.key,
                "notebook": task.notebook.name,
                "notebook_sha256": sha256(task.notebook),
                "parameters": given(task),
                "fingerprint": sections[task.key],
            }
            for task in plan.tasks
        ],
        "warnings": [*plan.inputs.release.warnings, *plan.warnings],
        "versions": versions(),
        "labels": labels(place, inputs, last.holds if last.report == run.report else {}),
        "not in Welsh": [*lacking],
        "fingerprint": fingerprint,
    }


def apart(record: Mapping[str, Any]) -> list[str]:
    """What `--publish` refuses a report for, a line each: typed numbers not printed, what its Welsh pages lack."""
    lines = [
        f"{found['section']}, {found['text']}: found '{found['typed']}' in “{found['sentence']}”; "
        "the section prints no such number"
        for found in (record.get("commentary") or {}).get("differences", ())
    ]
    if lacking := record.get("not in Welsh"):
        more = f"; and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
        texts = words.counted(len(lacking), "text", "texts")
        lines.append(f"{texts} not in Welsh as in English: {'; '.join(lacking[:_SHOWN])}{more}")
    return lines


def inputs_named(inputs: str) -> str:
    """What to call the inputs of a run wherever it is compared: not by their folder, as their hashes stand beside.

    Examples
    --------
    >>> inputs_named("bundled"), inputs_named("/srv/jane.doe/figures")
    ('bundled', 'a folder of input files')
    """
    return inputs if inputs == "bundled" else "a folder of input files"


def given(task: Task) -> dict[str, str]:
    """The parameters of a notebook, the inputs called as they are in a record."""
    return {name: inputs_named(value) if name == "inputs" else value for name, value in task.parameters}


def labels(place: Path, inputs: Sequence[Mapping[str, Any]], last: Mapping[str, Any]) -> dict[str, Any]:
    """The label of each measure, and which differ from the quarter before; empty for a report without labels.

    They are read from the tables of the report in `place`, so that record and page cannot differ. `last` is the record
    of the last quarter's report, empty where there is none. Where that printed another label than is worked out for its
    quarter now and the inputs are the same, the method must have changed; else the figures were revised, or both.
    """
    if not (place / _GLANCE).exists():
        return {}
    with (place / _GLANCE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or "Past year" not in rows[0]:
        return {}
    printed = {row["Measure"]: row["Past year"] for row in rows}
    before = {row["Measure"]: row.get("Past year: quarter before") or row["Past year"] for row in rows}
    same = {source["sha256"] for source in inputs} == {source["sha256"] for source in last.get("inputs", ())}
    why = "method: the inputs are the same" if same else "revision or method: the inputs are others"
    return {
        "printed": printed,
        "changed": [
            {"measure": name, "before": before[name], "now": printed[name], "why": row["Past year: why it differs"]}
            for name, row in zip(printed, rows, strict=True)
            if before[name] != printed[name]
        ],
        "since last report": [
            {"measure": name, "recorded": text, "worked out now": before[name], "why": why}
            for name, text in last.get("labels", {}).get("printed", {}).items()
            if before.get(name, text) != text
        ],
    }


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    return hashed(path.read_bytes())


def digest(value: object) -> str:
    """The SHA-256 of plain data.

    Examples
    --------
    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    """
    return hashed(json.dumps(value, sort_keys=True, ensure_ascii=False).encode())


def hashed(content: bytes) -> str:
    """The SHA-256 of bytes."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Record:
    """What a ``run.json`` says."""

    claims: Mapping[str, Any]  # as it was sealed or not; empty where there is none
    holds: Mapping[str, Any]  # the same; empty too where it is not to the byte as its run sealed it

    @property
    def report(self) -> str:
        """The key of the report, which may have been changed; empty where there is none."""
        run = self.claims.get("run")
        return str(run.get("report", "")) if isinstance(run, dict) else ""

    @property
    def files(self) -> Mapping[str, Any]:
        """The hash of each file of the report, which may have been changed; none where there is no record."""
        files = self.claims.get("files")
        return files if isinstance(files, dict) else {}


def record_in(content: Content) -> Record:
    """What the content of a ``run.json`` says; nothing where it is no record."""
    try:
        claims = json.loads(content) if isinstance(content, bytes) else {}
    except (ValueError, RecursionError):
        claims = {}
    claims = claims if isinstance(claims, dict) else {}
    try:
        whole = content == text_of(claims) and claims["seal"] == _seal(claims)
    except (ValueError, RecursionError, LookupError, TypeError):
        whole = False
    return Record(claims, claims if whole else {})


def read_record(folder: Path) -> Record:
    """What the ``run.json`` of the report in `folder` says; nothing where there is none that can be read."""
    path = folder / RECORD
    try:
        return record_in(path.read_bytes() if path.is_file() else "")  # to open a pipe would be to wait
    except OSError:
        return record_in("")


def text_of(record: Mapping[str, Any]) -> bytes:
    """A record as ``run.json`` holds it, to the byte."""
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()


def _seal(record: Mapping[str, Any]) -> str:
    return hashed(text_of({**record, "seal": "", "files": {**record["files"], **record["unsealed"]}}))


def seal(folder: Path, record: Mapping[str, Any]) -> None:
    """Write the record of the report in `folder`, with the hash of every file and its seal, which its pages get too.

    No page can hold the hash of a record that holds the page's. So the seal goes over the hashes of the pages as they
    were before they had it (``unsealed``).
    """
    files = hashes(folder)
    pages = {name: hashed for name, hashed in files.items() if SEAL in (folder / name).read_bytes()}
    whole = {"seal": "", **record, "files": files, "unsealed": pages}
    own = _seal(whole)
    for name in pages:
        (folder / name).write_bytes((folder / name).read_bytes().replace(SEAL, own.encode()))
    (folder / RECORD).write_bytes(text_of({**whole, "seal": own, "files": hashes(folder)}))


def contents(folder: Path) -> dict[str, Content]:
    """The bytes of every file of a report, by its name inside the folder; of anything else, what it is."""
    found: dict[str, Content] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = "found a link; expected no link in a report"
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not path.is_dir():
            found[name] = "found neither a file nor a folder"
        elif not any(path.iterdir()):
            found[name] = EMPTY
    return found


def hashes(folder: Path) -> dict[str, str]:
    """The hash of every file of a report but its record, by its name inside the folder."""
    found = contents(folder).items()
    return {name: hashed(content) for name, content in found if isinstance(content, bytes) and name != RECORD}


def differences(folder: Path) -> tuple[str, ...]:
    """What of the report at `folder` is not as its record says, a line each; none where all of it is.

    Raises
    ------
    RunError
        If there is no record to compare with.
    """
    return compared(contents(folder), name=folder.name)


def compared(found: Mapping[str, Content], *, name: str, kept: str = "") -> tuple[str, ...]:
    """What of the report called `name`, with these contents, is not as its record says, a line each.

    `kept` is the seal that somebody noted when it was published.

    Raises
    ------
    RunError
        If the record has no hashes.
    """
    record = record_in(found.get(RECORD, "missing"))
    if not record.files:
        raise RunError(f"{name}: found no {RECORD} with the hashes of a report; expected a published report")
    lines = [] if record.holds else [f"{RECORD}: changed: its seal does not stand for what it says"]
    files = sorted({*record.files, *found} - {RECORD})
    lines += [f"{file}: {how}" for file in files if (how := _difference(file, found.get(file, "missing"), record))]
    if kept and record.holds and kept.strip().casefold() != record.holds["seal"]:
        lines.append(f"{RECORD}: another report: its seal is {record.holds['seal']}, and not the one that was kept")
    return tuple(lines)


def _difference(file: str, content: Content, record: Record) -> str:
    """What is not as recorded of one file; nothing where it is."""
    if isinstance(content, str):
        return content
    if file not in record.files:
        return "not part of the report"
    if hashed(content) != record.files[file]:
        return f"changed: SHA-256 {hashed(content)[:12]}…, recorded {str(record.files[file])[:12]}…"
    unsealed = record.holds.get("unsealed", {}).get(file)
    if unsealed and hashed(content.replace(record.holds["seal"].encode(), SEAL)) != unsealed:
        return f"changed: the seal of {RECORD} does not stand for it"
    return ""
