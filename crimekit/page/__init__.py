"""The published page: blocks of data in, one safe HTML page out."""
