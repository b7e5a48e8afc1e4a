"""The page in Welsh: each text of an English page said by a catalogue of patterns, sentence by sentence.

A text that no pattern fits is not passed over: it stays English, says so (``lang="en"``) and is told of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from textwrap import wrap

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement
from markupsafe import escape

from crimekit.errors import ParameterError
from crimekit.words import MINUS

_SLOT = re.compile(r"\{([a-z-]+[0-9]?)\}")
_NUMBER = rf"[+{MINUS}]?\d[\d,]*(?:\.\d+)?"
_KEPT = {  # what is the same in both languages, by the name of its slot
    "number": re.compile(_NUMBER),
    "percent": re.compile(f"{_NUMBER}%"),
    "day": re.compile(r"\d\d?"),
    "year": re.compile(r"\d{4}(?:[-/]\d{2,4})?"),
    "hash": re.compile(r"[\w-]{9,64}"),  # a SHA-256, or what stands in its place until it is known
    "file": re.compile(r"[\w./-]+\.[a-z]{2,7}"),
    "contact": re.compile(r"\S+@\S+|[+\d][\d ()-]{6,}"),
    "english": re.compile(".+"),  # a name or a quotation that stays as it is, and says that it is English
}
_DIGITS = "0123456789"
_JOINT = re.compile(r"(?<=[.?!]) |; |, |\.$")  # where two texts meet, or one ends
_UNMARKED = str.maketrans({"\ue000": None, "\ue001": None, "\ue002": None})  # the marks below, in a text of somebody's
_QUOTED = str.maketrans("«»", "\ue000\ue001")
_AND = re.compile("\ue002 (.?.?)")
_READ_OUT = {"alt", "aria-label", "title", "data-c"}
_WELSH = re.compile(r"#|https:|mailto:|(?:\.\./)?adr")  # addresses of which the language is Welsh, or not ours to say
_LONGEST = 1500  # letters of a text that is taken apart: all the ways to do it take their time
_LINES = 4  # of one text in a drawing, at most


class Catalogue:
    """Patterns by their kind: an English one with slots, and its Welsh.

    A slot is the name of a kind, ``{measure}``, or of what stays as it is (``{number}``, ``{english}``); a digit tells
    two of one kind apart. In Welsh ``{a}`` is *and* as the next letter wants it. Whole texts are of the kind ``text``,
    and may be several with a full stop, a semicolon or a comma between. What was typed in Welsh stays `as_typed`.

    Examples
    --------
    >>> kinds = {"text": {"{measure} rose": "Cynyddodd: {measure}"}, "measure": {"Vehicle crime": "Troseddau cerbydau"}}
    >>> catalogue = Catalogue(kinds)
    >>> catalogue.say("Vehicle crime rose."), catalogue.say("Vehicle crime fell.")
    ('Cynyddodd: Troseddau cerbydau.', None)
    """

    def __init__(self, kinds: Mapping[str, Mapping[str, str]], as_typed: Iterable[str] = ()) -> None:
        self._said: dict[tuple[str, str], str | None] = {("text", text): text for text in as_typed}
        self._rules: dict[str, list[tuple[list[str], str]]] = {kind: [] for kind in kinds}
        for kind, patterns in kinds.items():
            for english, welsh in patterns.items():
                slots, used = _SLOT.findall(english), [slot for slot in _SLOT.findall(welsh) if slot != "a"]
                if sorted(slots) != sorted(used) or {slot.rstrip(_DIGITS) for slot in slots} - {*kinds, *_KEPT}:
                    raise ParameterError(
                        f"{kind}: '{english}': found '{welsh}'; expected the same slots, of known kinds"
                    )
                if slots:
                    self._rules[kind].append((_SLOT.split(english), welsh.translate(_QUOTED)))
                else:
                    self._said[kind, english] = welsh.translate(_QUOTED)

    def say(self, text: str, kind: str = "text") -> str | None:
        """The text in Welsh; None where no pattern of its kind fits."""
        if (kind, text) not in self._said:
            self._said[kind, text] = None  # a pattern that leads back to itself fits nothing
            self._said[kind, text] = self._found(text, kind)
        return self._said[kind, text]

    def _found(self, text: str, kind: str) -> str | None:
        if kept := _KEPT.get(kind):
            return (f"\ue000{text}\ue001" if kind == "english" else text) if kept.fullmatch(text) else None
        if kind == "text" and not re.search("[A-Za-z]", text):
            return text
        for each in (text, text[:1].swapcase() + text[1:]):  # as it stands, or as it would elsewhere in a sentence
            said = self._said.get((kind, each)) or self._by_rule(each, kind)
            if said is not None:
                return said if each == text else (str.upper if text[0].isupper() else str.lower)(said[:1]) + said[1:]
        joints = [*_JOINT.finditer(text)] if kind == "text" and len(text) <= _LONGEST else []
        for joint in reversed(joints):
            before, after = self.say(text[: joint.start()]), self.say(text[joint.end() :])
            if before is not None and after is not None:
                return f"{before}{joint[0]}{after}"
        return None

    def _by_rule(self, text: str, kind: str) -> str | None:
        for parts, welsh in self._rules[kind]:
            if not (text.startswith(parts[0]) and text.endswith(parts[-1]) and parts[2] in text):  # the quick no
                continue
            if (filled := self._filled(parts, text)) is not None:
                return _SLOT.sub(lambda slot, filled=filled: filled.get(slot[1], "\ue002"), welsh)  # type: ignore[misc]
        return None

    def _filled(self, parts: list[str], text: str) -> dict[str, str] | None:
        """What the slots of a pattern hold, in Welsh: its `parts` are a literal, a slot, a literal and so on."""
        if not text.startswith(parts[0]):
            return None
        text = text[len(parts[0]) :]
        if len(parts) == 1:
            return None if text else {}
        slot, rest = parts[1], parts[2:]
        ends = [found.start() for found in re.finditer(re.escape(rest[0]), text)] if rest[0] else [len(text)]
        for end in filter(None, ends):
            said = self.say(text[:end], slot.rstrip(_DIGITS))
            if said is not None and (filled := self._filled(rest, text[end:])) is not None:
                return {slot: said, **filled}
        return None


def _and(found: re.Match[str]) -> str:
    """And before these letters: *ac* before a vowel, else *a*, which makes ch, ph and th of c, p and t."""
    after = found[1]
    if after[:1].lower() in "aeiouwyâêîôûŵŷ":
        return f"ac {after}"
    return "a " + re.sub("^([cpt])(?!h)", r"\1h", after)


def finished(said: str, *, marked: bool = True) -> str:
    """A text as it is printed, as HTML where what stays English in it is `marked` so."""
    said = _AND.sub(_and, said)
    if not marked:
        return said.translate(_UNMARKED)
    return str(escape(said)).replace("\ue000", '<span lang="en">').replace("\ue001", "</span>")


def welsh_page(html: str, catalogue: Catalogue, typed: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """The page in Welsh, and each text that is still English with the place where it stands.

    `typed` are the anchors of the texts that somebody has typed in Welsh; those of others stay in English.
    """
    page = BeautifulSoup(html.translate(_UNMARKED), "html.parser", multi_valued_attributes=None)
    untyped = [*_typed(page, typed)]
    missing: dict[str, str] = {}  # a text: where it stands first

    def say(text: str, at: PageElement) -> str | None:
        if (said := catalogue.say(text)) is None:
            around = at.find_parent(id=True)
            missing.setdefault(text, f"{around['id'] if around else 'head'}: {text}")
        return said

    for lines in _texts(page):
        while lines:  # a text, which in a drawing may have several lines
            counts = range(min(len(lines), _LINES), 0, -1)
            whole = {count: " ".join(" ".join(lines[:count]).split()) for count in counts}
            count = next((count for count, text in whole.items() if catalogue.say(text) is not None), 1)
            said = say(whole[count], lines[0])
            if said != whole[count] and (said or not lines[0].find_parent("title")):
                _put(lines[:count], said or f"\ue000{whole[count]}\ue001")
            lines = lines[count:]
    for element in page.select(":not([lang])"):
        for name in _READ_OUT & element.attrs.keys():
            if said := say(" ".join(str(element[name]).split()), element):
                element[name] = finished(said, marked=False)
    for link in page.find_all("a", href=lambda to: not _WELSH.match(to or "#")):
        link["hreflang"] = "en"
    return str(page), (*untyped, *missing.values())


def _typed(page: BeautifulSoup, typed: Collection[str]) -> Iterator[str]:
    """Say of each text that a person typed which language it is in, and name those that are not in Welsh."""
    for place in page.select(".ck-prose"):
        for child in place.select(":scope > :not(h2, h3, h4)"):
            child["lang"] = "cy" if place["id"] in typed else "en"
        if place["id"] not in typed:
            yield f"{place['id']}: no text in Welsh"


def _texts(page: BeautifulSoup) -> list[list[NavigableString]]:
    """Every text that is to be said; those that stand below each other in a drawing, together."""

    def where(text: NavigableString) -> object:
        return text.parent["x"] if text.parent and text.parent.name == "text" else id(text)

    every = page.find_all(string=re.compile(r"\w"))
    shown = (text for text in every if type(text) is NavigableString and text.find_parent(lang=True) is page.html)
    return [list(lines) for _, lines in groupby(shown, where)]


def _put(lines: Sequence[NavigableString], said: str) -> None:
    """Put a text in place of another, in no more lines than that has."""
    parts, plain = [finished(said)], finished(said, marked=False)
    if len(lines) > 1:
        widths = range(len(plain) // len(lines) + 1, len(plain) + 2)
        wrapped = (wrap(plain, width, break_long_words=False) for width in widths)
        parts = [str(escape(part)) for part in next(parts for parts in wrapped if len(parts) <= len(lines))]
    for line, part in zip(lines, [*parts, *[""] * len(lines)], strict=False):
        markup = part.replace("<span", "<tspan").replace("</span", "</tspan") if line.find_parent("text") else part
        markup = re.sub(r"\S(.*\S)?", lambda _, markup=markup: markup, line, flags=re.DOTALL)  # type: ignore[misc]
        line.replace_with(*BeautifulSoup(markup, "html.parser").contents)
