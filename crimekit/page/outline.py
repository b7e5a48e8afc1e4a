"""A page as a list of its elements, each with its attributes, its text and what it lies within."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
_TYPED = "ck-prose"  # the class of what a person typed


@dataclass(slots=True)
class Element:
    """One element of a page, gathered while the page is read."""

    name: str
    attributes: dict[str, str]
    line: int
    within: tuple[str, ...]  # the names of the elements around it
    typed: bool = False  # lies in text that a person typed
    texts: list[str] = field(default_factory=list)  # its own, not its children's
    inner: str = ""  # all text in it, its children's too
    children: list[Element] = field(default_factory=list)

    def __str__(self) -> str:
        name = self.attributes.get("id", "")
        return f"line {self.line}, {self.name}" + (f" '{name}'" if name else "")

    def text_of(self, name: str) -> str:
        """The text of its first child of that name, or nothing."""
        return next((child.inner.strip() for child in self.children if child.name == name), "")


def elements(html: str) -> tuple[Element, ...]:
    """Every element of a page in the order in which they begin.

    Examples
    --------
    >>> [(element.name, element.inner) for element in elements("<p>One <b>two</b></p>")]
    [('p', 'One two'), ('b', 'two')]
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return tuple(reader.found)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Element] = []
        self.open: list[Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        typed = _TYPED in attributes.get("class", "").split() or bool(self.open and self.open[-1].typed)
        within = tuple(element.name for element in self.open)
        element = Element(tag, attributes, self.getpos()[0], within, typed)
        self.found.append(element)
        if self.open:
            self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(element.name == tag for element in self.open):
            while self.open.pop().name != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].texts.append(data)
        for element in self.open:
            element.inner += data
