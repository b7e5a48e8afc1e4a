"""The page in Welsh: each text of an English page said by a catalogue of patterns, sentence by sentence.

A text that no pattern fits is not passed over: it stays English, says so (``lang="en"``) and is told of.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from textwrap import wrap

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PreformattedString, Stylesheet, Tag
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
    "file": re.compile(r"[\w.-]+\.[a-z]{2,7}"),
    "english": re.compile(".+"),  # a name or a quotation that stays as it is, and says that it is English
}
_DIGITS = "0123456789"
_JOINT = re.compile(r"(?<=[.?!]) |; |, |\.$")  # where two texts meet, or one ends
_ENGLISH = str.maketrans({"\ue000": None, "\ue001": None, "\ue002": None})  # the marks below, in a text of somebody's
_QUOTED = str.maketrans("«»", "\ue000\ue001")
_AND = re.compile("\ue002 (.?.?)")
_READ_OUT = ("alt", "aria-label", "title", "data-c")
_WELSH = re.compile(r"#|https:|mailto:|(?:\.\./)?adr")  # addresses of which the language is Welsh, or not ours to say
_ROW = 18  # pixels: lines of one text in a drawing are no further from each other, its rows are


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
        if (said := self._by_rule(text, kind)) is not None:
            return said
        turned = text[:1].swapcase() + text[1:]  # within a sentence, or first in one
        said = self._said.get((kind, turned)) or self._by_rule(turned, kind)
        if said is not None:
            return (said[:1].upper() if text[:1].isupper() else said[:1].lower()) + said[1:]
        for joint in reversed([*_JOINT.finditer(text)] if kind == "text" else []):
            before, after = self.say(text[: joint.start()]), self.say(text[joint.end() :])
            if before is not None and after is not None:
                return f"{before}{joint[0]}{after}"
        return None

    def _by_rule(self, text: str, kind: str) -> str | None:
        for parts, welsh in self._rules[kind]:
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
        return said.translate(_ENGLISH)
    return str(escape(said)).replace("\ue000", '<span lang="en">').replace("\ue001", "</span>")


def welsh_page(html: str, catalogue: Catalogue, typed: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """The page in Welsh, and each text that is still English with the place where it stands.

    `typed` are the anchors of the texts that somebody has typed in Welsh; those of others stay in English.
    """
    page = BeautifulSoup(html.translate(_ENGLISH), "html.parser", multi_valued_attributes=None)
    missing = dict.fromkeys(_typed(page, typed))
    for lines in [*_texts(page)]:
        while lines:  # as many lines as are one text
            whole = {count: " ".join(" ".join(lines[:count]).split()) for count in range(len(lines), 0, -1)}
            count = next((count for count, text in whole.items() if catalogue.say(text) is not None), 1)
            here, lines, text = lines[:count], lines[count:], whole[count]
            said = catalogue.say(text)
            if said is None:
                missing[f"{_place(here[0])}: {text}"] = None
                said = text if here[0].find_parent("title") else f"\ue000{text}\ue001"
            if said != text:
                _put(here, said)
    for element in page.find_all(lambda tag: any(name in tag.attrs for name in _READ_OUT)):
        for name in _READ_OUT:
            if (text := " ".join(str(element.get(name, "")).split())) and not element.get("lang"):
                said = catalogue.say(text)
                if said is None:
                    missing[f"{_place(element)}: {text}"] = None
                element[name] = text if said is None else finished(said, marked=False)
    for link in page.find_all("a", href=lambda to: not _WELSH.match(to or "#")):
        link["hreflang"] = "en"
    return str(page), tuple(missing)


def _typed(page: BeautifulSoup, typed: Collection[str]) -> Iterator[str]:
    """Say of each text that a person typed which language it is in, and name those that are not in Welsh."""
    for place in page.select(".ck-prose"):
        for child in place.find_all(recursive=False):
            if child.name[0] != "h":
                child["lang"] = "cy" if place["id"] in typed else "en"
        if place["id"] not in typed:
            yield f"{place['id']}: no text in Welsh"


def _texts(page: BeautifulSoup) -> Iterator[list[NavigableString]]:
    """Every text that is to be said, as it is drawn: in a drawing the lines of one text are together."""
    lines: list[NavigableString] = []
    for text in page.find_all(string=re.compile(r"\w")):
        if not isinstance(text, PreformattedString | Stylesheet) and text.find_parent(lang=True) == page.html:
            if lines and not _continues(lines[-1].parent, text.parent):
                yield lines
                lines = []
            lines.append(text)
    if lines:
        yield lines


def _continues(before: Tag | None, after: Tag | None) -> bool:
    """Whether one text of a drawing is the next line of another."""
    if not before or not after or before.name != "text" or after.name != "text" or before.get("x") != after.get("x"):
        return False
    return 0 < float(str(after["y"])) - float(str(before["y"])) <= _ROW


def _put(elements: list[NavigableString], said: str) -> None:
    """Put a text in place of another, in as many lines as that has."""
    first, count = elements[0], len(elements)
    if count > 1:
        whole = finished(said, marked=False)
        widths = (width for width in range(-(-len(whole) // count), len(whole) + 1))
        lines = next(lines for width in widths if len(lines := wrap(whole, width)) <= count)
        for element, line in zip(elements, [*lines, *[""] * count], strict=False):
            element.replace_with(line)
        return
    before, after = re.match(r"\s*", first), re.search(r"\s*$", first)
    markup = finished(said)
    if first.find_parent("text"):
        markup = markup.replace("span", "tspan")
    made = BeautifulSoup(f"{before[0] if before else ''}{markup}{after[0] if after else ''}", "html.parser")
    first.replace_with(*list(made.contents))


def _place(element: Tag | NavigableString) -> str:
    """The nearest anchor around an element."""
    around = element if isinstance(element, Tag) and element.get("id") else element.find_parent(id=True)
    return str(around["id"]) if around else "head"
