"""The gate of ``--publish``, attacked with texts that an author would be ashamed of: each stops it, nothing is lost."""

import pytest
import yaml

GOOD = {
    "overview": {"summary": "Burglary is answered for here.", "priorities": "All six apply."},
    "one": {"force_action": "Patrols go where it happens.", "comments": "This office asked why."},
    "two": {"force_action": "Victims are called back.", "comments": "Progress is slow."},
}
PUBLICATION = {"contact": "pcc@example.org", "date": "2026-03-05", "next": "June 2026", "status": "provisional"}


@pytest.fixture
def publish(published, command):
    """Publish the project's report with a text in place of a good one; the exit code and what is said."""

    def attempt(text, *, own_figures=(), **head):
        sections = {**GOOD, "two": {**GOOD["two"], "comments": text, "own_figures": list(own_figures)}}
        said = {"author": "Head of performance", "date": "2026-02-01", "state": "approved", "publication": PUBLICATION}
        whole = {"force": "kent", "quarter": "2025-26 Q3", **said, **head, "sections": sections}
        path = published.folder / "parameters" / "commentary" / "kent" / "2025-26-q3.yml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(whole), encoding="utf-8")
        code, _, err = command("--publish")
        return code, err

    return attempt


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It rose to 9,999 offences.", "two, comments: found '9,999' in “It rose to 9,999 offences.”"),
        ("It fell by 77.7%.", "two, comments: found '77.7%'"),
        ("{{ homicide.cuont }} recorded.", "two, comments: no figure 'homicide.cuont' in this section"),
        ("![map](map.png)", "two, comments: found the picture 'map.png'"),
        ("[here](http://example.org)", "two, comments: found a link to 'http://example.org'"),
        ("\u200b", r"two: comments: found '\u200b'; expected a text"),
        ("TBC", "two: comments: found 'TBC'; expected a text"),
        ("To follow.", "two: comments: found 'To follow.'; expected a text"),
        ("", "two: comments: no text"),
    ],
)
def test_a_text_that_may_not_be_published_stops_it(published, publish, text, said):
    before = published.bytes()
    code, err = publish(text)
    assert code
    assert said in err
    assert published.bytes() == before


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ({"note": "Example text"}, "note: found 'Example text'; remove it"),
        ({"author": "To be named"}, "author: found 'To be named'"),
        ({"publication": None}, "publication: missing"),
        ({"publication": {**PUBLICATION, "date": "2025-12-31"}}, "publication.date: found 2025-12-31; expected a day"),
    ],
)
def test_so_does_what_stands_around_the_texts(publish, head, said):
    code, err = publish("Progress is slow.", **head)
    assert code
    assert said in err


def test_a_number_is_the_authors_own_where_the_file_says_so_and_one_that_was_let_through_as_a_draft_is_not(
    published, publish, command
):
    assert publish("We met 35 times.")[0] == 1
    assert command()[0] == 0  # not to be published: made, and told
    assert publish("We met 35 times.")[0] == 1  # though the same page stands
    assert publish("We met 35 times.", own_figures=["35 times"]) == (0, "")
