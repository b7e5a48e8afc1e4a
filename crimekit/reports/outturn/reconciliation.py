"""Stated figures against computed ones: agreed, within rounding, different, not checkable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from crimekit import words
from crimekit.blocks import Block, Cell, Column, Sentences, Table, Tone
from crimekit.reports.cases.case import Case
from crimekit.reports.outturn.calculations import Calculator, Computed
from crimekit.reports.outturn.figures import IMPLIED, Statement
from crimekit.reports.outturn.printing import decimals, in_unit

Verdict = Literal["different", "within rounding", "agreed", "level implied", "not checkable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
_TONES: dict[Verdict, Tone] = {
    "agreed": "better", "within rounding": "neutral", "different": "worse", "level implied": "unknown",
    "not checkable": "unknown",
}  # fmt: skip
_SLACK = 1e-9  # of binary fractions, never of figures


@dataclass(frozen=True, slots=True)
class Reconciled:
    """One stated figure, what the numbers give, and how the two compare."""

    statement: Statement
    computed: Computed

    @property
    def verdict(self) -> Verdict:
        """How the two compare.

        Agreed: the computed figure, rounded as the stated one was (a half either way), is the stated one, or lies above
        it where the report says over. Within rounding: it is not, but the rounding of the parts leaves room for it.
        Level implied: there is only the earlier figure that the stated change itself implies.
        """
        statement, computed = self.statement, self.computed
        if computed.value is None or computed.low is None or computed.high is None:
            return "not checkable"
        if statement.calculation in IMPLIED:
            return "level implied"
        half = statement.step / 2 + _SLACK
        if statement.relation == "over":
            agreed, reachable = computed.value > statement.stated, computed.high > statement.stated
        else:
            agreed = abs(computed.value - statement.stated) <= half
            reachable = computed.low - half <= statement.stated <= computed.high + half
        return "agreed" if agreed else "within rounding" if reachable else "different"


def reconciliation(key: str, statements: Sequence[Statement], calculator: Calculator) -> tuple[Block, ...]:
    """How many stated figures came to which verdict, each beside the computed one, and how the figures were made."""
    case = calculator.recorded.case
    year, methods = case.quarter.financial_year, _methods(key, case)
    if not statements:
        none = (
            f"Nothing could be checked: no report of {case.force.name} that states figures of {year} was supplied, "
            "so there is nothing to work out again."
        )
        return Sentences(f"{key}-none", "Stated figures checked", (none,)), methods
    found = sorted(
        (Reconciled(statement, calculator.compute(statement)) for statement in statements),
        key=lambda each: VERDICTS.index(each.verdict),
    )
    subtitle = f"{case.force.name}, {year}: those that differ first"
    return (
        reconciliation_sentences(f"{key}-findings", found),
        reconciliation_table(f"{key}-table", subtitle, found),
        methods,
    )


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
            "that the parts were themselves printed rounded and leave room for it. Level implied means that the source "
            "prints no figure to set beside the stated change, and that the change implies the one given here.",
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


def _methods(key: str, case: Case) -> Sentences:
    """How the figures of an outturn were made."""
    items = (
        "A year of recorded crime is the sum of its four quarters from one release of the Home Office's table, April "
        "to March; a later release revises it. Fraud, which is recorded centrally, is not in it.",
        "Offences are added up by offence code, so that a group holds the same offences in every year.",
        f"A percentage is given only where the earlier count is {words.number(case.settings.percent_base)} or more. "
        "Shares and totals are computed from the rows shown. Nothing is rounded before it is printed.",
        "The force's own figures are printed as their source gives them, and so are their periods; not dated means "
        "that it gives none. A percentage's change is in points, and is tested only where the source says how many "
        "people were asked.",
    )
    return Sentences(f"{key}-methods", "How these figures were made", items)


def _row(each: Reconciled) -> tuple[Cell, ...]:
    statement, computed = each.statement, each.computed
    over = "over " if statement.relation == "over" else ""
    reason = computed.reason if computed.value is None else statement.note
    if each.verdict == "level implied":
        low, high = words.number(computed.low), words.number(computed.high)
        reason = " ".join([statement.note, f"Between {low} and {high}." if low != high else ""]).strip()
    return (
        Cell(statement.about, note=_page(statement.source)),
        Cell(over + in_unit(statement.stated, statement.unit, decimals(statement.step)), statement.stated),
        Cell("Not computed") if computed.value is None else Cell(_finer(computed.value, each), computed.value),
        Cell(each.verdict, each.verdict, tone=_TONES[each.verdict], note=words.sentence(reason) if reason else ""),
    )


def _finer(value: float, each: Reconciled) -> str:
    """A computed figure one place finer than the stated one, and finer still where the two would look the same."""
    statement, places = each.statement, decimals(each.statement.step)
    if each.verdict == "level implied":
        return words.number(value)
    if statement.step > 1 or (statement.unit != "percent" and value == round(value)):
        return in_unit(value, statement.unit, places)
    while places < 3 and each.verdict == "different" and round(value, places + 1) == statement.stated:
        places += 1
    return in_unit(value, statement.unit, places + 1)


def _document(source: str) -> str:
    return source.partition(", page")[0].partition(", section")[0]


def _page(source: str) -> str:
    return source.removeprefix(_document(source)).removeprefix(", ")
