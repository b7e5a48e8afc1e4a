"""How each figure and label is made, step by step, with the thresholds in force: enough to do it again by hand."""

from __future__ import annotations

from crimekit import words
from crimekit.statistics.settings import Settings

Steps = tuple[str, ...]


def rate_steps(settings: Settings) -> Steps:
    """Rates, shares, changes and survey percentages."""
    confidence = f"{100 * (1 - settings.alpha):g}%"
    return (
        "Rate = count ÷ residents × 1,000. Residents are those of the mid-year estimate of the calendar year before "
        "the one in which the quarter ends. A quarter's rate is not annualised.",
        f"Interval of a count (exact, Garwood): the lower limit is half the {50 * settings.alpha:g}% point of "
        f"chi-square with 2 × count degrees of freedom, the upper half the {100 - 50 * settings.alpha:g}% point with "
        "2 × count + 2; both divided by residents. At a count of nought the lower limit is nought.",
        f"Change = later count − earlier count; as a percentage of the earlier one where that is "
        f"{settings.percent_base:g} or more.",
        f"Share p of n people asked, with Wilson's {confidence} interval: (p + q²/2n ± q √(p(1 − p)/n + q²/4n²)) ÷ "
        "(1 + q²/n), where q is the normal quantile (1.96 for 95%). Weighted answers count as (Σw)² ÷ Σw² people "
        "(Kish).",
        "Difference of two shares p₁ − p₂ (Newcombe, method 10), with Wilson limits l and u of each: from p₁ − p₂ − "
        "√((p₁ − l₁)² + (u₂ − p₂)²) to p₁ − p₂ + √((u₁ − p₁)² + (p₂ − l₂)²). It is “Stat Sig” where nought lies "
        "outside.",
        f"Below {settings.survey_shown_from:g} people asked no percentage is shown; below "
        f"{settings.survey_small_from:g} it is an indicator only; below {settings.survey_plain_from:g} it is to be "
        "treated with caution.",
    )


def short_term_steps(settings: Settings) -> Steps:
    """The short-term label."""
    excess, alpha = f"{settings.short_excess:g}", f"{settings.alpha:g}"
    return (
        "Take the counts by quarter, the last one reported, and the residents of each. Leave out quarters that are "
        "missing, below nought or masked. Cut the series into years of four quarters, counted back from the last.",
        "A is the sum of the newest year. B is the sum of the most recent year before it, at most "
        f"{settings.short_furthest_back} back, of which at least {settings.short_fewest_matched} quarters are usable "
        "in both. Only quarters usable in both are added. R and S are the residents of the same quarters, added up.",
        "Dispersion. For each quarter of every year with at least two usable ones, expect (sum of its year) × (sum of "
        "its season) ÷ (sum of all); where quarters are left out, scale the years and the seasons in turn until the "
        f"expected sums are the observed ones. Where the mean count is below {settings.season_from_mean:g}, expect the "
        "mean of the year. φ = Σ (count − expected)² ÷ expected, divided by the degrees of freedom d: quarters − "
        "(years + seasons − 1), or quarters − years without seasons.",
        f"φ* = 1 + {excess} × (φ − 1), or 1 where φ is below 1. The factor {excess} allows for neighbouring quarters "
        "that resemble each other.",
        "N = A + B, π = R ÷ (R + S), z = (A − πN) ÷ √(N π (1 − π) φ*). p is the probability of a value beyond ±z in "
        "Student's t with d degrees of freedom.",
        "Change = (A/R) ÷ (B/S) − 1. Its interval: Wilson's for the share A/N with N/φ* people and Student's quantile; "
        "each limit l becomes l/(1 − l) × S/R − 1.",
        "Not known, in this order: fewer than "
        f"{settings.short_fewest_quarters} quarters; the last one missing, masked or below nought; too few matched "
        f"quarters; d below {settings.fewest_degrees}; A + B below {settings.short_smallest_total:g}; a recording "
        "change after the first quarter of B's year.",
        f"Increasing or Decreasing: p below {alpha} and a change of {_percent(settings.short_material)} or more. "
        f"Stable: p below {alpha} and a smaller change; or an interval within −{_percent(settings.short_stable)} to "
        f"+{_percent(1 / (1 - settings.short_stable) - 1)}. Otherwise: No clear change.",
    )


def medium_term_steps(settings: Settings) -> Steps:
    """The medium-term label."""
    excess, alpha = f"{settings.medium_excess:g}", f"{settings.alpha:g}"
    rise = _percent(1 / (1 - settings.medium_stable) - 1)
    return (
        f"Take the usable quarters among the last {settings.medium_window}.",
        "Fit a Poisson regression with a log link: log(expected count) = log(residents) + a constant for each season "
        f"(one for all where the mean count is below {settings.season_from_mean:g}) + a step at each known recording "
        "change + b × (time in years). Iteratively reweighted least squares, to convergence.",
        "φ = Σ (count − expected)² ÷ expected, divided by d = quarters − coefficients. "
        f"φ* = 1 + {excess} × (φ − 1), or 1 where φ is below 1.",
        "se = √(φ* × the variance of b under Poisson counts), t = b/se, p from Student's t with d degrees of freedom. "
        "Change a year = exp(b) − 1, from exp(b − q se) − 1 to exp(b + q se) − 1 with Student's quantile q.",
        f"Not known: fewer than {settings.medium_fewest_quarters} usable quarters, or over fewer than "
        f"{settings.medium_shortest_span}; fewer than {settings.medium_smallest_total:g} offences in all; d below "
        f"{settings.fewest_degrees}.",
        f"Increasing or Decreasing: p below {alpha} and a change of {_percent(settings.medium_material)} a year or "
        f"more. Stable: p below {alpha} and a smaller change, or an interval within "
        f"−{_percent(settings.medium_stable)} to +{rise} a year. Otherwise: No clear trend.",
        "In a chart, the line is exp(b × years) at the level at which it adds up to the usable counts; its limits are "
        "the same with the limits of the yearly change.",
    )


def word_steps(settings: Settings) -> Steps:
    """From two labels to the words and the outlook."""
    return (
        "Both terms are printed: “Medium term increasing / Short term decreasing”. Two that are Stable are “Stable”.",
        "In one phrase the short-term change is shrunk first, because one that was picked out as significant "
        "overstates: exp(log(1 + change) × (1 − 1/z²)) − 1, or nought where z is between −1 and 1. Below "
        f"{_percent(settings.moderate_from)} it is small, from {_percent(settings.large_from)} large, else moderate.",
        "Improving and worsening follow from the measure's own direction (measures.yml). Where the two terms point "
        "opposite ways the outlook is neither.",
        "The quarters masked and the recording changes are a dated list with sources (breaks.yml), marked on every "
        "chart.",
    )


def latest_steps(settings: Settings) -> Steps:
    """The note on the latest quarter."""
    return (
        "Fit the medium-term regression (without time where there are fewer than "
        f"{settings.unusual_trend_from} quarters) to all usable quarters before the last. m is what it expects of "
        "the last, v the variance of log m times the short term's φ*.",
        "The count is placed in the negative binomial distribution with mean m and variance max(1, φ) m + v m²: the "
        "probability of fewer, and half that of as many, turned into a normal z. The quarter is unusual where z is "
        f"beyond Student's limit for {settings.unusual_alpha:g}. It is a note, never a direction; there is none where "
        f"the quarters before have a mean below {settings.unusual_from_mean:g}.",
    )


def group_steps(settings: Settings) -> Steps:
    """The benchmark and the rank."""
    return (
        "Add up the last four quarters of each force; one that lacks any is left out and named. Y is the sum, P the "
        "residents, r = Y/P. The group average that is printed is the mean of all r, the force itself included.",
        "Dispersion of force i: φ of its own year and season table over the last "
        f"{settings.medium_window + 1} quarters; excess e = φ − 1, mean count a quarter m. Pooled: "
        f"f = 1 + {settings.group_excess:g} × the larger of (mean of all e) and (Σe ÷ Σm) × m, neither below nought.",
        "E = P × mean of the other forces' r. V = f E + P² × Σ(f Y/P²) ÷ (forces − 1)², the sum over the others. "
        "z = (Y − E)/√V; p from the normal distribution.",
        f"Higher than or below the average: p below {settings.alpha:g} and a rate {_percent(settings.group_material)} "
        f"or more from it. Not known: fewer than {settings.group_fewest_forces} forces, or E below "
        f"{settings.group_smallest_expected:g}. Otherwise: similar.",
        "Rank 1 is the best in the measure's own direction (the lowest rate where neither can be said); equal rates "
        "share the better place. Its range: a force counts as ahead or behind for certain where the difference of the "
        "two rates is more than q √(f Y/P² of one + of the other), with at least half an offence each and q the "
        f"normal quantile for {_percent(settings.rank_confidence)}. A range of three quarters of the places or more is "
        "“not informative”.",
    )


def outturn_steps(settings: Settings) -> Steps:
    """The projection of a financial year."""
    return (
        f"Take the last {settings.outturn_years} complete financial years with no masked quarter, at least "
        f"{settings.outturn_fewest_years}. s is the share of their total that fell in the quarters known this year; f "
        "the larger of 1 and φ of their year and season table.",
        "Two guesses of the year's total: this year so far ÷ s, and the total of the last of those years. L = (so far "
        f"+ that total) ÷ (1 + s); their relative variances are f/(sL) and f/L + {settings.outturn_drift:g}². Weigh "
        "them by the inverse: the rest of the year r is the weighted total × (1 − s).",
        "Variance of the rest: f r + r² × (product of the two variances ÷ their sum + "
        f"{settings.outturn_drift:g}² + f s ÷ the count of the quarters to come in those years). The interval is that "
        "of a negative binomial count with this mean and variance, at the probabilities of Student's limits for 80% "
        "and 95%.",
    )


def chance_steps(settings: Settings) -> Steps:
    """How many labels are wrong by chance, and what leads a report."""
    rate = _percent(settings.headline_rate)
    return (
        "Each label is tested on its own, as readers expect. Of a report with N labels, about N × 2% to N × 4% would "
        "name a direction by chance if nothing had changed; in the hardest settings about one in 20 does.",
        "“What changed” allows for the number: all p-values of the report are put in order, smallest first, and "
        f"those up to the last that is at most {settings.headline_rate:g} × (place ÷ number) are picked (Benjamini and "
        f"Hochberg). Of those picked at most {rate} are expected to be chance.",
        "A label that differs from that of the last quarter is listed with the reason: a new quarter of figures, or "
        "figures that a newer release revised.",
    )


def _percent(fraction: float) -> str:
    return words.percent(100 * fraction).replace(".0%", "%")
