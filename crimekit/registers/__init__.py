"""Registers that are kept from year to year: recommendations, inspections."""

from crimekit.registers.checks import check_register
from crimekit.registers.inspections import Inspections, inspections
from crimekit.registers.recommendations import Recommendations, recommendations
from crimekit.registers.states import as_at

__all__ = ["Inspections", "Recommendations", "as_at", "check_register", "inspections", "recommendations"]
