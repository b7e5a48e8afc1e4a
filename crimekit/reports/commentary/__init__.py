"""What people typed: whether it may be published; `checks` holds its figures against those of the report."""

from crimekit.reports.commentary.approval import draft_reason, refuse_unready, unready

__all__ = ["draft_reason", "refuse_unready", "unready"]
