"""Trends of a quarterly series: which direction may be printed, and why not where none may.

* `short_term`: the last four quarters against the same four a year earlier;
* `medium_term`, `long_term`: the slope of the last five years, of all quarters;
* `trend_path`: the line of a medium-term trend, to draw;
* `unusual_quarter`: the latest quarter against its own prediction;
* `outlook`: both terms in one label; `headline_list`: which of many changes lead a report.

A label is printed only where a rule was measured to be wrong less than once in twenty when nothing had changed.
"""

from crimekit.statistics.settings import DEFAULTS, Settings
from crimekit.statistics.trends.latest import unusual_quarter
from crimekit.statistics.trends.medium_term import long_term, medium_term
from crimekit.statistics.trends.path import trend_path
from crimekit.statistics.trends.short_term import short_term
from crimekit.statistics.trends.wording import course, headline_list, outlook

__all__ = [
    "DEFAULTS",
    "Settings",
    "course",
    "headline_list",
    "long_term",
    "medium_term",
    "outlook",
    "short_term",
    "trend_path",
    "unusual_quarter",
]
