"""The track record of the shipped figures: all forces, all measures of recorded crime, one release."""

from __future__ import annotations

from crimekit.loaders.inputs import open_inputs
from crimekit.loaders.store import SHIPPED
from crimekit.parameters.model import Parameters
from crimekit.reports.cases.case import Case
from crimekit.reports.track_record.replay import track_record
from crimekit.reports.track_record.table import Row, rows_of

TRACK_RECORD = SHIPPED / "methods" / "track-record.csv"
CALIBRATION = SHIPPED / "methods" / "calibration.csv"


def shipped_case(parameters: Parameters, *, release: str = "latest") -> Case:
    """A case that ends with the last quarter of a shipped release; its force and report do not matter."""
    inputs = open_inputs("bundled", release=release, forces=parameters.forces)
    report, force = next(iter(parameters.reports.values())), next(iter(parameters.forces.values()))
    return Case(parameters, report, force, max(inputs.quarters()), inputs, None)


def shipped_track_record(parameters: Parameters, *, version: str, release: str = "latest") -> tuple[Row, ...]:
    """The track record on a shipped release."""
    case = shipped_case(parameters, release=release)
    measures = [measure for measure in parameters.measures.values() if measure.source == "recorded-crime"]
    tallies = track_record(measures, list(parameters.forces), case)
    return rows_of(tallies, release=case.inputs.release.key, version=version)
