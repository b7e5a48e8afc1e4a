"""The seal of a report: one hash that stands for its record, and so for every file that the record has the hash of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RECORD = "run.json"
SEAL = b"seal-goes-here"  # what a page holds until its record is sealed; no end of it is also its beginning
PDF = "report.pdf"
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


def parsed(text: Content) -> dict[str, Any]:
    """What the text of a record says; empty where it is none, or not to the byte as it was sealed."""
    found = claimed(text)
    try:
        return found if found and text == text_of(found) and found["seal"] == _seal(found) else {}
    except (ValueError, RecursionError, LookupError, TypeError):
        return {}


def claimed(text: Content) -> dict[str, Any]:
    """What the text of a record says, whether or not it is as it was sealed; empty where it is none."""
    try:
        found = json.loads(text) if isinstance(text, bytes) else {}
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def text_of(record: Mapping[str, Any]) -> bytes:
    """A record as ``run.json`` holds it, to the byte."""
    return (json.dumps(record, indent=2, ensure_ascii=False) + "\n").encode()


def _seal(record: Mapping[str, Any]) -> str:
    files = {**record["files"], **record["unsealed"]}
    files.pop(PDF, None)
    said = {name: value for name, value in record.items() if name not in ("seal", "unsealed")}
    return digest({**said, "files": files})


def sealed(folder: Path, record: Mapping[str, Any]) -> dict[str, Any]:
    """The record with its seal, the hash of all that it says; the pages of the report in `folder` get it too.

    No page can hold the hash of a record that holds the page's. So the seal goes over the hashes of the pages as they
    were before they had it (``unsealed``), and not over that of the PDF, which is printed from the sealed page.
    """
    pages = {name: hashed for name, hashed in record["files"].items() if SEAL in (folder / name).read_bytes()}
    seal = _seal({**record, "unsealed": pages})
    for name in pages:
        (folder / name).write_bytes((folder / name).read_bytes().replace(SEAL, seal.encode()))
    return {"seal": seal, **record, "files": hashes(folder), "unsealed": pages}


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
