"""Survey percentages: a share of respondents, one wave against another, and how little a small sample says.

Two waves are compared by the interval of their difference, never by whether their own intervals overlap.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from crimekit.errors import DataError
from crimekit.statistics.intervals import normal_quantile, wilson_interval
from crimekit.statistics.results import SurveyDifference, SurveyResult
from crimekit.statistics.settings import DEFAULTS, Settings

VERY_SMALL = "sample size very small, indicator ONLY"
SMALL = "small sample, treat with caution"
BLUNT = "differences under about 20 points are usually missed"


def survey_result(
    positive: float,
    respondents: float,
    *,
    effective: float | None = None,
    settings: Settings = DEFAULTS,
) -> SurveyResult:
    """Work out the share who answered so, with Wilson's interval.

    Parameters
    ----------
    positive, respondents
        Those who answered so, of those who answered; with weights, the weighted share times the respondents.
    effective
        The respondents that weighted answers are worth (`effective_respondents`).

    Raises
    ------
    DataError
        Where the parts cannot be parts.

    Examples
    --------
    >>> wave = survey_result(18, 22)
    >>> round(100 * wave.share), wave.note
    (82, 'sample size very small, indicator ONLY')
    """
    size = respondents if effective is None else effective
    if not (0 <= positive <= respondents and 0 <= size <= respondents):
        raise DataError(
            f"survey: found {positive:g} of {respondents:g} respondents, worth {size:g}; "
            "expected a part between zero and the whole"
        )
    method = f"share of respondents, Wilson {100 * (1 - settings.alpha):g}% interval"
    shown = size >= settings.survey_shown_from
    reason = "" if shown else f"fewer than {settings.survey_shown_from:g} respondents"
    if size == 0:
        return SurveyResult(None, positive, respondents, size, None, None, shown, VERY_SMALL, method, reason)
    share = positive / respondents
    lower, upper = wilson_interval(share, size, normal_quantile(1 - settings.alpha))
    note = _note(size, settings)
    return SurveyResult(share, positive, respondents, size, lower, upper, shown, note, method, reason)


def survey_difference(now: SurveyResult, then: SurveyResult, *, settings: Settings = DEFAULTS) -> SurveyDifference:
    """Compare two waves by Newcombe's interval of the difference (1998, method 10).

    Examples
    --------
    >>> change = survey_difference(survey_result(310, 400), survey_result(262, 400))
    >>> change.label, round(100 * change.difference)
    ('Stat Sig increase', 12)
    """
    method = f"difference of the shares, Newcombe {100 * (1 - settings.alpha):g}% interval"
    smaller = min(now.effective, then.effective)
    note = _note(smaller, settings)
    if not (now.shown and then.shown):
        which = "this wave" if not now.shown else "the earlier wave"
        reason = f"fewer than {settings.survey_shown_from:g} respondents in {which}"
        label = f"Not shown (fewer than {settings.survey_shown_from:g} responses)"
        return SurveyDifference(label, None, None, None, now, then, note, method, reason)
    difference, lower, upper = newcombe_interval(now, then)
    significant = lower > 0 or upper < 0
    label = f"Stat Sig {'increase' if difference > 0 else 'decrease'}" if significant else "Not Stat Sig"
    label = "; ".join(filter(None, (label, note)))
    if not significant and smaller < settings.survey_plain_from:
        note = f"{note}; {BLUNT}"
    return SurveyDifference(label, difference, lower, upper, now, then, note, method)


def newcombe_interval(now: SurveyResult, then: SurveyResult) -> tuple[float, float, float]:
    """Give the difference of two shares and its limits, from the limits of each.

    Examples
    --------
    >>> limits = newcombe_interval(survey_result(56, 70), survey_result(48, 80))
    >>> [round(limit, 4) for limit in limits]
    [0.2, 0.0524, 0.3339]
    """
    if now.share is None or now.lower is None or now.upper is None:
        raise DataError("survey: found nobody who answered this wave; expected respondents in both waves")
    if then.share is None or then.lower is None or then.upper is None:
        raise DataError("survey: found nobody who answered the earlier wave; expected respondents in both waves")
    difference = now.share - then.share
    below = math.hypot(now.share - now.lower, then.upper - then.share)
    above = math.hypot(now.upper - now.share, then.share - then.lower)
    return difference, difference - below, difference + above


def effective_respondents(weights: Sequence[float]) -> float:
    """Count the respondents that weighted answers are worth (Kish 1965).

    Examples
    --------
    >>> effective_respondents([1, 1, 1, 1]), effective_respondents([3, 1])
    (4.0, 1.6)
    """
    if not weights or min(weights) < 0 or sum(weights) == 0:
        raise DataError("survey: weights: found none, or one below zero; expected weights from zero, some above it")
    return sum(weights) ** 2 / sum(weight**2 for weight in weights)


def _note(size: float, settings: Settings) -> str:
    """Say what a sample of this size allows; empty where it is large enough."""
    if size < settings.survey_small_from:
        return VERY_SMALL
    return SMALL if size < settings.survey_plain_from else ""
