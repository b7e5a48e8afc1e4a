"""Put the sections of a report together."""

from crimekit.reports.measures.methods import Methods, closing_blocks, methods, methods_page
from crimekit.reports.measures.overview import Overview, overview
from crimekit.reports.measures.section import Section, measure_section

__all__ = ["Methods", "Overview", "Section", "closing_blocks", "measure_section", "methods", "methods_page", "overview"]
