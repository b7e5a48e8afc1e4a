"""Sentences, headlines and alternative texts, written from the figures."""

from crimekit.reports.narrative.headlines import benchmark_alt, benchmark_headline, trend_alt, trend_headline
from crimekit.reports.narrative.phrases import difference, in_a_sentence
from crimekit.reports.narrative.sentences import sentences
from crimekit.reports.narrative.summary import method_sentences, overview_sentences

__all__ = [
    "benchmark_alt",
    "benchmark_headline",
    "difference",
    "in_a_sentence",
    "method_sentences",
    "overview_sentences",
    "sentences",
    "trend_alt",
    "trend_headline",
]
