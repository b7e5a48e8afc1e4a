"""One force among others: `benchmark` in its group, `rank` of a figure, `rank_of_change` among all forces."""

from crimekit.statistics.benchmarks.group import benchmark
from crimekit.statistics.benchmarks.ranks import rank, rank_of_change

__all__ = ["benchmark", "rank", "rank_of_change"]
