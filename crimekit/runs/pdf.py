"""The report as a PDF, printed by a browser that is there: tagged, with its language, title, outline and alt texts."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from crimekit.errors import RunError
from crimekit.runs.assemble import PAGE
from crimekit.runs.record import SEAL

PDF = "report.pdf"
_INSTEAD = f"stands at the foot of {PAGE}".encode()
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_OPTIONS = (
    "--headless=new",
    "--disable-gpu",
    "--no-first-run",
    "--disable-extensions",
    "--disable-background-networking",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)
_DAY = re.compile(rb"/(CreationDate|ModDate) \(D:\d{14}")
_LOCAL = re.compile(rb"\((file://(?:[^()\\]|\\.)*)\)")
_LONGEST = 120  # seconds


def browser() -> str:
    """The browser that prints; Chromium, Chrome and Edge are alike.

    Raises
    ------
    RunError
        If there is none on this machine.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise RunError(
            f"--pdf: found no browser that can print; expected one of {', '.join(BROWSERS)}. The report is not "
            f"affected: open {PAGE} in any browser and print it"
        )
    return found


def write_pdf(folder: Path) -> None:
    """Print the page of the report in `folder` beside it, before its record is made; the same page, the same bytes.

    The PDF cannot hold a seal that stands for it too, so it says where that is.

    Raises
    ------
    RunError
        If there is no browser, or it did not print a tagged document.
    """
    program = browser()
    with tempfile.TemporaryDirectory(prefix="crimekit-") as place:
        page, printed = Path(place, PAGE), Path(place, PDF)
        page.write_bytes((folder / PAGE).read_bytes().replace(SEAL, _INSTEAD))
        said = _print(program, page, printed)
        document = printed.read_bytes() if printed.exists() else b""
    if not document.startswith(b"%PDF") or b"/StructTreeRoot" not in document:
        raise RunError(
            f"--pdf: {Path(program).name} printed no tagged PDF of {folder.name}/{PAGE}{said}; nothing was published"
        )
    undated = _DAY.sub(rb"/\1 (D:20000101000000", document)
    (folder / PDF).write_bytes(_without_folder(undated, page.parent.resolve().as_uri()))


def _without_folder(document: bytes, folder: str) -> bytes:
    """The document with links to files beside it, as the page has, where the browser wrote where they lie here.

    What stands after a link keeps its place, as the document's table of contents needs.
    """
    start = f"{folder}/".encode()

    def link(found: re.Match[bytes]) -> bytes:
        beside = found[1].removeprefix(start) if found[1].startswith(start) else b""
        return b"(%s)" % beside + b" " * (len(found[1]) - len(beside))

    return _LOCAL.sub(link, document)


def _print(program: str, page: Path, printed: Path) -> str:
    """Run the browser in a folder of its own; what it said, where it failed."""
    own = [f"--user-data-dir={printed.parent / 'browser'}", f"--print-to-pdf={printed}", page.resolve().as_uri()]
    superuser = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []  # it refuses to start without
    try:
        done = subprocess.run(  # noqa: S603 - a browser found on the path, and our own page
            [program, *_OPTIONS, *superuser, *own], capture_output=True, timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return f": it took longer than {_LONGEST} seconds"
    except OSError as error:
        return f": {error.strerror}"
    return f": it ended with the code {done.returncode}" if done.returncode else ""
