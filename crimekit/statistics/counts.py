"""The distribution of a count to come: negative binomial, given its mean and its variance."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import betainc, gammaln, ndtri


@dataclass(frozen=True, slots=True)
class NegativeBinomial:
    """Counts with a variance above their mean.

    Examples
    --------
    >>> predicted = NegativeBinomial(mean=38.5, variance=81.7)
    >>> predicted.quantile(0.925), round(predicted.mid_z(60), 2)
    (52, 2.16)
    """

    mean: float
    variance: float

    @property
    def _shape(self) -> tuple[float, float]:
        return self.mean**2 / (self.variance - self.mean), self.mean / self.variance

    def below(self, count: float) -> float:
        """Give the chance of at most `count`."""
        size, chance = self._shape
        return float(betainc(size, count + 1, chance)) if count >= 0 else 0.0

    def above(self, count: float) -> float:
        """Give the chance of more than `count`, exact far out."""
        size, chance = self._shape
        return float(betainc(count + 1, size, 1 - chance)) if count >= 0 else 1.0

    def at(self, count: float) -> float:
        """Give the chance of `count` itself."""
        size, chance = self._shape
        ways = gammaln(count + size) - gammaln(size) - gammaln(count + 1)
        return math.exp(float(ways) + size * math.log(chance) + count * math.log1p(-chance))

    def mid_z(self, count: float) -> float:
        """Give the normal deviate of the mid-p of `count`: half its own chance counts as below it."""
        half = self.at(count) / 2
        upper, lower = self.above(count) + half, self.below(count - 1) + half
        return float(-ndtri(max(upper, 1e-300)) if upper < lower else ndtri(max(lower, 1e-300)))

    def quantile(self, share: float) -> int:
        """Find the smallest count such that as many or fewer have a chance of at least `share`."""
        return self.first(lambda count: self.below(count) >= share)

    def first(self, holds: Callable[[int], bool]) -> int:
        """Find the smallest count at which `holds`, for a condition that goes on holding above it."""
        high = max(1, math.ceil(self.mean))
        while not holds(high):
            high *= 2
        low = -1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if holds(middle) else (middle, high)
        return high
