"""The colours of the charts: each a role, with the colour a picture has when no stylesheet is there.

The colours are those that the Government Analysis Function recommends for charts (two categories: dark blue and
orange; focus: dark blue on grey with an outline). The page's stylesheet gives every role its colour in light, dark,
printed and forced-colour settings through the class of its name.
"""

from __future__ import annotations

PAPER = "#ffffff"
INK = "#0b0c0c"
SOFT = "#4b5157"
MAIN = "#12436d"
SECOND = "#f46a25"
PEER = "#bfbfbf"
EDGE = "#6b7176"
GRID = "#d0d5da"
BAND = "#e9ecef"

ROLES = {
    PAPER: "paper",
    INK: "ink",
    SOFT: "soft",
    MAIN: "main",
    SECOND: "second",
    PEER: "peer",
    EDGE: "edge",
    GRID: "grid",
    BAND: "band",
}
