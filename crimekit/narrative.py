"""Sentences, headlines and alternative texts, written from the figures."""

from __future__ import annotations

from collections.abc import Sequence

from crimekit import words
from crimekit.assessments import Assessment
from crimekit.cases import Case
from crimekit.quarters import Quarter
from crimekit.results import Change
from crimekit.settings import Settings


def sentences(assessment: Assessment, case: Case) -> tuple[str, ...]:
    """What an analyst would write of one measure; nothing where there is no figure but the reason."""
    if assessment.count is None:
        return (_stated(assessment),)
    return tuple(
        words.sentence(text)
        for text in (
            _latest(assessment),
            _same_quarter(assessment),
            _to_date(assessment),
            _twelve_months(assessment),
            _extreme(assessment, case.report.first_quarter),
            _unusual(assessment),
            _position(assessment, case),
        )
        if text
    )


def _stated(assessment: Assessment) -> str:
    """A figure without a series: what its source gives, or why there is none."""
    measure, local = assessment.measure, assessment.local
    if local is None or local.value is None:
        return f"{measure.title}: no figure is available. {words.sentence(assessment.reason)}"
    if measure.statistic != "percent":
        return f"{measure.title}: {words.counted(local.value, measure.noun, measure.nouns)} ({local.period})."
    if assessment.survey is not None and not assessment.survey.shown:
        return f"{measure.title}: too few people were asked to give a percentage."
    asked = "The number of people asked is not stated, so no interval can be given."
    if local.base is not None:
        asked = f"{words.counted(local.base, 'person was', 'people were')} asked."
    return f"{measure.title}: {words.percent(local.value, 0)} ({local.period}). {asked}"


def _latest(assessment: Assessment) -> str:
    measure, count = assessment.measure, assessment.count or 0
    verb = "was" if count == 1 else "were"
    text = f"There {verb} {words.counted(count, measure.noun, measure.nouns)} in {_name(assessment.quarters[-1])}"
    if assessment.rate is None or assessment.rate.value is None or count <= 0:
        return text
    return f"{text}, a rate of {words.rate(assessment.rate_value, assessment.rate_values)} per {words.number(measure.per)} residents"


def _same_quarter(assessment: Assessment) -> str:
    change = assessment.same_quarter
    if change is None or change.then is None:
        return "There is no figure for the same quarter of the year before"
    before = assessment.quarters[-5]
    return f"That is {difference(change)} the same quarter of {before.financial_year} ({words.number(change.then)})"


def _to_date(assessment: Assessment) -> str:
    change, quarter = assessment.to_date, assessment.quarters[-1]
    if change is None or change.then is None or change.now is None or quarter.number == 1:
        return ""
    nouns = words.counted(change.now, assessment.measure.noun, assessment.measure.nouns)
    return (
        f"In the financial year {quarter.financial_year} to date there {_were(change.now)} {nouns}, "
        f"{difference(change)} the same part of the year before ({words.number(change.then)})"
    )


def _twelve_months(assessment: Assessment) -> str:
    change = assessment.twelve_months
    if change is None or change.then is None or change.now is None:
        return ""
    end = assessment.quarters[-1].words.rsplit(" to ", 1)[-1]
    nouns = words.counted(change.now, assessment.measure.noun, assessment.measure.nouns)
    return (
        f"In the twelve months to {end} there {_were(change.now)} {nouns}, {difference(change)} "
        f"the twelve months before ({words.number(change.then)})"
    )


def _were(count: float) -> str:
    return "was" if count == 1 else "were"


def difference(change: Change) -> str:
    """A change as a phrase that ends before what it is compared with.

    Examples
    --------
    >>> difference(Change(now=1258, then=1165, difference=93, percent=7.98, method=""))
    '93 more (an increase of 8.0%) than'
    >>> difference(Change(now=1, then=3, difference=-2, percent=None, method=""))
    '2 fewer than'
    """
    if not change.difference:
        return "the same as in"
    amount = words.number(abs(change.difference))
    more = change.difference > 0
    share = ""
    if change.percent is not None:
        share = f" ({'an increase' if more else 'a reduction'} of {words.percent(abs(change.percent))})"
    return f"{amount} {'more' if more else 'fewer'}{share} than"


def _extreme(assessment: Assessment, first: Quarter) -> str:
    start = assessment.since(first)
    window = [count for count in assessment.counts[start:-1] if count is not None]
    count = assessment.count
    if count is None or len(window) < 8 or max(window) == min(window):
        return ""
    since = _name(assessment.quarters[start])
    if count > max(window):
        return f"It is the highest quarterly count since at least {since}"
    if count < min(window):
        return f"It is the lowest quarterly count since at least {since}"
    return ""


def _unusual(assessment: Assessment) -> str:
    note = assessment.unusual
    if note is None or not note.unusual or note.lower is None or note.upper is None:
        return ""
    return (
        "This quarter alone is unusual: from the quarters before, between "
        f"{words.number(note.lower)} and {words.number(note.upper)} would have been expected"
    )


def _position(assessment: Assessment, case: Case) -> str:
    found, peers = assessment.benchmark, case.peers
    if found is None or found.rank is None or peers is None or found.rate is None or found.average is None:
        return ""
    decimals = words.rate_decimals([found.rate, found.average])
    return (
        f"Over twelve months its rate was {words.number(found.rate, decimals)} per "
        f"{words.number(found.per)} residents against an average of {words.number(found.average, decimals)} in the "
        f"{peers.name}: {words.rank(found.rank.position, found.rank.of, found.rank.low, found.rank.high)}, "
        "where 1st is best"
    )


def trend_headline(assessments: Sequence[Assessment], title: str) -> str:
    """What a trend chart shows, in one line."""
    if len(assessments) > 1:
        return f"{title}: {_directions(assessments)}"
    (assessment,) = assessments
    change = assessment.same_quarter
    if change is None or change.difference is None:
        return f"{title}: no figure for the same quarter a year before"
    if change.difference == 0:
        return f"{title}: the same number as in the same quarter a year before"
    amount = words.percent(abs(change.percent)) if change.percent is not None else words.number(abs(change.difference))
    way = "up" if change.difference > 0 else "down"
    return f"{title}: {way} {amount} on the same quarter a year before"


def _directions(assessments: Sequence[Assessment]) -> str:
    changes = [(a.measure.title, a.same_quarter.difference if a.same_quarter else None) for a in assessments]
    groups = {
        "more": [name for name, by in changes if by is not None and by > 0],
        "fewer": [name for name, by in changes if by is not None and by < 0],
        "as many": [name for name, by in changes if by == 0],
    }
    parts = [f"{amount} {words.joined([_lower(name) for name in names])}" for amount, names in groups.items() if names]
    return f"{', '.join(parts)} than in the same quarter a year before" if parts else "no comparison a year before"


def trend_alt(assessments: Sequence[Assessment], first: Quarter) -> str:
    """The alternative text of a trend chart: what is drawn, and where each line ends."""
    quarters = assessments[0].quarters
    start = assessments[0].since(first)
    measure = assessments[0].measure
    ends = []
    for assessment in assessments:
        shown = [rate.value for rate in assessment.rates[start:] if rate.value is not None]
        places = words.rate_decimals(assessment.rate_values)
        ends.append(
            f"{assessment.measure.title} is {words.number(assessment.rate_value, places)} in the latest quarter, having ranged from "
            f"{words.number(min(shown), places)} to {words.number(max(shown), places)}"
        )
    return (
        f"Line chart of quarterly offences per {words.number(measure.per)} residents from {_name(quarters[start])} to "
        f"{_name(quarters[-1])}. {'. '.join(ends)}."
    )


def benchmark_headline(assessment: Assessment, case: Case) -> str:
    """What a comparison with other forces shows, in one line."""
    found = assessment.benchmark
    if found is None or found.rank is None:
        return f"{assessment.measure.title}: no comparison"
    place = words.rank(found.rank.position, found.rank.of)
    return f"{assessment.measure.title}: {case.force.name} is {place} by rate over twelve months"


def benchmark_alt(assessment: Assessment, case: Case) -> str:
    """The alternative text of a comparison: the force's own rate, the average, the ends of the list."""
    found = assessment.benchmark
    if found is None or not found.rates:
        return ""
    names, places = case.parameters.forces, words.rate_decimals([rate for _, rate in found.rates])
    ordered = sorted(found.rates, key=lambda pair: pair[1])
    (least, low), (most, high) = ordered[0], ordered[-1]
    return (
        f"Bar chart of {assessment.measure.title.lower()} per {words.number(found.per)} residents over twelve months in "
        f"{len(ordered)} forces. {case.force.name}: {words.number(found.rate, places)}; average: "
        f"{words.number(found.average, places)}; lowest: {names[least].name}, {words.number(low, places)}; highest: "
        f"{names[most].name}, {words.number(high, places)}."
    )


def overview_sentences(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """How many measures improve, worsen, are neither, or cannot be told; and how many have no figure."""
    shown = [assessment.outlook for assessment in assessments if assessment.outlook]
    number = {
        direction: sum(outlook.direction == direction for outlook in shown)
        for direction in ("improving", "worsening", "neither", "not known")
    }
    without = len(assessments) - len(shown)
    text = (
        f"Of {words.counted(len(shown), 'measure', 'measures')} with a series of figures, {number['improving']} "
        f"{_are(number['improving'])} improving, {number['worsening']} {_are(number['worsening'])} worsening, "
        f"{number['neither']} {'shows' if number['neither'] == 1 else 'show'} neither, and {number['not known']} "
        f"{_are(number['not known'])} not known because the numbers are too small or too few"
    )
    rest = f"{words.counted(without, 'measure has', 'measures have')} no series of figures" if without else ""
    return tuple(words.sentence(part) for part in (text, rest) if part)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def method_sentences(settings: Settings, quarter: Quarter) -> tuple[str, ...]:
    """How the figures of a report were made, with the thresholds in force."""
    alpha, base = words.percent(100 * settings.alpha, 0), words.number(settings.percent_base)
    return (
        f"Rates are offences divided by residents. A quarter's rate uses the mid-year population estimate of the "
        f"calendar year before the one in which it ends (mid-{quarter.mid_year} for {quarter.label}), as the Office "
        "for National Statistics does for years; it is not annualised.",
        f"A change is given as a count, and as a percentage only where the earlier count is at least {base}.",
        "The short-term label compares the last four quarters with the four before, or with the last four clear of a "
        "masked period; the medium-term label fits a trend with seasons to the last "
        f"{settings.medium_window} quarters. Both allow for more variation than chance alone (quasi-Poisson, widened "
        f"for autocorrelation) and print a direction only where p is below {alpha}.",
        f"“Stable” is printed only where the interval rules out a change of a quarter "
        f"({words.percent(100 * settings.short_stable, 0)}) or, in the medium term, of "
        f"{words.percent(100 * settings.medium_stable, 0)} a year; otherwise the label is “No clear change”. “Not "
        "known” means that the numbers are too small or too few for any label.",
        "Whether a direction is improving or worsening depends on the measure: more recorded robbery is worse; more "
        "recorded drug trafficking may mean more police work, so it is neither.",
        "A benchmark compares twelve months. The group average is the mean of the forces' rates, the force itself "
        "included. A rank counts 1st as best; its range holds the places that chance leaves open, nine times in ten.",
        "With many labels in one report, some will be wrong by chance: each is wrong at most about one time in twenty "
        "where nothing changed.",
    )


def _name(quarter: Quarter) -> str:
    return f"Q{quarter.number} {quarter.financial_year}" if quarter.is_financial else str(quarter)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
