"""Registers that are kept from year to year: recommendations, inspections."""

from crimekit.reports.registers.inspections import inspections
from crimekit.reports.registers.recommendations import recommendations

__all__ = ["inspections", "recommendations"]
