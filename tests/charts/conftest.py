import re

import pytest

NUMBERS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "q": 4, "z": 0}
IMPLIED = {"m": "l"}  # what numbers without a letter mean after it


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


@pytest.fixture(name="outlines", scope="session")
def _outlines():
    return outlines
