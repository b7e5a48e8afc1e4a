"""What the words of a command mean: which reports to make and where they go; what is done and said before and after."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from crimekit.errors import CrimekitError, ParameterError, RunError, SectionsFailedError, nearest
from crimekit.parameters import working_folder
from crimekit.parameters.values import Parameters, Run
from crimekit.periods import Quarter
from crimekit.reports.commentary import refuse_unready
from crimekit.runs.assemble import PAGE
from crimekit.runs.index import refuse_own_list, write_index
from crimekit.runs.pdf import browser
from crimekit.runs.plan import Plan, plan
from crimekit.runs.publish import failed_folder, refuse_other_report, shown
from crimekit.runs.record import apart
from crimekit.runs.reuse import fingerprints, page_fingerprint, parameters_digest, reusable
from crimekit.runs.run import Result
from crimekit.runs.seal import read_record
from crimekit.runs.texts import check_texts
from crimekit.runs.upload import is_url, opened, uploaded


def typed_quarter(quarter: str, paths: Sequence[Path]) -> tuple[str, tuple[Path, ...]]:
    """The quarter and the run files as they were meant, where the blank in the quarter stood without quotes.

    Examples
    --------
    >>> typed_quarter("2025-26", [Path("Q3")])
    ('2025-26 Q3', ())
    """
    if quarter and len(paths) == 1 and re.fullmatch("[Qq][1-4]", paths[0].name):
        return f"{quarter} {paths[0].name}", ()
    return quarter, tuple(paths)


def runs_of(forces: str, parameters: Parameters, *, quarter: str, report: str, release: str) -> list[Run]:
    """A run for each force: ``all``, or keys with commas between.

    Examples
    --------
    >>> from crimekit.parameters import read_parameters
    >>> chosen = {"quarter": "2025-26 Q3", "report": "national-measures", "release": "latest"}
    >>> [run.key for run in runs_of("gwent, kent", read_parameters(), **chosen)]
    ['gwent-2025-26-q3', 'kent-2025-26-q3']
    """
    reported = Quarter.parse(quarter)
    if report not in parameters.reports:
        raise ParameterError(f"--report: no '{report}'{nearest(report, parameters.reports)}")
    keys = list(parameters.forces) if forces == "all" else [key.strip() for key in forces.split(",") if key.strip()]
    if not keys:
        raise ParameterError(f"--forces: found '{forces}'; expected 'all', or forces with commas between")
    for key in keys:
        if key not in parameters.forces:
            raise ParameterError(f"--forces: no '{key}'{nearest(key, [*parameters.forces, 'all'])}")
    return [Run(f"{key}-{reported.slug}", report, key, reported, release) for key in dict.fromkeys(keys)]


def planned(
    runs: Sequence[Run], parameters: Parameters, outputs: Path, *, texts_required: bool, only: Sequence[str] = ()
) -> tuple[tuple[Plan, ...], tuple[Result, ...]]:
    """The plans of the runs that can be carried out, and of each other why it cannot.

    A single run is refused with its own error, and so is the second of two that would stand in one folder.
    """
    plans: dict[Path, Plan] = {}
    refused, rules = [], parameters_digest(parameters.folder)
    for run in runs:
        try:
            found = plan(run, parameters, outputs, texts_required=texts_required)
            first = plans.get(found.folder, found)
            if first.run != run:
                place = f"{found.folder.parent.name}/{found.folder.name}"
                raise RunError(f"{run.key}: '{first.run.key}' makes the report at '{place}' too; give one of the two")
            refuse_other_report(run.report, found.folder)
            sections = fingerprints(found)
            made, whole = reusable(found, sections, only=only), page_fingerprint(found, sections, rules)
            if read_record(found.folder).holds.get("fingerprint") != whole:  # else they were checked when it was made
                check_texts(found, made=made)
            plans[found.folder] = found
        except CrimekitError as error:
            if len(runs) == 1:
                raise
            refused.append(Result(run.key, "failed", error=str(error)))
    return tuple(plans.values()), tuple(refused)


def destination(outputs: str | None, parameters: Parameters) -> tuple[Path, str]:
    """The folder for reports on this machine, and the URL that they are to be copied to from the project's own."""
    own = working_folder(parameters.folder) / "outputs"
    if outputs and is_url(outputs):
        return own.resolve(), outputs
    return (Path(outputs) if outputs else own).resolve(), ""


def beforehand(plans: Sequence[Plan], outputs: Path, *, publish: bool, pdf: bool, url: str) -> None:
    """Refuse what would be refused at the end: texts that are not ready, a PDF without a browser, a place of no use.

    Raises
    ------
    RunError
        With every text that is missing, not approved or unchanged, with the browsers that would do, or with what
        is wrong with the folder or the URL for reports.
    """
    refuse_own_list(outputs)
    for ready in plans if publish else ():
        refuse_unready(ready.run, ready.report, ready.commentary, ready.parameters, ready.welsh)
    if pdf:
        browser()
    if url:
        opened(url)


def afterwards(results: Sequence[Result], outputs: Path, *, url: str) -> Iterator[str]:
    """List all reports, and copy them and the list elsewhere.

    Gives a line for each file that was not read and each warning of the others, for each typed figure that is not
    borne out, and for each report that was copied to `url`.
    """
    made = [result.plan for result in results if result.plan and result.state != "failed"]
    write_index(outputs)
    for report in made:
        lines = (*report.warnings, *apart(read_record(report.folder).holds))
        yield from (f"{report.run.key}: {line}" for line in lines)
    if url:
        yield from uploaded([report.folder for report in made], outputs, opened(url))


def conclusion(results: Sequence[Result]) -> str:
    """Where the report is, if it was one; nothing for several, which have their summary.

    Raises
    ------
    SectionsFailedError
        If a report is missing.
    """
    first = results[0]
    if len(results) == 1 and first.failed and first.plan:
        raise SectionsFailedError(
            f"{len(first.failed)} of {len(first.outcomes)} sections failed; nothing was published. "
            f"The notebooks are in {shown(failed_folder(first.plan.folder))}"
        )
    if any(result.state == "failed" for result in results):
        raise SectionsFailedError("not every report was made; what was published before stands")
    if len(results) > 1 or not first.plan:
        return ""
    same = " (nothing had changed)" if first.state == "unchanged" else ""
    return f"The report is at {shown(first.plan.folder / PAGE)}{same}"
