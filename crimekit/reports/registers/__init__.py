"""Registers that are kept from year to year: recommendations, inspections."""
