from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crimekit.errors import ParameterError
from crimekit.parameters.yaml import read_yaml

CASE = Path("case.yml")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def outcome(content):
    """What a file of this content holds, or the message of the one error that may come instead."""
    CASE.write_bytes(content if isinstance(content, bytes) else content.encode())
    try:
        return read_yaml(CASE)
    except ParameterError as error:
        return str(error)


@pytest.mark.parametrize(
    ("written_as", "read_as"),
    [
        *((text, text) for text in ("no", "on", "010", "0x1f", "12:30", "1_000", "1e5", ".inf", "2023-10-19")),
        *(("!!str 4.10", "4.10"), ("'4.10'", "4.10"), ("4.10", 4.1), ("-3", -3), ("true", True), ("False", False)),
        *(("~", None), ("", None), ("[1, two]", [1, "two"]), ("{b: 2}", {"b": 2}), ("2023-24 Q1", "2023-24 Q1")),
        ("|\n  kept\n  lines\n", "kept\nlines\n"),
    ],
)
def test_only_plain_numbers_truths_and_nothing_are_not_text(written_as, read_as):
    found = outcome(f"a: {written_as}")["a"]
    assert found == read_as
    assert type(found) is type(read_as)


def test_byte_order_mark_and_windows_line_ends_are_read():
    assert outcome(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n") == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "case.yml: the file is empty; expected 'key: value' lines"),
        ("# only a remark", "case.yml: the file is empty"),
        ('"two\\nlines\\e[31m"', "case.yml: found the text 'two lines [31m'; expected"),
        ('"a\\nb": 1\n"a\\nb": 2', "case.yml, line 2: the key 'a b' is written twice"),
        ("- a", "case.yml: found a list; expected 'key: value' lines"),
        ("word", "case.yml: found the text 'word'; expected 'key: value' lines"),
        (b"\xff\xfea: 1", "case.yml: byte 1 is not UTF-8; save the file as UTF-8 text"),
        ("a: b: c", "case.yml, line 1, column 5: this is not YAML: mapping values are not allowed"),
        ("a: 1\n\tb: 2", "case.yml, line 2, column 1: this is not YAML: "),
        ('a: "\\UFFFFFFFF"', "case.yml, line 1, column 7: this is not YAML: "),
        ("a: 1\n---\nb: 2", "case.yml: found 2 documents with '---' between; expected 'key: value' lines"),
        ("a: 1\nb: 2\na: 3", "case.yml, line 3: the key 'a' is written twice"),
        ("a: {b: 1, b: 2}", "case.yml, line 1: the key 'b' is written twice"),
        ("a: &x [1]\nb: *x", "case.yml, line 2: found an alias (*name); write the value out where it is used"),
        ("a: " + "[" * 100_000, "case.yml, line 1: found lists or mappings more than 50 deep"),
        (b"#" * 10_000_001, "case.yml: found more than 10 MB; expected some lines of YAML"),
        ("\ncodes: [4.1]", "case.yml, line 2: codes: found 4.1 without quotes; codes are text: write '4.1' in quotes"),
        ("? [a]\n: b", "case.yml, line 1: found a list as a key; expected a word"),
        ("? {a: 1}\n: b", "case.yml, line 1: found a mapping as a key; expected a word"),
        ("<<: {a: 1}", "case.yml, line 1: found the key '<<'; expected a plain word"),
        ("a: !!python/object:os.kill x", "case.yml, line 1: found the tag 'tag:yaml.org,2002:python/object:os.kill'"),
        ("a: !!set {b}", "case.yml, line 1: found the tag 'tag:yaml.org,2002:set'; expected plain values"),
        ("a: !own [1]", "case.yml, line 1: found the tag '!own'; expected plain values"),
        ("a: 1\nb:a\x0bb", "case.yml, line 2: found an invisible character (a control character)"),
        ("a: 1\nb:a\u2028b", "case.yml, line 2: found an invisible character (line separator)"),
        ("a: 1\nb:\u00a0b", "case.yml, line 2: found an invisible character (no-break space)"),
    ],
)
def test_message(text, message):
    assert message in outcome(text)


def test_absent_file_and_folder_in_place_of_a_file():
    CASE.touch()
    with pytest.raises(ParameterError, match=r"^cas\.yml: there is no such file; did you mean 'case'\?$"):
        read_yaml(Path("cas.yml"))
    with pytest.raises(ParameterError, match=r"^\.: the file cannot be read: Is a directory$"):
        read_yaml(Path())


@given(st.binary(max_size=80) | st.text("ab:-[]{}&*!?|>'\"#%@\n\t 0.", max_size=40).map(str.encode))
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_anything_is_a_mapping_or_one_message(content):
    found = outcome(content)
    assert isinstance(found, dict) or (found.startswith("case.yml") and "\n" not in found)
