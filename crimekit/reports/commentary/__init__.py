"""What people typed: its figures filled in (`texts`), its numbers compared (`guard`), whether it may be published."""
