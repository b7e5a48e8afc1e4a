"""How the labels did on the figures that followed: every force and measure, beside the rules of everyday practice."""

from crimekit.track_record.replay import Tally, track_record
from crimekit.track_record.rules import EVERYDAY
from crimekit.track_record.table import Row, read_rows, rows_of, write_rows

__all__ = ["EVERYDAY", "Row", "Tally", "read_rows", "rows_of", "track_record", "write_rows"]
