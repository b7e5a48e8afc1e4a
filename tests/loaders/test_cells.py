import contextlib
import datetime as dt
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.errors import DataError
from crimekit.loaders.cells import (
    decimal_number,
    financial_quarter,
    financial_year,
    is_missing,
    month,
    name_key,
    offence_code,
    some_text,
    text,
    whole_number,
)
from crimekit.loaders.names import NATIONAL_BODIES, Force, force_reader, national_body

quick = settings(max_examples=100, deadline=None)


@quick
@given(st.integers(-(2**31) + 1, 2**31 - 1))
def test_whole_number_round_trips(number):
    written = {str(number), f"{number:,}", f"  {number} ", f"{number}.0", f"{number:,} [note 12]"}
    assert {whole_number(cell) for cell in [*written, number, float(number)]} == {number}


@quick
@given(
    st.one_of(
        *(st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=8), st.booleans(), st.dates()),
        st.sampled_from(["1,234", "N/a", " 7 ", "=1+1", "\u0661", "1e3", "5 [r]", True, None]),
    )
)
def test_any_cell_is_refused_or_read_and_a_count_is_the_number_that_it_holds(cell):
    for reader in (decimal_number, financial_year, financial_quarter, lambda c: offence_code(c, "")):
        with contextlib.suppress(DataError):
            reader(cell)
    with contextlib.suppress(DataError):
        value = whole_number(cell)
        assert value is None or float(str(cell).replace(",", "").replace("\u2212", "-").split("[")[0]) == value


@pytest.mark.parametrize(
    ("cell", "description", "expected"),
    [
        ("37.200000000000003", "Aggravated vehicle taking", "37.2"),
        ("4.4000000000000004", "Causing death by dangerous driving", "4.4"),
        ("4.5999999999999996", "", "4.6"),
        (37.2, "", "37.2"),
        (126.0, "", "126"),
        (126, "", "126"),
        (" 28a ", "", "28A"),
        ("1/4.1/4.10/4.2", "Homicide", "1/4.1/4.10/4.2"),
        ("4.10", "Corporate manslaughter", "4.10"),
        ("4.1", "Manslaughter", "4.1"),
        ("4.1", "", "4.1"),
        ("4.1", "Corporate manslaughter", "4.10"),
        (4.1, "Corporate manslaughter [note 2]", "4.10"),
        (4.1, "Manslaughter", "4.1"),
        ("4.0999999999999996", "Corporate manslaughter", "4.10"),
    ],
)
def test_offence_code(cell, description, expected):
    assert offence_code(cell, description) == expected


@pytest.mark.parametrize("cell", [4.1, "4.0999999999999996"])
def test_offence_code_refuses_a_number_that_may_be_two_codes(cell):
    with pytest.raises(DataError, match=r"as a number, described as 'Homicide'; it may be '4.1' .* or '4.10'"):
        offence_code(cell, "Homicide")


@pytest.mark.parametrize("cell", ["", None, "N/a", "AF", 37.234, -4, 1e300, True, "28A; DROP", dt.date(2020, 4, 1)])
def test_offence_code_refuses_what_is_none(cell):
    with pytest.raises(DataError, match=r"expected an offence code such as '28A' or '4\.10'"):
        offence_code(cell, "")


@quick
@given(st.from_regex(r"[1-9][0-9]{0,2}([A-Z]|\.[1-9])?", fullmatch=True).filter(lambda code: code != "4.1"))
def test_offence_code_survives_a_workbook(code):
    as_number = [] if code[-1].isalpha() else [float(code), f"{float(code):.15f}" if "." in code else code]
    assert {offence_code(cell, "") for cell in [code, f" {code} ", *as_number]} == {code}


NO_COUNT = ["many", "12.5", 12.5, "1,2", "12,34", "(5)", "1e3", "-", "½", True, "9" * 400, 2**31, float("inf")]
READ = [
    (whole_number, ["-00", 0], 0),  # the first is how the Home Office's CSV of 2017-18 writes nought
    (whole_number, ["\xa012\xa0", 12.0, "12.0"], 12),
    (whole_number, ["1,234", "1,234 [r]"], 1234),
    (whole_number, ["-1,234,567", "−1234567"], -1234567),
    (whole_number, ["N/a", "..", "[x]", "", None, float("nan")], None),
    (decimal_number, ["84.3", 84.3, " 84.3 "], 84.3),
    (decimal_number, ["-1,001.5"], -1001.5),
    (decimal_number, ["", None], None),
    (month, [dt.date(2021, 11, 30), " 2021-11 "], "2021-11"),
    (financial_year, ["2012/13", "2012-13", "2012_13", "2012/2013", " 2012/13 [note 1]"], "2012-13"),
    (financial_year, ["2099/00"], "2099-00"),
    (financial_quarter, [1, 1.0, "1", "Q1", " q1 "], "Q1"),
]
REFUSED = [
    (financial_year, ["2012/14", "2012", 2012, "", "12/13", None], "expected a financial year such as '2023/24'"),
    (financial_quarter, [0, 5, 1.5, "first", "", None], "expected the financial quarter 1, 2, 3 or 4"),
    (decimal_number, ["85%", "1e3"], "expected a number without its unit"),
    (month, ["July 2021", "2021-13", "2021", ""], "expected a month such as '2021-11'"),
    (partial(some_text, expected="a name"), ["", None, " [note 1] "], "found nothing; expected a name"),
    (whole_number, [*NO_COUNT, dt.date(2020, 1, 1)], "expected a whole number"),
]


@pytest.mark.parametrize(
    ("reader", "cell", "value"), [(read, cell, is_) for read, cells, is_ in READ for cell in cells]
)
def test_what_is_read(reader, cell, value):
    assert reader(cell) == value


@pytest.mark.parametrize(
    ("reader", "cell", "said"), [(read, cell, to) for read, cells, to in REFUSED for cell in cells]
)
def test_what_is_refused(reader, cell, said):
    with pytest.raises(DataError, match=said):
        reader(cell)


def test_text_and_names():
    assert text("Devon\xa0& Cornwall [note 4][note 5]") == "Devon & Cornwall"
    assert name_key("DEVON & CORNWALL ") == name_key("devon-and-cornwall")
    assert is_missing(" n/A ")
    assert not is_missing(0)


FORCES = {
    "devon-and-cornwall": Force("devon-and-cornwall", "Devon and Cornwall", "E23000035", "England", "D&C Police", ""),
    "city-of-london": Force("city-of-london", "City of London", "E23000034", "England", "", "", ("London, City of",)),
}
DEVON = ["Devon & Cornwall", " devon and  cornwall [note 4]", "Devon-and-Cornwall", "E23000035", "D and C Police"]


@pytest.mark.parametrize(
    ("cell", "key"), [*((cell, "devon-and-cornwall") for cell in DEVON), ("London, City of ", "city-of-london")]
)
def test_spellings_of_a_force(cell, key):
    assert force_reader(FORCES)(cell) == key


def test_an_unknown_force_and_its_nearest_spelling():
    expected = r"found 'Devon and Cornwal'; expected the name .*did you mean 'Devon and Cornwall'"
    with pytest.raises(DataError, match=expected):
        force_reader(FORCES)("Devon and Cornwal")


@pytest.mark.parametrize("body", NATIONAL_BODIES)
def test_national_bodies(body):
    assert [national_body(cell) for cell in (body, body.upper(), f"{body} [note 2]")] == [body] * 3
    assert national_body("City of London") == ""
