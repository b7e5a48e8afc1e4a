"""What a cell is read as, in every way that workbooks, CSV and Parquet write it, and what it is not read as."""

import contextlib
import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimekit.errors import DataError
from crimekit.loaders import cells
from crimekit.loaders.names import NATIONAL_BODIES, force_reader, national_body
from crimekit.parameters import read_parameters


@given(
    st.one_of(
        *(st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=8), st.booleans(), st.dates()),
        st.sampled_from(["1,234", "N/a", " 7 ", "=1+1", "\u0661", "1e3", "5 [r]", True, None, "0\xad"]),
    )
)
def test_any_cell_is_refused_or_read_and_a_count_is_the_number_that_it_holds(cell):
    for reader, *_ in (*READ, *REFUSED):
        with contextlib.suppress(DataError):
            reader(cell)
    with contextlib.suppress(DataError):
        value = cells.whole_number(cell)
        seen = "".join(letter for letter in str(cell) if unicodedata.category(letter) != "Cf")  # what nobody sees
        assert value is None or float(seen.replace(",", "").replace("\u2212", "-").split("[")[0]) == value


def described(description):
    return lambda cell: cells.offence_code(cell, description)


FORCE = force_reader(read_parameters().forces)
DEVON = ["Devon & Cornwall", " devon and  cornwall [note 4]", "Devon-and-Cornwall", "E23000035"]
READ = [
    (cells.whole_number, ["-00", 0], 0),  # the first is how the Home Office's CSV of 2017-18 writes nought
    (cells.whole_number, ["\xa012\xa0", 12.0, "12.0"], 12),
    (cells.whole_number, ["1,234", "1,234 [r]"], 1234),
    (cells.whole_number, ["-1,234,567", "−1234567"], -1234567),
    (cells.whole_number, ["N/a", " n/A ", "..", "[x]", "", None, float("nan")], None),
    (cells.decimal_number, ["84.3", 84.3, " 84.3 "], 84.3),
    (cells.decimal_number, ["-1,001.5"], -1001.5),
    (cells.financial_year, ["2012/13", "2012-13", "2012_13", "2012/2013", " 2012/13 [note 1]"], "2012-13"),
    (cells.financial_year, ["2099/00"], "2099-00"),
    (cells.financial_quarter, [1, 1.0, "1", "Q1", " q1 "], "Q1"),
    (cells.text, ["Devon\xa0& Cornwall [note 4][note 5]"], "Devon & Cornwall"),
    (cells.name_key, ["DEVON & CORNWALL ", "devon-and-cornwall", "Devon – and — Cornwall"], "devon and cornwall"),
    (described(""), ["4.5999999999999996"], "4.6"),
    (described(""), ["37.200000000000003", 37.2], "37.2"),
    (described("Burglary"), [" 28a "], "28A"),
    (described("Homicide"), ["1/4.1/4.10/4.2"], "1/4.1/4.10/4.2"),
    (described("Corporate manslaughter [note 2]"), ["4.10", "4.1", 4.1, "4.0999999999999996"], "4.10"),
    (described("Manslaughter"), ["4.1", 4.1], "4.1"),
    (described(""), ["4.1"], "4.1"),
    (FORCE, [*DEVON, "Devon & Cornwall Police"], "devon-and-cornwall"),
    (FORCE, ["London, City of ", "City of London Police"], "city-of-london"),
    (FORCE, ["Avon and Somerset Constabulary"], "avon-and-somerset"),  # as https://data.police.uk calls them
    (FORCE, ["Metropolitan Police Service"], "metropolitan-police"),
    (FORCE, ["Hampshire & Isle of Wight Constabulary"], "hampshire"),
    *((national_body, [body, body.upper(), f"{body} [note 2]"], body) for body in NATIONAL_BODIES),
    (national_body, ["City of London"], ""),
]
NO_COUNT = ["many", "12.5", 12.5, "1,2", "12,34", "(5)", "1e3", "-", "½", True, "9" * 400, 2**31, float("inf")]
NO_CODE = ["", None, "N/a", "AF", 37.234, -4, 1e300, True, "28A; DROP", dt.date(2020, 4, 1)]
REFUSED = [
    (cells.financial_year, ["2012/14", "2012", 2012, "", "12/13", None], "expected a financial year such as '2023/24'"),
    (cells.financial_quarter, [0, 5, 1.5, "first", "", None], "expected the financial quarter 1, 2, 3 or 4"),
    (cells.decimal_number, ["85%", "1e3", 1e30, "0,843"], "expected a number without its unit"),
    (cells.month, ["July 2021", "2021-13", "2021", ""], "expected a month such as '2021-11'"),
    (cells.quarter_or_month, [dt.date(2023, 6, 30), "٢٠٢٥-٢٦ Q3"], "expected a quarter .* or a month"),
    (lambda cell: cells.some_text(cell, "a name"), ["", None, " [note 1] "], "found nothing; expected a name"),
    (cells.whole_number, [*NO_COUNT, "0,590", "1.000", dt.date(2020, 1, 1)], "expected a whole number"),
    (described(""), NO_CODE, r"expected an offence code such as '28A' or '4\.10'"),
    (described("Homicide"), [4.1, "4.0999999999999996"], r"described as 'Homicide'; it may be '4.1' .* or '4.10'"),
    (FORCE, ["Devon and Cornwal"], r"found 'Devon and Cornwal'; expected .*mean 'Devon and Cornwall'"),
]


@pytest.mark.parametrize(
    ("reader", "cell", "value"), [(read, cell, is_) for read, given, is_ in READ for cell in given]
)
def test_what_is_read(reader, cell, value):
    assert reader(cell) == value


@pytest.mark.parametrize(
    ("reader", "cell", "said"), [(read, cell, to) for read, given, to in REFUSED for cell in given]
)
def test_what_is_refused(reader, cell, said):
    with pytest.raises(DataError, match=said):
        reader(cell)
