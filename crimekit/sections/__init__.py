"""Put the sections of a report together."""

from crimekit.sections.closing import closing_blocks
from crimekit.sections.methods import Methods, methods, methods_page
from crimekit.sections.overview import Overview, overview
from crimekit.sections.section import Section, measure_section

__all__ = ["Methods", "Overview", "Section", "closing_blocks", "measure_section", "methods", "methods_page", "overview"]
