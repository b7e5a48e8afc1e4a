"""The sections of a report of measures, and all of them at a glance."""
