"""Registers that are kept from year to year: recommendations, inspections."""

from crimekit.reports.registers.checks import check_register
from crimekit.reports.registers.inspections import Inspections, inspections
from crimekit.reports.registers.recommendations import Recommendations, recommendations
from crimekit.reports.registers.states import as_at

__all__ = ["Inspections", "Recommendations", "as_at", "check_register", "inspections", "recommendations"]
