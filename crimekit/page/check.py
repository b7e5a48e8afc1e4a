"""The publish check: what stops a page from being published, beside what a general accessibility tool finds.

Such a tool passes a placeholder for a chart's description, a table without a caption and a number that is none; this
check does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bs4 import BeautifulSoup
from bs4.element import PreformattedString, Script, Stylesheet, Tag

from crimekit.blocks import SHORTEST_ALT
from crimekit.page.document import policy, search

_TYPED = "blockquote *, .ck-prose, .ck-prose *"  # what a person typed
_READ_OUT = ("alt", "aria-label", "title")
_ADDRESSES = ("href", "src", "srcset", "xlink:href", "action", "formaction", "data", "poster")
_REFUSED = {
    "[http-equiv=refresh i]": "found a refresh; expected a page that stays",
    "figure svg[aria-hidden=true]": "found a drawing in a figure that is hidden from screen readers",
    "th:not([scope=col], [scope=row], [scope=colgroup], [scope=rowgroup])": "found a header without a scope",
}
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
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
    page = BeautifulSoup(html, "html.parser", multi_valued_attributes=None)
    rules = (_frame, _elements, _attributes, _described, _headings, _anchors, _words)
    return tuple(dict.fromkeys(problem for rule in rules for problem in rule(page)))


def _named(element: Tag) -> str:
    return f"line {element.sourceline}, {element.name}" + (f" '{element['id']}'" if element.get("id") else "")


def _value(element: Tag, name: str) -> str:
    return str(element.get(name) or "").strip()


def _frame(page: BeautifulSoup) -> Iterator[str]:
    if not page.select("html[lang]:not([lang=''])"):
        yield "the page does not say its language (html lang)"
    if not any(title.get_text(strip=True) for title in page("title")):
        yield "the page has no title"
    styles = [style.get_text() for style in page("style")]
    policies = [_value(meta, "content") for meta in page.select("[http-equiv=content-security-policy i]")]
    if not policies:
        yield "the page has no Content-Security-Policy"
    elif len(styles) != 1 or policies != [policy(styles[0], "".join(script.get_text() for script in page("script")))]:
        yield "the Content-Security-Policy does not fit the page: expected one style element and its hash"


def _elements(page: BeautifulSoup) -> Iterator[str]:
    for selector, problem in _REFUSED.items():
        yield from (f"{_named(element)}: {problem}" for element in page.select(selector))
    for element in page(["th", *_HEADINGS]):
        if not element.get_text(strip=True):
            yield f"{_named(element)}: found an empty {'header' if element.name == 'th' else 'heading'}"
    for script in page("script"):
        if script.attrs or script.get_text() != search():
            yield f"{_named(script)}: found a script; expected none"
    for style in page("style"):
        if _STYLE_LOAD.search(style.get_text()):
            yield f"{_named(style)}: the stylesheet loads something; expected nothing from outside the page"


def _attributes(page: BeautifulSoup) -> Iterator[str]:
    for element in page(True):
        for name in element.attrs:
            found = _attribute(element.name, name, _value(element, name))
            yield from (f"{_named(element)}: {problem}" for problem in found)


def _attribute(element: str, name: str, value: str) -> Iterator[str]:
    if name.startswith("on"):
        yield f"found the attribute {name}, which would run a script"
    elif name == "style":
        yield "found a style attribute, which the Content-Security-Policy refuses"
    elif name in _READ_OUT:
        yield from _odd(value)
    elif name in _ADDRESSES:
        if "".join(value.split()).casefold().startswith(("javascript:", "vbscript:", "data:text")):
            yield f"{name}: found an address that would run a script"
        elif value and (element != "a" or name != "href") and not value.startswith(("data:", "#")):
            yield f"loads {value[:60]}; expected nothing from outside the page"


def _described(page: BeautifulSoup) -> Iterator[str]:
    yield from (f"{_named(image)}: found no alternative text" for image in page("img") if not _value(image, "alt"))
    for element in page(["figure", "table"]):
        caption = element.select_one(":scope > figcaption, :scope > caption")
        if not caption or not caption.get_text(strip=True):
            yield f"{_named(element)}: found no caption"
    for drawing in page.select("svg:not([aria-hidden=true])"):
        label = _value(drawing, "aria-label")
        if drawing.get("role") != "img" or not label:
            yield f"{_named(drawing)}: found a drawing without alternative text (role img and aria-label)"
        elif len(label) < SHORTEST_ALT and drawing.find_parent("figure"):
            yield f"{_named(drawing)}: found the alternative text '{label}'; expected {SHORTEST_ALT} letters"


def _headings(page: BeautifulSoup) -> Iterator[str]:
    headings = page(_HEADINGS)
    if [heading.name for heading in headings].count("h1") != 1 or headings[0].name != "h1":
        yield "the page has not one heading of level 1 before all others"
    for before, after in pairwise(headings):
        if int(after.name[1]) > int(before.name[1]) + 1:
            yield f"{_named(after)}: found a heading of level {after.name[1]} after one of level {before.name[1]}"


def _anchors(page: BeautifulSoup) -> Iterator[str]:
    names = Counter(element["id"] for element in page(id=True))
    for name, times in names.items():
        if times > 1:
            yield f"found the id '{name}' {times} times; expected once"
    for element in page(href=True):
        address = _value(element, "href")
        if address.startswith("#") and address[1:] not in names:
            yield f"{_named(element)}: leads to {address}, which is not on the page"


def _words(page: BeautifulSoup) -> Iterator[str]:
    typed = {id(element) for element in page.select(_TYPED)}
    for text in page.find_all(string=True):
        if text.parent and not isinstance(text, PreformattedString | Script | Stylesheet):
            found = _odd(text, typed=id(text.parent) in typed)
            yield from (f"{_named(text.parent)}: {problem}" for problem in found)


def _odd(text: str, *, typed: bool = False) -> Iterator[str]:
    if (number := _NO_NUMBER.search(text)) and not typed:
        yield f"found '{number[0]}' where a number or a word was meant"
    if formula := _LATEX.search(text):
        yield f"found LaTeX left raw, '{formula[0][:30]}'"
    if path := _MACHINE.search(text):
        yield f"found a path of a machine, '{path[0]}…'"
