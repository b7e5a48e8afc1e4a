"""What a run needs beyond a report of measures: other inputs, other words for its period, another folder.

The outturn and the registers draw, so they are loaded only for a report that is one of them.
"""

from __future__ import annotations

from dataclasses import replace

from crimekit.loaders.inputs import Inputs, open_inputs
from crimekit.parameters import read_commentary
from crimekit.parameters.model import Commentary, Parameters, Report, Run
from crimekit.reports.cases.case import located


def open_for(run: Run, report: Report, parameters: Parameters) -> Inputs:
    """The figures of a run; its sources are the files that a report of this kind reads, found and checked."""
    inputs = open_inputs(located(run.inputs, parameters), release=run.release, forces=parameters.forces)
    if report.kind == "outturn":
        from crimekit.reports.outturn.section import check_outturn

        recorded_and_population = inputs.sources[:2]
        return replace(inputs, sources=(*recorded_and_population, *check_outturn(run, report, parameters)))
    if report.kind == "register":
        from crimekit.reports.registers.checks import check_register

        return replace(
            inputs, sources=tuple(check_register(run, section, parameters)[0] for section in report.sections)
        )
    elsewhere = {f"{force}.csv" for force in parameters.forces if force != run.force}
    used = (source for source in inputs.sources if not (source.shipped and source.name in elsewhere))
    return replace(inputs, sources=tuple(used))


def texts(run: Run, report: Report, parameters: Parameters) -> Commentary | None:
    """Who answers for the words of a report: its commentary, or the head of its register."""
    if report.kind == "register":
        from crimekit.reports.registers.checks import check_register

        return check_register(run, report.sections[0], parameters)[1]
    return read_commentary(parameters, run.force, run.quarter)


def period(run: Run, report: Report) -> str:
    """What a report is about, in words: a quarter, a year, or the state of things on a day."""
    if report.kind == "outturn":
        from crimekit.reports.outturn.periods import year_title

        return year_title(run.quarter)
    if report.kind == "register":
        from crimekit.reports.registers.items import as_at

        return as_at(run.quarter)
    return run.quarter.title


def folder_name(run: Run, report: Report) -> str:
    """The folder of a report: the quarter for the measures, with the report's name for any other.

    Examples
    --------
    >>> from crimekit.quarters import Quarter
    >>> run = Run("year", "outturn", "gwent", Quarter.parse("2019-20 Q4"))
    >>> folder_name(run, Report("outturn", "Annual Outturn", (), run.quarter, kind="outturn"))
    'outturn-2019-20'
    """
    if report.kind == "measures":
        return run.quarter.slug
    whole_year = report.kind == "outturn" and run.quarter.number == 4
    return f"{report.key}-{run.quarter.financial_year if whole_year else run.quarter.slug}"
