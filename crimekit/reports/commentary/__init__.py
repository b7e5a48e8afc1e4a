"""What people typed: its figures filled in (`texts`), its numbers compared (`guard`), whether it may be published."""

from crimekit.reports.commentary.approval import draft_reason, missing_texts, refuse_unready, unready

__all__ = ["draft_reason", "missing_texts", "refuse_unready", "unready"]
