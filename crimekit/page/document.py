"""The whole page: banner, contents, sections, footer, in one file that loads nothing and runs nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from crimekit.blocks import Block, Figure, Heading, Page, Table
from crimekit.page.html import Place, address, anchor, environment, fragment, stylesheet

_RESERVED = ("main", "contents", "contents-title")
_ACCESSIBILITY = (
    "This page is made to meet the Web Content Accessibility Guidelines 2.2 at level AA: every chart has a "
    "description and a table of its figures, and the page works with a keyboard, with a screen reader and at any size."
)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page under one heading; the part before the first heading has no anchor."""

    anchor: str
    title: str
    key: str
    fragments: tuple[Markup, ...]


def render(page: Page, blocks: Sequence[Block], before: Sequence[Block] = ()) -> str:
    """The published page as HTML; the same page and blocks give the same text.

    Tables and figures are numbered through the page, on from those of `before`. A block's key is its anchor; where
    keys repeat, the later ones get a number.

    Examples
    --------
    >>> page = Page("National Police and Crime Measures", "Gwent", "Police and Crime Commissioner for Gwent", "Q1")
    >>> html = render(page, [Heading("cyber", "Tackle cyber crime")])
    >>> html.splitlines()[0], "<script" in html
    ('<!doctype html>', False)
    """
    sections = _sections(list(zip(blocks, _places(page, blocks, before), strict=True)))
    headed = [section for section in sections if section.anchor]
    style = Markup(f"{stylesheet()}\n{_margin(page)}")  # noqa: S704 - our own file, and an escaped string
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            page=page,
            sections=sections,
            contents=[section for section in headed if not page.contents or section.key in page.contents],
            style=style,
            policy=policy(style),
            accessibility=_ACCESSIBILITY,
        )
        .strip()
        + "\n"
    )


def policy(style: str) -> str:
    """The Content-Security-Policy that allows this one stylesheet and nothing else.

    Examples
    --------
    >>> policy("")
    "default-src 'none'; style-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src data:"
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:"


def _margin(page: Page) -> str:
    """What stands in the margin of every printed page: the marking, whatever it is, and that this is a draft."""
    shown = " - ".join(part for part in (page.marking, "DRAFT" if page.draft else "") if part)
    letters = "".join(letter if letter.isascii() and letter.isalnum() else f"\\{ord(letter):06x}" for letter in shown)
    return f'@page{{@top-right{{content:"{letters}";font:bold 9pt Arial,sans-serif}}}}' if shown else ""


def _places(page: Page, blocks: Sequence[Block], before: Sequence[Block]) -> Iterator[Place]:
    anchors = _anchors(blocks)
    links = {block.key: made for block, made in reversed(list(zip(blocks, anchors, strict=True)))}
    numbers = {kind: sum(isinstance(block, kind) for block in before) for kind in (Table, Figure)}
    level = 2
    for block, made in zip(blocks, anchors, strict=True):
        level = 3 if isinstance(block, Heading) else level
        place = Place(made, level=level, links=links, csv=_csv(page, block, links))
        if isinstance(block, Table | Figure):
            numbers[type(block)] += 1
            place = replace(place, label=f"{block.kind.capitalize()} {numbers[type(block)]}")
        yield place


def _anchors(blocks: Sequence[Block]) -> tuple[str, ...]:
    taken: dict[str, int] = dict.fromkeys(_RESERVED, 1)
    made = []
    for block in blocks:
        name = wanted = anchor(block.key)
        while name in taken:
            taken[wanted] += 1
            name = f"{wanted}-{taken[wanted]}"
        taken[name] = 1
        made.append(name)
    return tuple(made)


def _csv(page: Page, block: Block, links: Mapping[str, str]) -> str:
    if not page.csv_folder or not isinstance(block, Table | Figure):
        return ""
    key = block.data.key if isinstance(block, Figure) else block.key
    return address(f"{page.csv_folder}/{anchor(key)}.csv")


def _sections(placed: Sequence[tuple[Block, Place]]) -> list[Section]:
    sections = [Section("", "", "", ())]
    for block, place in placed:
        if isinstance(block, Heading):
            sections.append(Section(place.anchor, block.title, block.key, ()))
        made = fragment(block, place)
        sections[-1] = replace(sections[-1], fragments=(*sections[-1].fragments, made))
    return [section for section in sections if section.fragments]
