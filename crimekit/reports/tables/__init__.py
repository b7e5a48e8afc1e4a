"""What the tables of all reports share: the cells of a measure, and what stands below."""
