"""What a whole report says: how its measures stand, and how its figures were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from crimekit import words
from crimekit.quarters import Quarter
from crimekit.reports.cases.assessment import Assessment
from crimekit.statistics.results import Course
from crimekit.statistics.settings import Settings


def overview_sentences(assessments: Sequence[Assessment]) -> tuple[str, ...]:
    """How many measures improve, worsen, are neither, or cannot be told; and how many have no figure."""
    shown = [assessment.outlook.direction for assessment in assessments if assessment.outlook]
    number = Counter(shown)
    parts = [
        *(f"{number[way]} {_are(number[way])} {way}" for way in ("improving", "worsening") if number[way]),
        *([_neither(number)] if number["neither"] else []),
        *([f"{number['not known']} cannot be told"] if number["not known"] else []),
    ]
    counted = words.counted(len(shown), "measure", "measures")
    found = f"Of {counted} with a series of figures, {words.joined(parts)}" if parts else ""
    without = len(assessments) - len(shown)
    rest = f"{words.counted(without, 'measure has', 'measures have')} no series of figures" if without else ""
    return tuple(words.sentence(part) for part in (found, rest) if part)


def _neither(number: Counter[Course]) -> str:
    both = number["improving"] and number["worsening"]
    return f"{number['neither']} {_are(number['neither'])} neither{'' if both else ' improving nor worsening'}"


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
        "included. In a rank the 1st is the lowest rate, or the highest for measures where "
        "more is read as more police work; its range holds the places that chance leaves open, nine times in ten.",
        "With many labels in one report, some will be wrong by chance: each is wrong at most about one time in twenty "
        "where nothing changed.",
    )
