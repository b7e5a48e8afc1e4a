"""The pictures of a report: trends, comparisons and surveys, each drawn wide and narrow with the data behind it.

`figures` gives them as blocks for a page; `draw_trend` and `draw_bars` as figures of matplotlib, to change or to save.
"""
