"""What an outturn run reads, found and checked before any notebook starts."""

from __future__ import annotations

from crimekit.loaders.files import read_file
from crimekit.loaders.inputs import Source
from crimekit.loaders.store import SHIPPED
from crimekit.parameters.model import Parameters, Report, Run
from crimekit.reports.cases.case import located, open_case
from crimekit.reports.outturn.figures import figures_folder
from crimekit.reports.outturn.section import open_section


def check_outturn(run: Run, report: Report, parameters: Parameters) -> tuple[Source, ...]:
    """Open every section of the run, so that whatever is wrong is told now; the files of the force's own figures."""
    case = open_case(
        force=run.force,
        quarter=run.quarter.label,
        report=run.report,
        release=run.release,
        peer_group=run.peer_group,
        inputs=run.inputs,
    )
    for section in report.sections:
        open_section(section.key, case, run.inputs)
    folder = figures_folder(located(run.inputs, parameters))
    files = [folder / f"{run.force}-{kind}.csv" for kind in ("figures", "stated")]
    return tuple(
        Source(path.name, read_file(path).sha256, shipped=path.is_relative_to(SHIPPED))
        for path in files
        if path.exists()
    )
