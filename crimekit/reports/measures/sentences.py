"""What an analyst would write of one measure, written from its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crimekit import words
from crimekit.parameters.values import Break, Measure
from crimekit.periods import Quarter
from crimekit.reports.cases.assessment import Assessment
from crimekit.reports.cases.case import Case
from crimekit.reports.tables.cells import quarter_text
from crimekit.statistics.rates import year_on_year
from crimekit.statistics.results import Change, Rank

_FEWEST = 10  # offences
_LONG = 8  # quarters without one so high, or so low, before that is said
_MOST = 0.5  # of everything that moved the same way


def sentences(assessment: Assessment, case: Case, parts: Sequence[Assessment] = ()) -> tuple[str, ...]:
    """What an analyst would write of one measure beside its key figures; without a figure, the reason.

    Of `parts`, the measures it stands among, the one that drives the change is named, where one does, and each whose
    latest quarter is not as expected.
    """
    if assessment.count is None:
        return (_stated(assessment),)
    quarter, to_date, measure = assessment.quarters[-1], assessment.to_date, assessment.measure
    so_far = f"the financial year {quarter.financial_year} to date" if to_date and quarter.number > 1 else ""
    told = (
        driver(assessment, parts),
        _over(to_date, so_far, "the same part of the year before", measure) if so_far else "",
        _over(assessment.twelve_months, f"the twelve months to {quarter.end}", "the twelve months before", measure),
        _before_mask(assessment),
        _among_forces(assessment),
        "" if case.few_peers else _rate_rank(assessment),
        _extreme(assessment),
        *(_unexpected(part) for part in parts if part.measure.key != measure.key),
    )
    return tuple(words.sentence(text) for text in told if text)


def _stated(assessment: Assessment) -> str:
    """A figure without a series: what its source gives, or why there is none."""
    measure, local = assessment.measure, assessment.local
    if local.value is None:
        return f"{measure.title}: no figure is available. {words.sentence(assessment.reason)}"
    if measure.statistic != "percent":
        return f"{measure.title}: {words.counted(local.value, measure.noun, measure.nouns)} ({local.period})."
    if assessment.hidden:
        return f"{measure.title}: too few {measure.nouns} to give a percentage."
    of = f"The number of {measure.nouns} is not stated, so no interval can be given."
    if local.base is not None:
        of = f"It is of {words.counted(local.base, measure.noun, measure.nouns)}."
    return f"{measure.title}: {words.percent(local.value, 0)} ({local.period}). {of}"


def _over(change: Change | None, when: str, before: str, measure: Measure) -> str:
    """A count over some months beside that of the same months a year earlier."""
    if change is None or change.then is None or change.now is None:
        return ""
    were = "was" if change.now == 1 else "were"
    counted = words.counted(change.now, measure.noun, measure.nouns) if change.now else f"no {measure.nouns}"
    return f"In {when} there {were} {counted}, {difference(change)} in {before} ({words.number(change.then)})"


def _before_mask(found: Assessment) -> str:
    """The twelve months beside the last ones before what masks every force, where no label compares with these."""
    quarters, last = found.quarters, len(found.quarters)
    masks = [known for known in found.breaks if known.kind == "mask" and not known.forces and not known.measures]
    passed = [mask for mask in masks if last > 4 and mask.last < quarters[-4]]
    end = next((at for at in range(last - 4, 3, -4) if passed and quarters[at - 1] < passed[-1].first), 0)
    labels = (found.trend.year, found.trend.three_years)
    if not end or any(label.then_quarters and max(label.then_quarters) < end for label in labels):
        return ""
    then, now = slice(end - 4, end), slice(last - 4, last)
    years = (quarters[then], quarters[now])
    broken = [known.name for known in found.breaks if known not in masks and _keeps_apart(known, *years)]
    before = f"the twelve months to {quarters[end - 1].end}, the last before {passed[-1].name}"
    if broken:
        return f"Not comparable with {before}: {'; '.join(dict.fromkeys(broken))}"
    change = year_on_year(_sum(found.counts[now]), _sum(found.counts[then]), base=found.percent_base)
    if change.difference is None:
        return ""
    rate, earlier, each = _sum(found.rate_values[now]), _sum(found.rate_values[then]), ""
    if change.percent is not None and rate and earlier:
        share = 100 * (rate / earlier - 1)
        each = f"; per resident, {words.way(share)} of {words.percent(abs(share))}"
    return f"That is {difference(change)} in {before} ({words.number(change.then)}){each}"


def _sum(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) if len(known) == len(values) else None


def _keeps_apart(known: Break, then: Sequence[Quarter], now: Sequence[Quarter]) -> bool:
    """Whether a break keeps two years from being compared: a step between them, or a mask that touches either."""
    if known.kind == "step":
        return then[0] < known.first <= now[-1]
    return any(known.first <= quarter <= known.last for quarter in (*then, *now))


def _among_forces(assessment: Assessment) -> str:
    national, found, told = assessment.national, assessment.among_forces, list[str]()
    if national and national.percent is not None:
        by = f"{words.percent(abs(national.percent))} {'more' if national.percent > 0 else 'fewer'}"
        told.append(f"over the twelve months the comparable forces together had {by}")
    if found:
        best = "rise" if first_place(assessment) == "the highest rate" else "fall"
        told.append(f"{words.number(found.increased)} of {words.number(found.rank.of)} had an increase")
        told.append(f"by this change the force is {_place(found.rank)}, where 1st is the largest {best}")
    return "; ".join(told)


def _rate_rank(assessment: Assessment) -> str:
    nation = assessment.nation
    if nation is None or nation.rank is None:
        return ""
    return f"By rate over the twelve months the force is {_place(nation.rank)}, where 1st is {first_place(assessment)}"


def _place(rank: Rank) -> str:
    span = "" if rank.low is None or rank.low == rank.high else f"could be {rank.low} to {rank.high}"
    inside = "; ".join(filter(None, (span, "" if rank.informative else "rank not informative")))
    return f"{words.ordinal(rank.position)} of {rank.of}" + (f" ({inside})" if inside else "")


def _extreme(found: Assessment) -> str:
    """Since when no quarter was so high, or so low: never across a recording change or a missing figure."""
    *counts, newest = (count or 0.0 for count in found.counts)
    steps = [known.first for known in found.breaks if known.kind == "step" and known.first <= found.quarters[-1]]
    new = [sum(quarter < step for quarter in found.quarters) for step in steps]  # where each level begins
    first = max([0, *new, *(at + 1 for at, count in enumerate(found.counts) if count is None)])
    for end, sign in (("highest", 1), ("lowest", -1)):
        earlier = [at for at in range(first, len(counts)) if sign * counts[at] >= sign * newest]
        if len(counts) - (earlier[-1] + 1 if earlier else first) >= _LONG:
            since = found.quarters[earlier[-1] if earlier else first].name
            return f"The count of the quarter is the {end} since {'' if earlier else 'at least '}{since}"
    return ""


def _unexpected(assessment: Assessment) -> str:
    label = assessment.trend.quarter
    if not label.direction or label.expected is None:
        return ""
    return f"{assessment.measure.title}: {words.number(label.now)} in this quarter alone is {quarter_text(assessment)}"


def driver(whole: Assessment, parts: Sequence[Assessment]) -> str:
    """The part that accounts for most of the change on the same quarter; empty where none does.

    A part is a measure of some of the offences of `whole`; what no part holds counts as one more part, never named.
    A part accounts for most of an increase where it holds more than half of all that increased. Nothing is said of a
    change of fewer than ten offences, or of one whose earlier count is too small for a percentage.
    """
    change = whole.same_quarter
    if change is None or change.difference is None or change.percent is None or abs(change.difference) < _FEWEST:
        return ""
    net, sign = abs(change.difference), 1 if change.difference > 0 else -1
    moves = [(part, by * sign) for part, by in _moves(whole, parts)]  # above nought: the way of the whole
    rest = net - sum(by for _, by in moves)
    with_it = sum(by for by in (rest, *(by for _, by in moves)) if by > 0)
    part, most = max(moves, key=lambda move: move[1], default=(whole, 0.0))
    if most <= _MOST * with_it:
        return ""
    kind, way, other = ("increase", "more", "fewer") if sign > 0 else ("reduction", "fewer", "more")
    against = [f"{words.in_a_sentence(one.measure.title)} ({words.number(-by)} {other})" for one, by in moves if by < 0]
    said = f"{part.measure.title} accounts for most of the {kind}: {words.number(most)}"
    if most <= net and not against:
        return f"{said} of the {words.number(net)} {way}"
    told = f"{said} {way}, in a net change of {words.number(net)} {way}"
    return f"{told}; {words.joined(against)} went the other way" if against else told


def _moves(whole: Assessment, parts: Sequence[Assessment]) -> Iterator[tuple[Assessment, float]]:
    """The parts that share no offence with each other, the first named first, each with its change."""
    every = left = set(whole.measure.series)
    for part in parts:
        codes, change = set(part.measure.series), part.same_quarter
        if part.measure.source != whole.measure.source or change is None or change.difference is None:
            continue
        if codes and codes <= left and codes != every:
            left = left - codes
            yield part, change.difference


def difference(change: Change) -> str:
    """A change as a phrase that ends before what it is compared with.

    Examples
    --------
    >>> difference(Change(now=1258, then=1165, difference=93, percent=7.98, method=""))
    '93 more (an increase of 8.0%) than'
    >>> difference(Change(now=90, then=100, difference=-10, percent=-10.0, method=""))
    '10 fewer (a reduction of 10.0%) than'
    >>> difference(Change(now=1, then=3, difference=-2, percent=None, method=""))
    '2 fewer than'
    """
    if not change.difference:
        return "the same number as"
    amount = words.number(abs(change.difference))
    share = ""
    if change.percent is not None:
        share = f" ({words.way(change.difference)} of {words.percent(abs(change.percent))})"
    return f"{amount} {'more' if change.difference > 0 else 'fewer'}{share} than"


def first_place(assessment: Assessment) -> str:
    """What rank 1 stands for."""
    return "the highest rate" if assessment.measure.first_is == "higher" else "the lowest rate"
