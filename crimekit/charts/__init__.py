"""The pictures of a report: trends, comparisons and surveys, each drawn wide and narrow with the data behind it.

`draw_trend` and `draw_bars` give the same pictures as figures of matplotlib, to be changed or saved as one likes.
"""

from crimekit.charts.bars import Bar, Comparison, draw_bars
from crimekit.charts.data import Band, Cut, Line, Path, Span, Trend, break_marks
from crimekit.charts.figures import comparison_figure, survey_figure, trend_figure
from crimekit.charts.trend import draw_trend

__all__ = [
    "Band",
    "Bar",
    "Comparison",
    "Cut",
    "Line",
    "Path",
    "Span",
    "Trend",
    "break_marks",
    "comparison_figure",
    "draw_bars",
    "draw_trend",
    "survey_figure",
    "trend_figure",
]
