"""The tables of a report, as data: the measures of a section, and all of them at a glance."""

from crimekit.reports.tables.cells import TONES, benchmark_cell, change_cell, outlook_cell
from crimekit.reports.tables.measures import measures_table, overview_table
from crimekit.reports.tables.notes import caveats, group_notes, release_text, source_text

__all__ = [
    "TONES",
    "benchmark_cell",
    "caveats",
    "change_cell",
    "group_notes",
    "measures_table",
    "outlook_cell",
    "overview_table",
    "release_text",
    "source_text",
]
