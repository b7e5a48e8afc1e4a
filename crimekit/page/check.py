"""The publish check: what stops a page from being published, beside what a general accessibility tool finds.

Such a tool passes a placeholder for a chart's description, a table without a caption and a number that is none; this
check does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, pairwise

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

from crimekit.blocks import SHORTEST_ALT
from crimekit.page.document import policy, search

_PROSE = re.compile(r"(?:^| )ck-prose(?: |$)")  # a class
_READ_OUT = ("alt", "aria-label", "title")
_ADDRESSES = ("href", "src", "srcset", "xlink:href", "action", "formaction", "data", "poster")
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
    prose, found = page(class_=_PROSE), [*_whole(page)]
    said = [*prose, *(element for place in (*prose, *page("blockquote")) for element in place(True))]
    typed = {id(element) for element in said}  # by a person, who may type anything
    for element in [page, *page(True)]:
        texts = (text for text in element.children if type(text) is NavigableString)
        words = (problem for text in texts for problem in _words(text, typed=id(element) in typed))
        found += [f"{_named(element)}: {problem}" for problem in chain(_element(element), _attributes(element), words)]
    return tuple(dict.fromkeys(found))


def _named(element: Tag) -> str:
    return f"line {element.sourceline}, {element.name}" + (f" '{element['id']}'" if element.get("id") else "")


def _value(element: Tag, name: str) -> str:
    return str(element.get(name) or "").strip()


def _whole(page: BeautifulSoup) -> Iterator[str]:
    """What is wrong with the page as a whole: its head, its outline, where it leads."""
    if not page.html or not _value(page.html, "lang"):
        yield "the page does not say its language (html lang)"
    if not any(title.get_text(strip=True) for title in page("title")):
        yield "the page has no title"
    styles, scripts = ([element.get_text() for element in page(name)] for name in ("style", "script"))
    said = [(_value(meta, "http-equiv").casefold(), _value(meta, "content")) for meta in page("meta")]
    policies = [content for name, content in said if name == "content-security-policy"]
    if not policies:
        yield "the page has no Content-Security-Policy"
    elif len(styles) != 1 or policies != [policy(styles[0], "".join(scripts))]:
        yield "the Content-Security-Policy does not fit the page: expected one style element and its hash"
    headings = page(_HEADINGS)
    if [heading.name for heading in headings].count("h1") != 1 or headings[0].name != "h1":
        yield "the page has not one heading of level 1 before all others"
    for before, after in pairwise(headings):
        if int(after.name[1]) > int(before.name[1]) + 1:
            yield f"{_named(after)}: found a heading of level {after.name[1]} after one of level {before.name[1]}"
    names = Counter(element["id"] for element in page(id=True))
    yield from (f"found the id '{name}' {times} times; expected once" for name, times in names.items() if times > 1)
    for element in page(href=re.compile(r"^\s*#")):
        if _value(element, "href")[1:] not in names:
            yield f"{_named(element)}: leads to {_value(element, 'href')}, which is not on the page"


def _element(element: Tag) -> Iterator[str]:
    """What is wrong with one element, but for its attributes and its words."""
    name, label = element.name, _value(element, "aria-label")
    if name in ("th", *_HEADINGS) and not element.get_text(strip=True):
        yield f"found an empty {'header' if name == 'th' else 'heading'}"
    if name == "th" and element.get("scope") not in ("col", "row", "colgroup", "rowgroup"):
        yield "found a header without a scope"
    if name == "script" and (element.attrs or element.get_text() != search()):
        yield "found a script; expected none"
    if name == "style" and _STYLE_LOAD.search(element.get_text()):
        yield "the stylesheet loads something; expected nothing from outside the page"
    if name == "img" and not _value(element, "alt"):
        yield "found no alternative text"
    if name in ("figure", "table"):
        caption = element.find(["figcaption", "caption"], recursive=False)
        if not caption or not caption.get_text(strip=True):
            yield "found no caption"
    if name == "svg" and element.get("aria-hidden") == "true":
        if element.find_parent("figure"):
            yield "found a drawing in a figure that is hidden from screen readers"
    elif name == "svg" and (element.get("role") != "img" or not label):
        yield "found a drawing without alternative text (role img and aria-label)"
    elif name == "svg" and len(label) < SHORTEST_ALT and element.find_parent("figure"):
        yield f"found the alternative text '{label}'; expected {SHORTEST_ALT} letters"


def _attributes(element: Tag) -> Iterator[str]:
    for name in element.attrs:
        value = _value(element, name)
        if name.startswith("on"):
            yield f"found the attribute {name}, which would run a script"
        elif name == "style":
            yield "found a style attribute, which the Content-Security-Policy refuses"
        elif name == "http-equiv" and value.casefold() == "refresh":
            yield "found a refresh; expected a page that stays"
        elif name in _READ_OUT:
            yield from _words(value)
        elif name in _ADDRESSES:
            if "".join(value.split()).casefold().startswith(("javascript:", "vbscript:", "data:text")):
                yield f"{name}: found an address that would run a script"
            elif value and (element.name != "a" or name != "href") and not value.startswith(("data:", "#")):
                yield f"loads {value[:60]}; expected nothing from outside the page"


def _words(text: str, *, typed: bool = False) -> Iterator[str]:
    if (number := _NO_NUMBER.search(text)) and not typed:
        yield f"found '{number[0]}' where a number or a word was meant"
    if formula := _LATEX.search(text):
        yield f"found LaTeX left raw, '{formula[0][:30]}'"
    if path := _MACHINE.search(text):
        yield f"found a path of a machine, '{path[0]}…'"
