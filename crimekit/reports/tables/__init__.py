"""The tables of a report, as data: the measures of a section, and all of them at a glance."""
