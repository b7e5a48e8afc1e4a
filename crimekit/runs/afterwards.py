"""What is done before reports are made that are to be published, and what is done and said after they were made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from crimekit.errors import SectionsFailedError
from crimekit.parameters.values import Parameters
from crimekit.reports.commentary import refuse_unready
from crimekit.runs.choose import shown
from crimekit.runs.index import write_index
from crimekit.runs.pdf import browser, write_pdf
from crimekit.runs.plan import Plan
from crimekit.runs.publish import failed_folder
from crimekit.runs.record import read_record
from crimekit.runs.run import Result
from crimekit.runs.upload import opened, uploaded


def beforehand(plans: Sequence[Plan], parameters: Parameters, *, publish: bool, pdf: bool, url: str = "") -> None:
    """Refuse what would be refused at the end: texts that are not ready, a PDF without a browser, an unknown place.

    Raises
    ------
    RunError
        With every text that is missing, not approved or unchanged, with the browsers that would do, or with what
        is wrong with the URL for reports.
    """
    for plan in plans if publish else ():
        refuse_unready(plan.run, plan.report, plan.commentary, parameters)
    if pdf:
        browser()
    if url:
        opened(url)


def afterwards(results: Sequence[Result], outputs: Path, *, pdf: bool, url: str = "") -> Iterator[str]:
    """Print what was made, list all reports, and copy both elsewhere.

    Gives a line for each typed figure that is not borne out, and for each report that was copied to `url`.
    """
    made = [result.plan for result in results if result.page]
    for plan in made if pdf else ():
        write_pdf(plan.folder)
    write_index(outputs)
    for plan in made:
        for note in _typed_notes(plan.folder):
            yield f"{plan.run.key}: {note}"
    if url:
        yield from uploaded([plan.folder for plan in made], outputs, opened(url))


def _typed_notes(folder: Path) -> Iterator[str]:
    """A line for each typed number that the record of the report at `folder` lists."""
    commentary = read_record(folder).get("commentary") or {}
    for found in commentary.get("differences", ()):
        where = f"{found['section']}, {found['text']}"
        yield f"{where}: found '{found['typed']}' in “{found['sentence']}”; the section prints no such number"


def conclusion(results: Sequence[Result], *, refused: bool) -> str:
    """Where the report is, if it was one; nothing for several, which have their summary.

    Raises
    ------
    SectionsFailedError
        If a report is missing.
    """
    failed = [result for result in results if result.state == "failed"]
    if len(results) == 1 and len(failed) == 1 and failed[0].failed:
        raise SectionsFailedError(
            f"{len(failed[0].failed)} of {len(failed[0].outcomes)} sections failed; nothing was published. "
            f"The notebooks are in {shown(failed_folder(failed[0].plan.folder))}"
        )
    if failed or refused:
        raise SectionsFailedError("not every report was made; what was published before stands")
    if len(results) != 1:
        return ""
    same = " (nothing had changed)" if results[0].state == "unchanged" else ""
    return f"The report is at {shown(results[0].plan.folder / 'report.html')}{same}"
