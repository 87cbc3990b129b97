"""A district's own notices: its words, the same values, and an error that names file and line."""

import pytest

from drplan.errors import DeclarationError
from drplan.explain.language import language
from drplan.explain.notices import AUDIENCES, Occasion, Values, file_names, notice

FIRST = Occasion("ransomware", "families", "first")
FILE = "families.ransomware.first.es.txt"
VALUES = Values("Đistrict", ("Ńorth",), dict.fromkeys(AUDIENCES, ("Ŝ1",)), "Žpeaker", "1", "Ďesk", "2")


def told(text: str, name: str = FILE):
    return notice(FIRST, language("es"), VALUES, {name: text})


def test_a_file_replaces_one_notice_and_no_other():
    own = {FILE: "Aviso de {{ district }}\n\nHola.\nLlame a {{ speaker }}, {{ speaker_phone }}.\n\nFin.\n"}
    assert told(own[FILE]).subject == "Aviso de Đistrict"
    assert told(own[FILE]).paragraphs == ("Hola. Llame a Žpeaker, 1.", "Fin.")
    assert notice(FIRST, language("en"), VALUES, own) == notice(FIRST, language("en"), VALUES)


def test_its_notes_to_the_sender_stay():
    assert told("A\n\nB").notes == notice(FIRST, language("es"), VALUES).notes


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("A\n\nB {{ nobody }}", 3, "no value named 'nobody'"),
        ("A\n\n{% if x %}B{% endif %}", 3, "no value named 'x'"),
        ("A\n{{ district", 2, "unexpected end of template"),
        ("A\n\n\n{% nosuch %}", 4, "unknown tag"),
        ("A\n\n{{ district.__class__.__mro__ }}", 3, "unsafe"),
        ("A\n\nB\n{{ district.nothing }}", 4, "no attribute 'nothing'"),
        ("A\n\n{{ 1 // 0 }}", 3, "zero"),
        ("A\n{% include 'x' %}", 2, "no loader"),
        ("Only a subject", 1, "a subject in its first line, and a text below it"),
        ("", 1, "a subject in its first line, and a text below it"),
    ],
)
def test_what_cannot_be_filled_in_names_file_and_line(text, line, says):
    with pytest.raises(DeclarationError, match=says) as caught:
        told(text)
    assert f"notices/{FILE}, line {line}: " in caught.value.message
    assert "speaker_phone" in caught.value.next_step


def test_a_value_with_braces_is_no_template():
    hostile = Values("{{ speaker }}", (), dict.fromkeys(AUDIENCES, ()), "s", "1", "d", "2")
    text = notice(FIRST, language("es"), hostile, {FILE: "A\n\n{{ district }}"})
    assert text.paragraphs == ("{{ speaker }}",)


def test_a_file_for_no_notice_is_refused_by_its_name():
    with pytest.raises(DeclarationError, match=r"notices/families\.flood\.first\.es\.txt is for no notice"):
        told("A\n\nB", "families.flood.first.es.txt")
    assert FILE in file_names()
    assert "press.power-outage.records.en.txt" not in file_names()
