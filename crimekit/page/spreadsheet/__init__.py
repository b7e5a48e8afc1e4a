"""The tables of a report as one accessible spreadsheet.

It follows the Government Analysis Function's guidance on spreadsheets: no blank cells, shorthand explained where it
stands, notes on a sheet of their own, every table marked as one. What looks like a formula or a link stays text.
"""

from crimekit.page.spreadsheet.sheets import sheets
from crimekit.page.spreadsheet.workbook import write_spreadsheet

__all__ = ["sheets", "write_spreadsheet"]
