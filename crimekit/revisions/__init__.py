"""What a newer release does to figures already reported.

`comparison` sets two releases beside each other; `opening` finds them; `blocks` prints what moved; `reports` compares
two finished reports, figure by figure.
"""

from crimekit.revisions.blocks import comparison_blocks, revision_section, revisions_of
from crimekit.revisions.comparison import Comparison, Reassessment, Revision, compare
from crimekit.revisions.opening import check_previous, compare_references
from crimekit.revisions.reports import is_report, report_blocks

__all__ = [
    "Comparison",
    "Reassessment",
    "Revision",
    "check_previous",
    "compare",
    "compare_references",
    "comparison_blocks",
    "is_report",
    "report_blocks",
    "revision_section",
    "revisions_of",
]
