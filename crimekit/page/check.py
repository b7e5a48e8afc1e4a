"""The publish check: what stops a page from being published, beside what a general accessibility tool finds.

Such a tool passes a placeholder for a chart's description, a table without a caption and a number that is none; this
check does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from crimekit.page.document import policy
from crimekit.page.outline import Element, elements

_SHORTEST_DESCRIPTION = 40
_LOADERS = dict.fromkeys(("img", "iframe", "embed", "source", "video", "audio", "track", "input", "frame"), "src") | {
    "link": "href",
    "object": "data",
    "base": "href",
    "form": "action",
    "image": "href",
    "use": "href",
}
_ADDRESSES = ("href", "src", "xlink:href", "action", "formaction", "data", "poster")
_NO_NUMBER = re.compile(
    r"\b(?:nan|NaN|NaT|None(?! of\b| was\b| were\b| is\b| are\b))\b|<NA>|(?<![\w.,])[-−]0(?:\.0+)?(?!\w|[.,]\d)"
)
_LATEX = re.compile(r"\\[A-Za-z]{2,}|\$[^$\s][^$]*[\\^_{}][^$]*\$|\\[()\[\]]")
_MACHINE = re.compile(r"(?<![\w.])/(?:home|Users|root|tmp|var|mnt)/\w|\b[A-Za-z]:\\\w")
_STYLE_LOAD = re.compile(r"@import|url\(\s*['\"]?(?!data:|#)", re.IGNORECASE)


def check(html: str) -> tuple[str, ...]:
    """Everything that keeps this page from being published, a sentence each; nothing, if it may be.

    Examples
    --------
    >>> from crimekit.blocks import Page
    >>> from crimekit.page.document import render
    >>> html = render(Page("Measures", "Gwent", "Commissioner", "Q1 2023-24"), [])
    >>> check(html)
    ()
    >>> check(html.replace(' lang="en-GB"', ""))
    ('the page does not say its language (html lang)',)
    """
    found = elements(html)
    rules = (_frame, _security, _loads, _described, _tables, _headings, _anchors, _words)
    return tuple(dict.fromkeys(problem for rule in rules for problem in rule(found)))


def _frame(found: Sequence[Element]) -> Iterator[str]:
    if not any(element.name == "html" and element.attributes.get("lang") for element in found):
        yield "the page does not say its language (html lang)"
    if not any(element.name == "title" and element.inner.strip() for element in found):
        yield "the page has no title"
    styles = [element.inner for element in found if element.name == "style"]
    policies = [e.attributes.get("content", "") for e in found if _is_policy(e)]
    if not policies:
        yield "the page has no Content-Security-Policy"
    elif len(styles) != 1 or policies != [policy(styles[0])]:
        yield "the Content-Security-Policy does not fit the page: expected one style element and its hash"


def _is_policy(element: Element) -> bool:
    return element.attributes.get("http-equiv", "").casefold() == "content-security-policy"


def _security(found: Sequence[Element]) -> Iterator[str]:
    for element in found:
        if element.name == "script":
            yield "found a script; expected none"
        for name, value in element.attributes.items():
            if name.startswith("on"):
                yield f"{element}: found the attribute {name}, which would run a script"
            if name == "style":
                yield f"{element}: found a style attribute, which the Content-Security-Policy refuses"
            if name in _ADDRESSES and "".join(value.split()).casefold().startswith(
                ("javascript:", "vbscript:", "data:text")
            ):
                yield f"{element}: {name}: found an address that would run a script"


def _loads(found: Sequence[Element]) -> Iterator[str]:
    for element in found:
        address = element.attributes.get(_LOADERS.get(element.name, ""), "")
        if address and not address.startswith(("data:", "#")):
            yield f"{element}: loads {address[:60]}; expected nothing from outside the page"
        if element.attributes.get("srcset"):
            yield f"{element}: loads {element.attributes['srcset'][:60]}; expected nothing from outside the page"
        if element.attributes.get("http-equiv", "").casefold() == "refresh":
            yield f"{element}: found a refresh; expected a page that stays"
        if element.name == "style" and _STYLE_LOAD.search(element.inner):
            yield f"{element}: the stylesheet loads something; expected nothing from outside the page"


def _described(found: Sequence[Element]) -> Iterator[str]:
    for element in found:
        label = element.attributes.get("aria-label", "").strip()
        if element.name == "img" and not element.attributes.get("alt", "").strip():
            yield f"{element}: found no alternative text"
        if element.name == "svg" and element.attributes.get("aria-hidden") != "true":
            if element.attributes.get("role") != "img" or not label:
                yield f"{element}: found a drawing without alternative text (role img and aria-label)"
            elif "figure" in element.within and len(label) < _SHORTEST_DESCRIPTION:
                yield f"{element}: found the alternative text '{label}'; expected {_SHORTEST_DESCRIPTION} letters"
        if element.name == "svg" and "figure" in element.within and element.attributes.get("aria-hidden") == "true":
            yield f"{element}: found a drawing in a figure that is hidden from screen readers"
        if element.name == "figure" and not element.text_of("figcaption"):
            yield f"{element}: found no caption"


def _tables(found: Sequence[Element]) -> Iterator[str]:
    for element in found:
        if element.name == "table" and not element.text_of("caption"):
            yield f"{element}: found no caption"
        if element.name == "th":
            if element.attributes.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
                yield f"{element}: found a header without a scope"
            if not element.inner.strip():
                yield f"{element}: found an empty header"


def _headings(found: Sequence[Element]) -> Iterator[str]:
    headings = [element for element in found if re.fullmatch(r"h[1-6]", element.name)]
    if sum(heading.name == "h1" for heading in headings) != 1 or headings[0].name != "h1":
        yield "the page has not one heading of level 1 before all others"
    for before, after in pairwise(headings):
        if int(after.name[1]) > int(before.name[1]) + 1:
            yield f"{after}: found a heading of level {after.name[1]} after one of level {before.name[1]}"
    for heading in headings:
        if not heading.inner.strip():
            yield f"{heading}: found an empty heading"


def _anchors(found: Sequence[Element]) -> Iterator[str]:
    names = [element.attributes["id"] for element in found if "id" in element.attributes]
    for name, times in Counter(names).items():
        if times > 1:
            yield f"found the id '{name}' {times} times; expected once"
    for element in found:
        address = element.attributes.get("href", "")
        if address.startswith("#") and address[1:] not in names:
            yield f"{element}: leads to {address}, which is not on the page"


def _words(found: Sequence[Element]) -> Iterator[str]:
    for element in found:
        if element.name == "style":
            continue
        shown = [*element.texts, *(element.attributes.get(name, "") for name in ("alt", "aria-label", "title"))]
        for text in shown:
            typed = "blockquote" in element.within or element.typed
            if (number := _NO_NUMBER.search(text)) and not typed:
                yield f"{element}: found '{number[0]}' where a number or a word was meant"
            if formula := _LATEX.search(text):
                yield f"{element}: found LaTeX left raw, '{formula[0][:30]}'"
            if path := _MACHINE.search(text):
                yield f"{element}: found a path of a machine, '{path[0]}…'"
