"""Put the year together: recorded crime, the force's own figures, and what a report stated of them."""

from crimekit.reports.outturn.section import outturn_section

__all__ = ["outturn_section"]
