"""Labels of the shipped figures, worked out a second time: by loops from their description, pooled by statsmodels."""

import math
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.stats import norm
from statsmodels.stats.meta_analysis import combine_effects

import crimekit as ck
from crimekit.statistics.intervals import fit_table
from crimekit.statistics.panel import noise, panel_of

CHOSEN = [
    *(("vehicle-crime", "2023-24 Q1"), ("vehicle-crime", "2021-22 Q2"), ("gbh-with-intent", "2025-26 Q3")),
    *(("gbh-with-intent", "2018-19 Q3"), ("neighbourhood-crime", "2019-20 Q3"), ("neighbourhood-crime", "2022-23 Q4")),
]


@pytest.fixture(scope="module", params=CHOSEN, ids=" ".join)
def known(request):
    """The counts and residents of every force as published, with the listed changes, and the quarter to judge."""
    measure, quarter = request.param
    given = ck.rate(ck.count(ck.read_recorded_crime(release="2026-04-23"), measure)).dropna(subset="population")
    counts, people = (given.pivot(index="period", columns="force", values=of) for of in ("count", "population"))
    masked, breaks = np.zeros(counts.shape, bool), np.zeros(counts.shape, bool)
    quarters = [ck.Quarter.parse(label) for label in counts.index]
    for known in ck.read_parameters().breaks.values():
        for column, force in enumerate(counts.columns):
            if (not known.forces or force in known.forces) and (not known.measures or measure in known.measures):
                for row, each in enumerate(quarters):
                    masked[row, column] |= known.kind == "mask" and known.first <= each <= known.last
                    breaks[row, column] |= known.kind == "step" and known.first == each
    found = ck.labels(measure, quarters=[quarter], release="2026-04-23").set_index(["horizon", "force"])
    at, usable = quarters.index(ck.Quarter.parse(quarter)), (counts.notna() & (counts >= 0)).to_numpy() & ~masked
    parts = {"y": counts.to_numpy(), "people": people.to_numpy(), "masked": masked, "breaks": breaks, "ok": usable}
    noise = ck.noise(measure, quarter=quarter, release="2026-04-23")
    parts |= {"forces": list(counts.columns), "at": at, "quarters": counts.index, "noise": noise}
    return SimpleNamespace(**parts, labels=found, learnt=learnt(SimpleNamespace(**parts)))


def learnt(known):
    """The wobble and the season, the pairs and the forces they come from."""
    steps, chance = {}, []
    for place in range(max(1, known.at - 38), known.at + 1):
        for force in range(len(known.forces)):
            old, new = known.y[place - 1, force], known.y[place, force]
            both = known.ok[place - 1, force] and known.ok[place, force] and not known.breaks[place, force]
            if both and min(old, new) >= 15:
                steps[place, force] = math.log((new + 0.5) / (old + 0.5))
                chance.append(1 / old + 1 / new)
    usual = [np.median([step for (at, _), step in steps.items() if (known.at - at) % 4 == back]) for back in range(4)]
    rest = []
    for (place, _), step in steps.items():
        others = [other for (at, _), other in steps.items() if at == place]
        rest.append(abs(step - (np.median(others) if len(others) >= 5 else usual[(known.at - place) % 4])))
    own = max(0, (1.4826 * np.median(rest)) ** 2 - np.median(chance)) / 2
    level = [0.0]  # of the quarter judged, then of each before it
    for step in usual[:3]:
        level.append(level[-1] - (step - np.mean(usual)))
    season = [each - np.mean(level) for each in level]
    wobble = math.sqrt((len(rest) * own + 20 * 0.07**2) / (len(rest) + 20))
    return wobble, season, len(rest), len({force for _, force in steps})


def test_the_noise_is_what_its_description_says(known):
    wobble, season, pairs, forces = known.learnt
    assert known.noise["noise"].unique() == pytest.approx([wobble], rel=1e-9)
    last = ck.Quarter.parse(known.noise["period"].iloc[0]).number
    by_number = {(last - back - 1) % 4 + 1: level for back, level in enumerate(season)}
    assert dict(zip(known.noise["quarter"], known.noise["season"], strict=True)) == pytest.approx(by_number)
    assert (set(known.noise["pairs"]), set(known.noise["forces"])) == ({pairs}, {forces})


def pooled(changes, chance=1.0):
    """The statistic of each force's change, drawn towards the mean of all: DerSimonian and Laird by statsmodels.

    `chance` times what independent quarters would differ by is no difference between forces.
    """
    if not changes:  # the recording of every force changed
        return {}
    x, v = np.array(list(changes.values())).T
    spread = sum(1 / v) - sum(1 / v**2) / sum(1 / v)
    between = max(0.0, combine_effects(x, v).q - chance * (len(x) - 1)) / spread if len(x) > 1 else 0.0
    fit = combine_effects(x, v + between)
    mean, error = fit.mean_effect_fe, fit.sd_eff_w_fe
    kept = between / (between + v)
    z = (kept * x + (1 - kept) * mean) / np.sqrt(kept * v + (1 - kept) ** 2 * error**2)
    return dict(zip(changes, z, strict=True))


def year_before(known, force, lags):
    """The quarters compared, newest first, with the earlier one of each; none where there is no such year."""
    year = [at for at in range(known.at, known.at - 4, -1) if at >= 0]
    unmasked = sum(not known.masked[at, force] for at in year)
    for lag in lags:
        pairs = [(a, a - lag) for a in year if a >= lag and known.ok[a, force] and known.ok[a - lag, force]]
        if pairs and len(pairs) >= min(3, unmasked):
            return pairs
    return []


HORIZONS = [
    ("year", (4, 8, 12), 0.88, ("Increasing", "Decreasing", "Stable", "Not known")),
    ("three years", (8, 12, 16, 20), 0.96, ("Higher", "Lower", "About the same", "Not comparable")),
]


@pytest.mark.parametrize(("horizon", "lags", "confidence", "words"), HORIZONS, ids=["year", "three years"])
def test_a_direction_of_years_is_beyond_noise_by_itself_and_weighted_to_the_newest_and_pooled(
    known, horizon, lags, confidence, words
):
    wobble, found, limit = known.learnt[0], known.labels.loc[horizon], norm.isf((1 - confidence) / 2)
    weighted, own, words_of = {}, {}, {}
    for column, force in enumerate(known.forces):
        pairs = year_before(known, column, lags)
        if not pairs or not known.ok[known.at, column]:
            words_of[force] = "Not known"
        if not pairs:
            continue
        a, b = (sum(known.y[pair[end], column] for pair in pairs) for end in (0, 1))
        p, q = (sum(known.people[pair[end], column] for pair in pairs) for end in (0, 1))
        change = math.log((a + 0.5) / (b + 0.5) * q / p)
        error = math.sqrt(1 / (a + 0.5) + 1 / (b + 0.5) + 2 * wobble**2 / len(pairs))
        own[force] = (a, b, a * q / b / p - 1 if b else math.nan, change, error, known.quarters[pairs[0][1]])
        if known.breaks[known.at - 2 - (pairs[0][0] - pairs[0][1]) : known.at + 1, column].any():
            words_of.setdefault(force, words[3])
            continue
        if (a + b) / len(pairs) < 5:  # 10 a year
            words_of[force] = "Not known"
        if (a + b) / len(pairs) < 6:  # 3 a quarter in both
            words_of.setdefault(force, "No clear change")
        newest = [(4, 3, 2, 2)[known.at - now] for now, _ in pairs]
        x = v = 0.0
        for weight, (now, then) in zip(newest, pairs, strict=True):
            y, z, share = known.y[now, column] + 0.5, known.y[then, column] + 0.5, weight / sum(newest)
            x += share * math.log(y / z * known.people[then, column] / known.people[now, column])
            v += share**2 * (1 / y + 1 / z + 2 * wobble**2)
        weighted[force] = x, v
    z = pooled(weighted, chance=1.5)
    for force, (a, b, percent, change, error, base) in own.items():
        row = found.loc[force]
        clear = abs(change) > limit * error and force in z and change * z[force] > 0 and abs(z[force]) > limit
        inside = all(-0.2 <= math.expm1(change + norm.ppf(0.985) * side * error) <= 0.2 for side in (-1, 1))
        word = words[0 if change > 0 else 1] if clear else words[2] if inside else "No clear change"
        assert row["label"] == words_of.get(force, word), force
        assert row[["now", "then", "base"]].tolist() == [a, b, base]
        if row["label"][:3] != "Not":
            limits = (math.expm1(change - limit * error), math.expm1(change + limit * error))
            numbers = row[["change", "lower", "upper", "statistic", "p", "noise"]].tolist()
            expected = (percent, *limits, change / error, 2 * norm.sf(abs(change / error)), wobble)
            assert numbers == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert all(found.loc[force, "label"] == "Not known" for force in known.forces if force not in own)


def test_a_quarter_is_set_against_the_four_before_it_at_its_season(known):
    wobble, season = known.learnt[:2]
    changes, expected = {}, {}
    for column, force in enumerate(known.forces):
        before = [at for at in range(known.at - 4, known.at) if known.ok[at, column]]
        before = [at for at in before if not known.breaks[at + 1 : known.at + 1, column].any()]
        if not known.ok[known.at, column] or not before:
            continue
        levels = [
            known.y[at, column] / known.people[at, column] / math.exp(season[(known.at - at) % 4]) for at in before
        ]
        expected[force] = np.mean(levels) * known.people[known.at, column] * math.exp(season[0])
        y, total = known.y[known.at, column], sum(known.y[at, column] for at in before)
        variance = 1 / (y + 0.5) + 1 / (total + 0.5) + wobble**2 * (1 + 1 / len(before))
        few = len(before) < 2 or total < 3 * len(before)
        changes[force] = math.log((y + 0.5) / (expected[force] + 0.5)), variance, few
    z = pooled({force: change[:2] for force, change in changes.items()})
    for force in known.forces:
        row = known.labels.loc["quarter", force]
        x, variance, few = changes.get(force, (0.0, 1.0, True))
        if few:
            assert row["label"] == "Not known", force
            continue
        own, way = x / math.sqrt(variance), "higher" if x > 0 else "lower"
        outside = abs(own) > norm.ppf(0.95) and (
            z[force] * np.sign(x) > norm.ppf(0.95) or abs(own) > 1.5 * norm.ppf(0.95)
        )
        far = min(abs(own), z[force] * np.sign(x)) > norm.ppf(0.9875)
        assert row["label"] == (
            f"Far {way} than expected" if far else f"{way.title()} than expected" if outside else "As expected"
        )
        assert row[["then", "statistic"]].tolist() == pytest.approx([expected[force], own], rel=1e-9)
        assert row["change"] == pytest.approx(row["now"] / expected[force] - 1)


def test_table_with_holes_agrees_with_a_poisson_regression():
    table = np.array([[12, np.nan, 14, 10], [18, 12, 10, 11], [np.nan, np.nan, 25, 28]])
    rows, columns = np.nonzero(np.isfinite(table))
    dummies = np.column_stack([rows[:, None] == np.unique(rows), columns[:, None] == np.unique(columns)[1:]])
    model = sm.GLM(table[rows, columns], dummies.astype(float), family=sm.families.Poisson()).fit(tol=1e-12)
    fit = fit_table(table)
    assert fit.df == model.df_resid
    assert fit.pearson == pytest.approx(model.pearson_chi2, abs=1e-6)


def test_table_leaves_out_a_year_with_one_quarter_and_of_nothing_is_nothing():
    full = np.array([[12.0, 8, 14, 10], [18, 12, 10, 11]])
    lone = np.array([[np.nan, np.nan, np.nan, 900.0]])
    assert fit_table(np.vstack([lone, full])) == fit_table(full)
    assert fit_table(np.full((2, 4), np.nan)).df == 0


@pytest.mark.parametrize("wobble", [0.0, 0.05, 0.1, 0.2])
def test_the_wobble_and_the_season_of_counts_are_found_beneath_chance_and_drift(wobble):
    random = np.random.default_rng(7)
    season = np.exp(0.1 * np.cos(np.arange(48) * math.pi / 2))[:, None]
    drift = np.exp(0.02 * np.arange(48))[:, None]
    mean = 2000 * season * drift * np.exp(random.normal(0, wobble, (48, 40)))
    found = noise(panel_of(pd.DataFrame(random.poisson(mean).astype(float))))
    assert found.wobble == pytest.approx(wobble, rel=0.1, abs=0.012)
    assert found.season == pytest.approx((0.1, 0, -0.1, 0), abs=0.02)  # the quarter judged is the last
    assert (found.pairs, found.forces) == (39 * 40, 40)  # of ten years
