"""Messages, dates, numbers and money in both languages."""

from datetime import date

import pytest

from drplan.errors import DeclarationError, UsageError
from drplan.explain.language import Language, catalogue, language


def test_english_needs_no_catalogue():
    assert language("en")("Back by {when}.", when="noon") == "Back by noon."


def test_spanish_takes_the_catalogues_text():
    assert language("es")("Public.") == "Público."


def test_a_number_chooses_its_form():
    for code, one, many in (("en", "1 service", "2,000 services"), ("es", "1 servicio", "2,000 servicios")):
        said = language(code)
        assert said.plural("{number} service", "{number} services", 1) == one
        assert said.plural("{number} service", "{number} services", 2000) == many


def test_days_money_and_shares_are_written_as_its_readers_do():
    english, spanish = language("en"), language("es")
    assert english.day(date(2027, 3, 14)) == "March 14, 2027"
    assert spanish.day(date(2027, 3, 14)) == "14 de marzo de 2027"
    assert english.money(12500) == "$12,500"
    assert spanish.money(12500) == "$12,500"
    assert english.share(0.25) == "25%"


def test_a_text_without_a_translation_is_refused_by_name():
    with pytest.raises(DeclarationError, match="no es translation of 'Never translated'"):
        language("es")("Never translated")


def test_a_value_that_is_not_given_is_named():
    with pytest.raises(DeclarationError, match="names a value that is not there: 'when'"):
        language("en")("Back by {when}.", what="x")


def test_what_a_value_holds_is_never_read_as_a_message():
    assert language("en")("{name}", name="{secret} {0}") == "{secret} {0}"


def test_a_translation_reaches_no_attribute_of_a_value():
    said = Language("es", {"{name}": "{name.__class__}"})
    with pytest.raises(DeclarationError):
        said("{name}", name="x")


def test_an_unknown_language_names_those_there_are():
    with pytest.raises(UsageError, match="no language 'fr'") as caught:
        language("fr")
    assert "en, es" in caught.value.next_step


def test_a_broken_catalogue_names_file_and_line():
    with pytest.raises(DeclarationError, match=r"broken\.po.*"):
        catalogue(b'msgid "a"\nmsgstr "b\nx\n', "broken.po")
