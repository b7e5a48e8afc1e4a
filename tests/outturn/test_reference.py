"""The outturn of Gwent for 2019-20 against the force's own Operational Delivery Plan Outturn Report."""

from __future__ import annotations

from functools import cache

import pytest

from crimekit.blocks import Table
from crimekit.reports.outturn.section import outturn_section


@cache
def section(key: str, quarter: str = "2019-20 Q4", release: str = "2023-10-19"):
    return outturn_section(key, force="gwent", quarter=quarter, release=release, peer_group="welsh-forces")


def rows(key: str, table: str) -> dict[str, list[str]]:
    (found,) = [block for block in section(key).local_tables if isinstance(block, Table) and block.key == table]
    return {name.text: [cell.text for cell in cells] for name, *cells in found.rows}


PRIORITIES = {
    "crime-prevention": {
        "crime": ["6", "2", "58", "51%", "9", "about 7,500"],
        "engagement": ["58,154", "995", "1,500", "over 100,000"],
        "organised-crime": ["31", "252", "207", "5,874", "about 250", "16", "4", "£5,000"],
        "operations": [
            *("10", "7", "over £40,000", "over 100", "35", "over 80", "29", "23", "14", "51", "89"),
            *("£341,000", "over £250,000", "33,649", "4,539", "189", "17", "15"),
        ],
        "online-abuse": ["216", "5", "8", "1", "1", "116", "121", "115"],
        "offenders": ["136", "816", "17", "21", "13", "26", "316", "87%", "1"],
        "capabilities": ["65", "27", "13"],
    },
    "supporting-victims": {
        "early-action": ["over 1,300", "over 500", "over 1,300", "over 300", "over 500", "11%", "89%"],
        "domestic-abuse": ["10,434", "703 a month", "2,293", "27.2%", "57.8%", "34", "23", "£32,000", "19", "100"],
        "fraud-victims": [
            *("140 a month", "160 a month", "77", "£10,260", "3", "over £100 million", "over £290,450"),
            *("£3,000", "£143,000"),
        ],
        "fraud-returned": ["£180,000", "£30,000", "£55,800", "£265,800"],
        "slavery-operations": ["over 770", "over 1,220"],
        "child-protection-training": ["73", "124", "596", "over 400", "Not available"],
        "mental-health": ["Not available", "5", "1", "over 6,500"],
        "investigations": ["12%", "2,586", "15"],
    },
    "community-cohesion": {
        "hate-victims": ["1,018", "132", "42"],
        "cohesion": ["over 20", "over 100", "9"],
        "workforce": ["3.6%", "5.10%"],
    },
    "anti-social-behaviour": {
        "asb": ["14,004", "136", "7,000"],
        "uplift": ["24", "28", "19", "£750 million", "20,000"],
        "traffic": ["34%", "18%", "4,000"],
        "road-safety": ["244", "1", "16", "3", "7", "4"],
    },
    "effective-service": {
        "inspection": [*["Good"] * 8, *["Requires improvement"] * 3],
        "calls": ["370,214", "−14,997", "181,098", "81,736"],
        "answer-times": ["6 seconds", "35 seconds", "56 seconds", "3"],
        "social-worker": ["873", "about 10%"],
        "wellbeing-people": ["100", "90", "505", "52", "62", "over 50"],
        "governance": ["5", "over 40", "nearly £100 million"],
        "regional-units": ["21", "35", "26", "just under 800", "600", "about 14 million", "about a third"],
    },
}


@pytest.mark.parametrize(
    ("key", "table", "figures"),
    [(key, table, figures) for key, tables in PRIORITIES.items() for table, figures in tables.items()],
)
def test_the_figures_of_the_source_stand_under_its_priorities(key, table, figures):
    assert [cells[0] for cells in rows(key, table).values()] == figures


@pytest.mark.parametrize(
    ("key", "table", "row", "earlier"),
    [
        ("community-cohesion", "workforce", "Officers of Black, Asian", "2018; 1.9% (2016)"),
        ("supporting-victims", "vulnerable-adults", "Strategy discussions", "2018-19; 85 a month (2017-18)"),
        ("supporting-victims", "early-action", "Re-referrals into social care, Blaenau Gwent", "Before"),
        ("supporting-victims", "investigations", "Crimes recorded at first contact, one relief", "Before"),
    ],
)
def test_earlier_figures_bear_the_periods_that_the_source_gives_them(key, table, row, earlier):
    (found,) = [block for block in section(key).local_tables if isinstance(block, Table) and block.key == table]
    assert [cells[3].note for cells in found.rows if cells[0].text.startswith(row)] == [earlier]


def test_levels_that_the_source_implies():
    """14,004 fewer is 56.3%, 136 more the rise of the last year; 19,658 more is 52.1%."""
    levels = rows("anti-social-behaviour", "asb-levels")
    assert levels["Anti-social behaviour incidents"] == ["24,874", "10,734", "10,870", "−14,004 (−56.3%)"]
    assert levels["Recorded crime"] == ["37,731", "Not available", "57,389", "+19,658 (+52.1%)"]
    before = {
        "Calls to 999": rows("effective-service", "calls"),
        "Arrests": rows("supporting-victims", "domestic-abuse"),
        "Victims of hate crime": rows("community-cohesion", "hate-victims"),
    }
    assert [found[row][2] for row, found in before.items()] == [
        "83,319 (implied)",
        "2,495 (implied)",
        "1,089 (implied)",
    ]
    assert rows("supporting-victims", "stalking")["Arrests"][2] == "425 (implied)"


@pytest.mark.parametrize(
    ("about", "stated", "computed", "verdict"),
    [
        ("Change in anti-social behaviour incidents since 2018-19", "1.3%", "1.27%", "agreed"),
        ("Change in anti-social behaviour incidents since 2015-16", "−56.3%", "24,874", "level implied"),
        ("Change in 999 calls from 2018-19", "−1.9%", "83,319", "level implied"),
        ("Change in victims of hate crime", "−6.5%", "1,089", "level implied"),
        ("Change in arrests from 2018-19", "−8.1%", "2,495", "level implied"),
        ("Change in arrests from 2018-19", "99.3%", "425", "level implied"),
        ("Hate crime as a share of the recorded crime that the report implies", "1.7%", "1.73%", "agreed"),
        ("Place of the reduction among all forces", "14th", "14th", "agreed"),
    ],
)
def test_what_the_source_implies_is_checked(about, stated, computed, verdict):
    table = section("figures-checked").closing[1]
    assert [about, stated, computed, verdict] in [[cell.text for cell in row] for row in table.rows]


def test_the_grades_lead_to_the_register_of_the_same_day():
    (found,) = [block for block in section("effective-service").local_tables if block.key == "inspection"]
    assert {row[0].link for row in found.rows} == {"../inspections-2019-20-q4/report.html"}


def test_a_year_without_figures_of_the_force_says_what_is_missing():
    later = {"quarter": "2023-24 Q4", "release": "2026-04-23"}
    (missing,) = section("community-cohesion", **later).sentences
    assert (missing.heading, len(missing.items)) == ("What is missing", 1)
    assert missing.items[0].startswith(
        "There is nothing to show: this section rests on figures of the force's own, and "
    )
    assert section("figures-checked", **later).closing[0].items == (
        "Nothing could be checked: no report of Gwent that states figures of 2023-24 was supplied, so there is nothing "
        "to work out again.",
    )
