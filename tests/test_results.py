import dataclasses
import inspect

import pytest

from crimekit.statistics import results
from crimekit.statistics.results import Outlook, Rank, SurveyResult, Trend

VALUES = [value for _, value in inspect.getmembers(results, dataclasses.is_dataclass)]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_every_result_is_frozen_and_slotted(value):
    assert value.__dataclass_params__.frozen
    assert "__slots__" in vars(value)


def test_a_result_cannot_be_changed():
    trend = Trend(term="short", label="Stable", method="none")
    with pytest.raises(dataclasses.FrozenInstanceError):
        trend.label = "Increasing"


@pytest.mark.parametrize(
    ("low", "high", "informative"), [(2, 6, True), (2, 7, False), (1, 8, False), (None, None, False)]
)
def test_a_rank_that_could_be_six_of_eight_places_is_not_informative(low, high, informative):
    assert Rank(position=3, of=8, low=low, high=high).informative is informative


def test_half_width_is_half_the_interval():
    wave = SurveyResult(0.5, 5, 10, 10, 0.25, 0.75, shown=True, note="", method="")
    assert wave.half_width == 0.25
    assert dataclasses.replace(wave, lower=None).half_width is None


def test_a_result_shows_its_fields_and_those_of_its_parts_in_jupyter():
    falling = Trend("short", "Decreasing", "score test", change=-0.25, now=300.0)
    shown = Outlook("Decreasing <b>", "improving", falling, Trend("medium", "Not known", "", reason="too few"))
    bundle = shown._repr_mimebundle_()
    assert "short: change   -0.25" in bundle["text/plain"].splitlines()
    assert "medium: reason  too few" in bundle["text/plain"].splitlines()
    assert "None" not in bundle["text/plain"]
    assert '<th scope="row">text</th><td>Decreasing &lt;b&gt;</td>' in bundle["text/html"]
