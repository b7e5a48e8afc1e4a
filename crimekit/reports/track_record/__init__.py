"""How the labels did on the figures that followed: every force and measure, beside the rules of everyday practice."""

from crimekit.reports.track_record.calibration import Measured, read_measured, write_measured
from crimekit.reports.track_record.replay import Tally, track_record
from crimekit.reports.track_record.rules import EVERYDAY
from crimekit.reports.track_record.shipped import CALIBRATION, TRACK_RECORD, shipped_track_record
from crimekit.reports.track_record.table import Row, read_rows, rows_of, write_rows

__all__ = [
    "CALIBRATION",
    "EVERYDAY",
    "TRACK_RECORD",
    "Measured",
    "Row",
    "Tally",
    "read_measured",
    "read_rows",
    "rows_of",
    "shipped_track_record",
    "track_record",
    "write_measured",
    "write_rows",
]
