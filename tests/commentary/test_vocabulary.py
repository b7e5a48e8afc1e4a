"""What a text of a section can name."""

from crimekit.reports.commentary.series import Series, report_series
from crimekit.reports.commentary.vocabulary import Vocabulary, vocabulary_of

ROBBERY = Series("Robbery", ("robbery", "robberies"), ())
PERSONAL = Series("Personal robbery", ("personal robbery", "personal robberies"), ())
KNOWN = Vocabulary((ROBBERY,), (PERSONAL,), foreign=("fraud",))


def test_the_longest_of_several_names_is_found():
    assert [match[0] for match in KNOWN.pattern.finditer("Personal robbery, robbery offences and fraud")] == [
        "Personal robbery",
        "robbery offences",
        "fraud",
    ]


def test_a_name_means_its_measure_and_one_without_figures_none():
    assert KNOWN.meaning("Personal Robbery") == (PERSONAL,)
    assert KNOWN.meaning("robbery offences") == (ROBBERY,)
    assert KNOWN.meaning("fraud") == ()


def test_only_measures_with_figures_are_counted():
    assert KNOWN.nouns == ("personal robbery", "personal robberies", "robbery", "robberies")


def test_nothing_is_named_without_measures():
    assert Vocabulary().pattern.search("robbery") is None


def test_a_section_of_a_report_knows_its_own_measures_and_the_others(gwent):
    known = report_series(gwent)
    spec = next(spec for spec in gwent.report.sections if spec.key == "neighbourhood-crime")
    found = vocabulary_of(spec, gwent, known)
    assert [one.title for one in found.section[:1]] == ["Neighbourhood crime"]
    assert {one.title for one in found.section} | {one.title for one in found.others} == {
        one.title for one in known.values()
    }
    assert "gwent" in found.own
