"""What crimekit knows, a line each."""

from __future__ import annotations

from crimekit.loaders.inputs import open_inputs
from crimekit.parameters import read_runs
from crimekit.parameters.values import Parameters, Run


def listing(what: str, parameters: Parameters) -> tuple[str, ...]:
    """The lines for one kind of what a run can name, or for the runs that there are; the key stands first."""
    if what == "forces":
        return _aligned([(force.key, f"{force.police}, {force.country}") for force in parameters.forces.values()])
    if what == "measures":
        return _aligned(
            [(measure.key, f"{measure.title} ({measure.source})") for measure in parameters.measures.values()]
        )
    if what == "reports":
        return _aligned([(report.key, report.title) for report in parameters.reports.values()])
    if what == "runs":
        return _aligned([(run.key, _run(run, parameters)) for run in read_runs(parameters)])
    inputs = open_inputs("bundled", release="latest", forces=parameters.forces)
    if what == "quarters":
        return _aligned([(quarter.label, quarter.words) for quarter in inputs.quarters()])
    return _aligned([(str(info.released), f"{info.first} to {info.last}, {info.source}") for info in inputs.releases()])


def _run(run: Run, parameters: Parameters) -> str:
    return f"{parameters.reports[run.report].title}, {parameters.forces[run.force].name}, {run.quarter.label}"


def _aligned(rows: list[tuple[str, str]]) -> tuple[str, ...]:
    width = max((len(key) for key, _ in rows), default=0)
    return tuple(f"{key:<{width}}  {text}" for key, text in rows)
