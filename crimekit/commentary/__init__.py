"""What people typed, checked: whether it may be published, and whether its figures are those of the report."""

from crimekit.commentary.approval import draft_reason, refuse_unready, unready
from crimekit.commentary.checks import Difference, text_differences, typed_differences
from crimekit.commentary.figures import Series

__all__ = [
    "Difference",
    "Series",
    "draft_reason",
    "refuse_unready",
    "text_differences",
    "typed_differences",
    "unready",
]
