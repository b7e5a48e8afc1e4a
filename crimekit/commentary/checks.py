"""Typed figures against those of the report, or against each other where both ends are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crimekit import words
from crimekit.cases import Case
from crimekit.commentary.claims import Claim, claims
from crimekit.commentary.figures import Change, Series, section_series
from crimekit.commentary.records import record_problem
from crimekit.model import Commentary

_BULLET = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+", re.MULTILINE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n\s*\n")


@dataclass(frozen=True, slots=True)
class Difference:
    """A typed figure that is not what the figures say."""

    section: str
    text: str  # "comments"
    sentence: str
    typed: str
    figures: str  # what the figures say

    def __str__(self) -> str:
        return f"{self.section}, {self.text}: found '{self.typed}'; {self.figures}"


def typed_differences(commentary: Commentary | None, case: Case) -> tuple[Difference, ...]:
    """Every typed figure of a report's texts that its figures do not bear out; no text is changed."""
    if commentary is None:
        return ()
    found = []
    for spec in case.report.sections:
        typed = commentary.sections.get(spec.key)
        series = section_series(spec, case) if typed else ()
        for text in spec.texts if typed else ():
            for sentence, typed_figure, figures in text_differences(getattr(typed, text), series):
                found.append(Difference(spec.key, text, sentence, typed_figure, figures))
    return tuple(found)


def text_differences(markdown: str, series: Sequence[Series]) -> tuple[tuple[str, str, str], ...]:
    """The figures of one text that do not hold: the sentence, what is typed there, what the figures say.

    Examples
    --------
    >>> text_differences("Offences went from 48 to 65, an increase of 27%.", ())
    (('Offences went from 48 to 65, an increase of 27%.', '27%', 'from 48 to 65 is an increase of 35.4%'),)
    """
    return tuple(
        (sentence, typed, figures)
        for sentence in sentences_of(markdown)
        for typed, figures in _problems(sentence, series)
    )


def sentences_of(markdown: str) -> tuple[str, ...]:
    r"""The sentences of a text in Markdown, bullets and emphasis gone.

    Examples
    --------
    >>> sentences_of("- **Robbery** rose.\n- Burglary\n  fell by 5.8%.")
    ('Robbery rose.', 'Burglary fell by 5.8%.')
    """
    plain = re.sub(r"[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}", "", _BULLET.sub("\n\n", markdown))
    parts = (" ".join(part.split()) for part in _SENTENCE.split(plain))
    return tuple(part for part in parts if part)


def _problems(sentence: str, series: Sequence[Series]) -> Iterator[tuple[str, str]]:
    named = _named(sentence, series)
    meant = named or tuple(series)
    found = claims(sentence, [name for one in series for name in one.names])
    pairs = [claim for claim in found if claim.kind == "pair" and claim.then]
    for claim in found:
        if claim.kind in ("percent", "difference"):
            said = _of_change(claim, pairs, meant)
        else:
            said = _of_count(claim, meant) if named or claim.kind == "count" else ""
        if said:
            yield claim.typed, said
    if problem := record_problem(sentence, meant, sure=bool(named)):
        yield problem


def _named(sentence: str, series: Sequence[Series]) -> tuple[Series, ...]:
    """The measures that a sentence names, the longest name first, so that no name is found in another."""
    names = sorted(((name.casefold(), one) for one in series for name in one.names), key=lambda pair: -len(pair[0]))
    rest, found = sentence.casefold(), []
    for name, named in names:
        if re.search(rf"\b{re.escape(name)}\b", rest):
            rest = rest.replace(name, " ")
            found.append(named)
    return tuple(one for one in series if one in found)


def _of_change(claim: Claim, pairs: Sequence[Claim], meant: Sequence[Series]) -> str:
    """What is wrong with a change; nothing where two ends or the figures bear it out, or there is nothing to ask."""
    ends = [Change(pair.typed, pair.value, pair.then or 0) for pair in pairs]
    known = [change for one in meant for change in one.changes()]
    if not (ends or known) or any(_is(claim, change) for change in (*ends, *known)):
        return ""
    if ends:
        return "; ".join(f"{change.name} is {_change(change, claim)}" for change in ends)
    said = [f"{change.name} {_change(change, claim)}" for change in meant[0].changes()]
    return f"{meant[0].title}: {'; '.join(said)}"


def _is(claim: Claim, change: Change) -> bool:
    if claim.kind == "difference":
        return claim.value == change.now - change.then
    return change.percent is not None and abs(change.percent - claim.value) <= claim.tolerance + 1e-9


def _change(change: Change, claim: Claim) -> str:
    by = change.now - change.then
    if claim.kind == "difference" or change.percent is None:
        return f"{words.number(abs(by))} {'fewer' if by < 0 else 'more'}"
    return f"{'a reduction' if by < 0 else 'an increase'} of {words.percent(abs(change.percent))}"


def _of_count(claim: Claim, meant: Sequence[Series]) -> str:
    """What is wrong with a count, or with the ends of a change: no quarter and no year of the measure has it."""
    known = {total for one in meant for total in one.known()}
    typed = [value for value in (claim.then, claim.value) if value is not None]
    wrong = [value for value in typed if value not in known]
    if not known or not wrong:
        return ""
    counts = words.joined([words.number(value) for value in wrong])
    return f"no quarter or year has {counts}; {_latest(meant[0])}"


def _latest(one: Series) -> str:
    year = one.total(len(one.counts), 4)
    twelve = f", {words.number(year)} in the twelve months to it" if year is not None else ""
    return f"{one.title}: {words.number(one.counts[-1])} in {one.quarters[-1]}{twelve}"
