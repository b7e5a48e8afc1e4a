from crimekit.blocks import (
    Cell,
    Column,
    Definitions,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Page,
    Prose,
    Sentences,
    Table,
)
from crimekit.page.text import plain

TABLE = Table(
    "t",
    "Rates",
    "",
    (Column("Measure"), Column("Rate", "number"), Column("Outlook")),
    (
        (Cell("Robbery"), Cell("0.13"), Cell("Increasing", note="worsening")),
        (Cell("Vehicle crime"), Cell("1.81"), Cell("")),
    ),
    source="Home Office",
)


def test_a_table_is_aligned():
    assert plain(TABLE).splitlines() == [
        "Rates",
        "Measure        Rate  Outlook",
        "-------------  ----  --------------------",
        "Robbery        0.13  Increasing worsening",
        "Vehicle crime  1.81",
        "Source: Home Office",
    ]


def test_each_other_block_is_read_in_words():
    assert (
        plain(Figure("f", "Down 3%", "Rate", "A line chart.", "<svg/>", "<svg/>", TABLE))
        == "Down 3%\nRate\nA line chart."
    )
    assert plain(KeyFigures("k", "", (KeyFigure("Latest", "3.09"),))) == "Latest: 3.09"
    assert plain(Prose("p", "Action", "Some *words*")) == "Action\nSome *words*"
    assert plain(Sentences("s", "", ("One.", "Two."))) == "One.\nTwo."
    assert plain(Heading("h", "Cyber", "Gwent")) == "Cyber\nGwent"
    assert plain(Definitions("d", "Glossary", (("Rate", "A count."),))) == "Glossary\nRate: A count."
    assert plain(Page("Measures", "Gwent", "PCC", "Q1")) == "Measures\nGwent\nQ1"
