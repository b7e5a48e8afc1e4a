"""Put the year together: recorded crime, the force's own figures, and what a report stated of them."""

from crimekit.outturn.checks import check_outturn
from crimekit.outturn.periods import year_title
from crimekit.outturn.section import OutturnSection, outturn_section

__all__ = ["OutturnSection", "check_outturn", "outturn_section", "year_title"]
