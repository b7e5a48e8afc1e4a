"""Measure how often the labels are wrong: false alarms on stable series, and power on series that changed.

    python tests/benchmarks/calibration.py --quick      # 9 settings, some seconds
    python tests/benchmarks/calibration.py              # all 270, about half an hour

Whoever changes a method or a threshold runs this before and after. A false alarm is a direction printed for a series
whose level never changed; a stable series has a level, a season and one of six kinds of noise. Beside the labels
stand the rules of everyday practice. The figures in ``crimekit/settings.py`` come from this design.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crimekit.benchmarks import benchmark
from crimekit.results import Unusual
from crimekit.trends import medium_term, short_term, unusual_quarter

Counts = NDArray[np.float64]
Rule = Callable[[Counts], int]  # 1 up, -1 down, 0 no direction

LEVELS = (0.8, 5, 30, 150, 1200)  # a quarter
LENGTHS = (13, 21, 33)  # quarters
AMPLITUDES = (0.0, 0.1, 0.2)  # of the season
NOISES = ("pois", "nb1.5", "nb3", "ar2", "ar3", "ar10")
RHO = 0.3  # from quarter to quarter, of the noises called ar
POPULATIONS = (590e3, 940e3, 640e3, 1550e3, 575e3, 1170e3, 1400e3, 1480e3)
SEED = 20240601


@dataclass(frozen=True, slots=True)
class Setting:
    """One kind of stable series."""

    level: float
    quarters: int
    amplitude: float
    noise: str


def draw(setting: Setting, change: Counts, random: np.random.Generator) -> Counts:
    """Draw one series whose mean is the setting's, times `change` in each quarter."""
    at = np.arange(setting.quarters)
    season = 1 + setting.amplitude * np.cos(np.pi / 2 * at + random.uniform(0, 2 * np.pi))
    mean = setting.level * season * change
    kind, size = setting.noise[:2], setting.noise[2:]
    if kind == "po":
        return random.poisson(mean).astype(float)
    if kind == "nb":  # variance `size` times the mean
        return random.negative_binomial(mean / (float(size) - 1), 1 / float(size)).astype(float)
    excess = 0.01 if size == "10" else (float(size) - 1) / setting.level  # squared coefficient of variation
    spread = np.sqrt(np.log1p(excess))
    return random.poisson(mean * np.exp(spread * _wander(len(at), random) - spread**2 / 2)).astype(float)


def _wander(length: int, random: np.random.Generator) -> Counts:
    """Draw a standard normal series in which neighbours correlate by `RHO`."""
    steps = random.standard_normal(length)
    for at in range(1, length):
        steps[at] = RHO * steps[at - 1] + np.sqrt(1 - RHO**2) * steps[at]
    return steps


def direction(label: str) -> int:
    """Read a label as a sign."""
    return (label == "Increasing") - (label == "Decreasing")


def side(latest: Unusual) -> int:
    """Read the note on the latest quarter as a sign."""
    return int(np.sign(latest.statistic or 0)) if latest.unusual else 0


def beyond_ten_percent(now: float, then: float) -> int:
    """Apply the everyday rule; from nothing to something is up."""
    return int(now > 1.1 * then) - int(now < 0.9 * then)


RULES: dict[str, Rule] = {
    "short term": lambda counts: direction(short_term(counts.tolist()).label),
    "medium term": lambda counts: direction(medium_term(counts.tolist()).label),
    "latest quarter unusual": lambda counts: side(unusual_quarter(counts.tolist())),
    "year on year, 10 % either way": lambda counts: beyond_ten_percent(counts[-4:].sum(), counts[-8:-4].sum()),
    "same quarter last year, 10 %": lambda counts: beyond_ten_percent(counts[-1], counts[-5]),
    "last quarter, 10 %": lambda counts: beyond_ten_percent(counts[-1], counts[-2]),
}

CHANGES: dict[str, Callable[[int], Counts]] = {
    "stable": lambda quarters: np.ones(quarters),
    "step +20 %": lambda quarters: np.where(np.arange(quarters) >= quarters - 4, 1.2, 1.0),
    "step -20 %": lambda quarters: np.where(np.arange(quarters) >= quarters - 4, 0.8, 1.0),
    "trend +8 %": lambda quarters: 1.08 ** (np.arange(quarters) / 4),
    "trend -8 %": lambda quarters: 0.92 ** (np.arange(quarters) / 4),
}


def fired(settings: Iterable[Setting], change: str, *, replicates: int) -> dict[str, dict[Setting, float]]:
    """Share of series, by rule and setting, for which the rule names a direction: the right one if there is one."""
    shares: dict[str, dict[Setting, float]] = {name: {} for name in RULES}
    for setting in settings:
        random = np.random.default_rng([SEED, *map(ord, repr((setting, change)))])
        series = [draw(setting, CHANGES[change](setting.quarters), random) for _ in range(replicates)]
        for name, rule in RULES.items():
            signs = np.array([rule(counts) for counts in series])
            right = signs != 0 if change == "stable" else signs == (1 if "+" in change else -1)
            shares[name][setting] = float(right.mean())
    return shares


def group_false_alarms(level: float, noise: str, *, replicates: int) -> tuple[float, float]:
    """Share of forces in a group of equals that the benchmark, and a band of 10 %, put on a side of the average."""
    random = np.random.default_rng([SEED, *map(ord, repr((level, noise)))])
    sides = bands = 0
    for _ in range(replicates):
        levels = [level * population / np.mean(POPULATIONS) for population in POPULATIONS]
        drawn = [draw(Setting(mean, 21, 0.1, noise), np.ones(21), random).tolist() for mean in levels]
        counts = {str(at): series for at, series in enumerate(drawn)}
        found = benchmark("0", counts, dict(zip(counts, POPULATIONS, strict=True)), better="lower")
        sides += "average" in found.label and not found.label.startswith("Similar")
        bands += abs(found.difference or 0) >= 0.10
    return sides / replicates, bands / replicates


def grid(*, quick: bool) -> list[Setting]:
    """List every setting, or nine that stand for them."""
    axes = ((5, 30, 1200), (21,), (0.1,), ("pois", "nb3", "ar10")) if quick else (LEVELS, LENGTHS, AMPLITUDES, NOISES)
    return list(itertools.starmap(Setting, itertools.product(*axes)))


def print_trends(settings: list[Setting], replicates: int) -> None:
    """Print false alarms and power of every rule, in percent."""
    stable = fired(settings, "stable", replicates=replicates)
    levels = sorted({setting.level for setting in settings})
    powers = {change: fired(settings, change, replicates=max(1, replicates // 4)) for change in [*CHANGES][1:]}
    heads = [
        "false alarms: mean",
        "worst",
        *(f"at {level:g}" for level in levels),
        *powers,
    ]
    print(f"{'':32}" + "".join(f"{head:>20}" if "mean" in head else f"{head:>12}" for head in heads))
    for name, shares in stable.items():
        worst = [max(v for s, v in shares.items() if s.level == level) for level in levels]
        power = [np.mean([*powers[change][name].values()]) for change in powers]
        row = [max(shares.values()), *worst, *power]
        print(f"{name:32}{100 * np.mean([*shares.values()]):20.1f}" + "".join(f"{100 * cell:12.1f}" for cell in row))


def main() -> None:
    """Run the bench and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="nine settings, few replicates")
    parser.add_argument("--replicates", type=int, help="series drawn for each setting")
    given = parser.parse_args()
    settings = grid(quick=given.quick)
    replicates = given.replicates or (400 if given.quick else 4000)
    print(f"{len(settings)} settings, {replicates} series each; percent of series given a direction\n")
    print_trends(settings, replicates)
    print("\nBenchmark in a group of eight equal forces: percent put above or below the average\n")
    for level, noise in sorted({(setting.level, setting.noise) for setting in settings}):
        side, band = group_false_alarms(level, noise, replicates=max(1, replicates // 4))
        print(f"{level:8g} a quarter, {noise:6} benchmark {100 * side:5.1f}    band of 10 % {100 * band:5.1f}")


if __name__ == "__main__":
    main()
