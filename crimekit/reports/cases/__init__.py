"""One force, one quarter, and everything its figures say of one measure."""
