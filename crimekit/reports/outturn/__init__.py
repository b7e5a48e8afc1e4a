"""Put the year together: recorded crime, the force's own figures, and what a report stated of them."""

from crimekit.reports.outturn.checks import check_outturn
from crimekit.reports.outturn.periods import year_title
from crimekit.reports.outturn.section import OutturnSection, outturn_section

__all__ = ["OutturnSection", "check_outturn", "outturn_section", "year_title"]
