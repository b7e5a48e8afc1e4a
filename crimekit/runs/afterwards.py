"""What is done before reports are made that are to be published, and after reports were made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from crimekit.parameters.model import Parameters
from crimekit.reports.commentary import refuse_unready
from crimekit.runs.companions import typed_notes
from crimekit.runs.index import INDEX, listed, write_index
from crimekit.runs.pages import PAGE
from crimekit.runs.pdf import browser, write_pdf
from crimekit.runs.plan import Plan
from crimekit.runs.run import Result
from crimekit.runs.upload import opened, uploaded

_ADDRESS = re.compile(rf'href="([^"]+/{re.escape(PAGE)})"')


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
    if not (all(result.state == "unchanged" for result in results) and _lists_all(outputs)):
        write_index(outputs)
    for plan in made:
        for note in typed_notes(plan.folder):
            yield f"{plan.run.key}: {note}"
    if url:
        yield from uploaded([plan.folder for plan in made], outputs, opened(url))


def _lists_all(outputs: Path) -> bool:
    """Whether the list under `outputs` names every report there and no other."""
    try:
        named = set(_ADDRESS.findall((outputs / INDEX).read_text(encoding="utf-8")))
    except OSError:
        return False
    return named == {report.address for report in listed(outputs)}
