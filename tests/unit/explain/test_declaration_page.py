"""The page of everything that may be declared."""

from pathlib import Path

from drplan import District
from drplan.explain.declaration_page import declaration_page

PAGE = Path(__file__).parents[3] / "docs" / "declaration.md"


def row(field):
    (line,) = [line for line in declaration_page(District.model_json_schema()).splitlines() if field in line]
    return [cell.strip() for cell in line.strip("|").split(" | ")]


def test_the_committed_page_says_what_the_models_say():
    page = declaration_page(District.model_json_schema())
    assert PAGE.read_text() == page, "run: drplan inventory schema --format markdown > docs/declaration.md"


def test_a_field_shows_its_type_its_default_and_its_unit():
    assert row("`up_mbit_s`") == ["`up_mbit_s`", "number", "", row("`up_mbit_s`")[3]]
    assert row("`battery_minutes`")[1:3] == ["whole number", "`0`"]
    assert row("`immutable_days`")[2] == "`0`"
    assert row("`seen_from`")[1] == "text"


def test_every_link_leads_to_a_section():
    page = declaration_page(District.model_json_schema())
    sections = {line.removeprefix("## ").lower() for line in page.splitlines() if line.startswith("## ")}
    links = {part.partition(")")[0] for part in page.split("](#")[1:]}
    assert links <= sections
