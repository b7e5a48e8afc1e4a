"""The record of a report, ``run.json``, and its seal; whether a report is still as both say.

The seal is one hash that stands for the record, and so for every file that the record has the hash of.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crimekit.errors import RunError

RECORD = "run.json"
NOTEBOOKS = "notebooks"  # the folder of the executed notebooks of a report
SEAL = b"seal-goes-here"  # what a page holds until its record is sealed; no end of it is also its beginning
EMPTY = "found an empty folder"
Content = bytes | str  # of a file; or what stands there that is none


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
    names = sorted({*record.files, *found} - {RECORD})
    changed = {name: _difference(name, found.get(name, "missing"), record) for name in names}
    lines += [f"{name}: {how}" for name, how in changed.items() if how]
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
