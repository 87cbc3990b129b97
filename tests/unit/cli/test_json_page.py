"""docs/json.md names every document that the code writes: no more, no less."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[3]
NAMED = re.compile(r"drplan/[a-z-]+/[0-9]+\b(?!/)")


def in_code():
    """Return the schemas that stand in the program's texts."""
    return {name for path in (ROOT / "drplan").rglob("*.py") for name in NAMED.findall(path.read_text())}


def test_the_page_names_the_documents_that_the_code_writes():
    rows = [
        line for line in (ROOT / "docs/json.md").read_text().splitlines() if line.startswith("| `drplan/")
    ]
    named = [name for row in rows for name in NAMED.findall(row)]
    assert sorted(named) == sorted(in_code())


def test_each_form_of_a_signed_record_is_linked():
    page = (ROOT / "docs/json.md").read_text()
    forms = {path.name for path in (ROOT / "docs/schemas").glob("*.json")}
    assert set(re.findall(r"\(schemas/([a-z-]+\.json)\)", page)) == forms
