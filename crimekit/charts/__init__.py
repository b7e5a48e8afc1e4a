"""The pictures of a report: trends, comparisons and surveys, each drawn wide and narrow with the data behind it."""

from crimekit.charts.comparison import Comparison, comparison_figure
from crimekit.charts.marks import Band, Cut, Level, Line, Path, Span, SurveyBar
from crimekit.charts.survey import survey_figure
from crimekit.charts.trend import trend_figure

__all__ = [
    "Band",
    "Comparison",
    "Cut",
    "Level",
    "Line",
    "Path",
    "Span",
    "SurveyBar",
    "comparison_figure",
    "survey_figure",
    "trend_figure",
]
