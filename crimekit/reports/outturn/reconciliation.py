"""Stated figures against computed ones: agreed, within rounding, different, not checkable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from crimekit import words
from crimekit.blocks import Cell, Column, Sentences, Table, Tone
from crimekit.reports.outturn.calculations import Calculator, Computed
from crimekit.reports.outturn.printing import decimals
from crimekit.reports.outturn.statements import Statement

Verdict = Literal["agreed", "within rounding", "different", "not checkable"]
VERDICTS: tuple[Verdict, ...] = ("different", "within rounding", "agreed", "not checkable")
_TONES: dict[Verdict, Tone] = {
    "agreed": "better", "within rounding": "neutral", "different": "worse", "not checkable": "unknown"
}  # fmt: skip
_SLACK = 1e-9  # of binary fractions, never of figures


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One stated figure, what the numbers give, and how the two compare."""

    statement: Statement
    computed: Computed
    verdict: Verdict


def reconcile(statement: Statement, computed: Computed) -> Reconciled:
    """Compare one stated figure with the computed one.

    Agreed: the computed figure, rounded as the stated one was (a half either way), is the stated one, or lies above it
    where the report says over. Within rounding: it is not, but the rounding of the parts leaves room for it.
    """
    return Reconciled(statement, computed, _verdict(statement, computed))


def _verdict(statement: Statement, computed: Computed) -> Verdict:
    if computed.value is None or computed.low is None or computed.high is None:
        return "not checkable"
    half = statement.step / 2 + _SLACK
    if statement.relation == "over":
        over = (computed.value > statement.stated, computed.high > statement.stated)
        return "agreed" if over[0] else "within rounding" if over[1] else "different"
    if abs(computed.value - statement.stated) <= half:
        return "agreed"
    reachable = computed.low - half <= statement.stated <= computed.high + half
    return "within rounding" if reachable else "different"


def reconcile_all(statements: Sequence[Statement], calculator: Calculator) -> tuple[Reconciled, ...]:
    """Compare every stated figure, those that differ first."""
    found = [reconcile(statement, calculator.compute(statement)) for statement in statements]
    return tuple(sorted(found, key=lambda each: VERDICTS.index(each.verdict)))


def reconciliation_sentences(key: str, reconciled: Sequence[Reconciled]) -> Sentences:
    """How many stated figures came to which verdict."""
    numbers = Counter(each.verdict for each in reconciled)
    counts = words.joined([f"{words.number(numbers[verdict])} {verdict}" for verdict in VERDICTS])
    stated = words.counted(len(reconciled), "stated figure was", "stated figures were")
    return Sentences(
        key,
        "Stated figures checked",
        (
            f"{stated} worked out again: {counts}.",
            "Agreed means that the computed figure rounds to the stated one; within rounding, that it does not, but "
            "that the parts were themselves printed rounded and leave room for it.",
            "Recorded crime is computed from a later release of the Home Office's table than the source could use, so "
            "a difference there may be revision and not a mistake. Nothing was adjusted to fit.",
        ),
    )


def reconciliation_table(key: str, subtitle: str, reconciled: Sequence[Reconciled]) -> Table:
    """Every stated figure beside the computed one."""
    columns = (Column("Stated figure"), Column("Stated", "number"), Column("Computed", "number"), Column("Finding"))
    return Table(
        key,
        "Reconciliation of stated figures",
        subtitle,
        columns,
        tuple(_row(each) for each in reconciled),
        source="; ".join(dict.fromkeys(_document(each.statement.source) for each in reconciled)),
    )


def _row(each: Reconciled) -> tuple[Cell, ...]:
    statement, computed = each.statement, each.computed
    over = "over " if statement.relation == "over" else ""
    reason = computed.reason if computed.value is None else statement.note
    return (
        Cell(statement.about, note=_page(statement.source)),
        Cell(over + _printed(statement.stated, statement), statement.stated),
        Cell("Not computed") if computed.value is None else Cell(_finer(computed.value, each), computed.value),
        Cell(each.verdict, each.verdict, tone=_TONES[each.verdict], note=words.sentence(reason) if reason else ""),
    )


def _finer(value: float, each: Reconciled) -> str:
    """A computed figure one place finer than the stated one, and finer still where the two would look the same."""
    statement = each.statement
    places = decimals(statement.step)
    if statement.step > 1 or (statement.unit != "percent" and value == round(value)):
        return _printed(value, statement)
    while places < 3 and each.verdict == "different" and round(value, places + 1) == statement.stated:
        places += 1
    return _printed(value, statement, places + 1)


def _printed(value: float, statement: Statement, places: int | None = None) -> str:
    """A figure in the unit of its statement, to the places that it was stated to unless told otherwise."""
    shown = decimals(statement.step) if places is None else places
    if statement.unit == "rank":
        return words.ordinal(round(value))
    if statement.unit == "percent":
        return words.percent(value, shown)
    text = words.number(value, shown)
    return f"{text} points" if statement.unit == "points" else text


def _document(source: str) -> str:
    return source.partition(", page")[0].partition(", section")[0]


def _page(source: str) -> str:
    return source.removeprefix(_document(source)).removeprefix(", ")
