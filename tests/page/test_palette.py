"""Contrast by the arithmetic of the Web Content Accessibility Guidelines 2.2 (relative luminance)."""

import re

import pytest

from crimekit.charts.style import ROLES
from crimekit.page.html import stylesheet

TEXT = {  # on each ground
    "paper": "ink soft link neutral",
    "panel": "ink soft link main",
    "band": "soft",
    "banner": "on-banner",
    "better-ground": "better",
    "worse-ground": "worse",
    "neutral-ground": "neutral",
    "focus": "on-focus",
}
SHAPES = [("main", "paper"), ("edge", "paper"), ("main", "peer")]  # needs 3 to 1 where it carries meaning
LEAST = [(shown, ground, 4.5) for ground, texts in TEXT.items() for shown in texts.split()]


def palettes():
    """The colours of each setting: light (and print), dark, and JupyterLab's dark theme."""
    sheet = stylesheet("page.css", "lab.css")
    light, dark, lab = re.findall(r"(?:\.ck|\.ck-page|\] \.ck)\{((?:--[\w-]+:#\w+;?)+)\}", sheet)
    read = [dict(re.findall(r"--([\w-]+):(#\w+)", block)) for block in (light, dark, lab)]
    return {"light": read[0], "dark": read[0] | read[1], "jupyterlab-dark": read[0] | read[2]}


def luminance(colour):
    shares = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_arithmetic_agrees_with_the_published_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("setting", ["light", "dark", "jupyterlab-dark"])
@pytest.mark.parametrize(("shown", "ground", "least"), [*LEAST, *((*pair, 3) for pair in SHAPES)])
def test_text_can_be_read_and_shapes_can_be_told_from_what_is_behind_them(setting, shown, ground, least):
    colours = palettes()[setting]
    assert contrast(colours[shown], colours[ground]) >= least


def test_text_stays_readable_on_paper_where_the_ground_of_a_banner_is_not_printed():
    assert "color:var(--ink)" in stylesheet().split("@media print{")[1].split(".ck-banner")[1].split("}")[0]


def test_a_picture_without_the_stylesheet_has_the_colours_of_the_light_page():
    light = palettes()["light"]
    assert {role: light[role] for role in ROLES.values()} == {role: colour for colour, role in ROLES.items()}
