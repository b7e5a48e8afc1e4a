"""The nearest spelling at the end of a message."""

from crimekit.errors import DataError, ParameterError, RunError, nearest


def test_the_nearest_spelling_is_suggested_or_the_known_ones_are_named():
    assert nearest("GWNET", ["Gwent", "kent", "dorset"]) == "; did you mean 'Gwent'?"  # case does not matter
    many = [f"force-{number:02d}" for number in range(43)]
    assert nearest("zzz", many).endswith("force-11 and 31 more")
    assert nearest("zzz", []) == ""


def test_jupyter_shows_one_line_in_place_of_a_traceback(capsys):
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    shell.run_cell("import crimekit as ck; ck.read_parameters(); ck.measure_section('x', force='gwnet', quarter='y')")
    shown = capsys.readouterr().out.strip().splitlines()
    assert shown == ["ParameterError: force: no 'gwnet'; did you mean 'gwent'?"]


def test_a_value_is_cut_at_sixty_letters_a_path_from_its_beginning_and_a_message_at_a_screen():
    assert str(RunError(f"force: no '{'k' * 61}'; known: kent")) == f"force: no '{'k' * 59}…'; known: kent"
    assert str(RunError(f"force: no '{'k' * 60}'; known: kent")) == f"force: no '{'k' * 60}'; known: kent"
    assert str(RunError(f"inputs: no '/home/{'x' * 90}/figuers'")) == f"inputs: no '…{'x' * 51}/figuers'"
    assert str(RunError("the force's own, 'a', and the commissioner's " + "w" * 90)).count("…") == 0
    assert len(str(DataError("one\n" * 5_000))) == 2_000
    assert str(ParameterError("a\x1b[31m\0b\nc")) == "a [31m b\nc"
