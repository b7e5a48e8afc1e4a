import re
from xml.etree import ElementTree

import pytest

NUMBERS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "q": 4, "z": 0}
IMPLIED = {"m": "l"}  # what numbers without a letter mean after it


class Drawing:
    """An SVG as a browser reads it: the texts, and the corners of each outline of a path with its look."""

    def __init__(self, svg):
        self.root = ElementTree.fromstring(svg)  # noqa: S314 - drawn a moment ago
        groups = [(part.attrib | text.attrib, text) for part in self.root.iter() for text in part if text.tag == "text"]
        self.texts = [text.text for _, text in groups]
        self.joined = " ".join(self.texts)
        self.places = {text.text: (float(text.attrib["x"]), float(text.attrib["y"])) for _, text in groups}
        self.looks = {text.text: look for look, text in groups}
        self.paths = [(path.attrib, outlines(path.attrib["d"])) for path in self.root.iter("path")]

    def outlines(self, **look):
        """The outlines of the paths that look like this."""
        wanted = {name.replace("_", "-"): value for name, value in look.items()}
        return [line for attributes, lines in self.paths if wanted.items() <= attributes.items() for line in lines]


def outlines(commands):
    """The corners of each outline of a path that is written in steps: what a browser makes of it."""
    parts = re.findall(r"[a-z]|-?\d*\.?\d+", commands)
    found, letter, x, y = [], "", 0.0, 0.0
    while parts:
        letter = parts.pop(0) if parts[0].isalpha() else IMPLIED.get(letter, letter)
        numbers = [float(parts.pop(0)) for _ in range(NUMBERS[letter])]
        if letter == "z":
            x, y = found[-1][0]
            continue
        across = numbers[-1] if letter == "h" else 0 if letter == "v" else numbers[-2]
        x, y = round(x + across, 1), round(y + (0 if letter == "h" else numbers[-1]), 1)
        if letter == "m":
            found.append([])
        found[-1].append((x, y))
    return found


@pytest.fixture(name="read", scope="session")
def _read():
    return Drawing
