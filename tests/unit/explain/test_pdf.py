"""PDF/UA-1 by structure: tagged, titled, in a language, with headers, alternatives and a fixed date."""

import itertools
import re
import shutil
import subprocess

import pytest

from drplan.explain.pdf import pdf
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document


@pytest.fixture(scope="session")
def page(district, site, make_record):
    return document(runbook_for(district, site, [make_record()]))


def told(option: str, content: bytes, folder) -> str:
    if shutil.which("pdfinfo") is None:
        pytest.skip("not tried: pdfinfo (poppler-utils) is not installed")
    file = folder / "page.pdf"
    file.write_bytes(content)
    return subprocess.run(
        ["pdfinfo", *option.split(), file], capture_output=True, text=True, check=True
    ).stdout


def test_it_claims_accessibility_and_shows_its_title_and_language(page):
    content = pdf(page)
    assert b"pdfuaid:part>1<" in content
    assert re.search(rb"/Lang ?\(en\)", content)
    assert re.search(rb"/DisplayDocTitle true", content)


def test_it_is_tagged_and_titled(page, tmp_path):
    said = told("-isodates", pdf(page), tmp_path)
    assert re.search(r"Tagged: +yes", said)
    assert re.search(r"Title: +High School: recovery runbook", said)


def test_its_date_is_that_of_the_newest_record(page, tmp_path):
    assert re.search(r"CreationDate: +2026-03-14T02:29:20", told("-isodates", pdf(page), tmp_path))


def test_a_site_never_drilled_has_a_fixed_date(district, site, tmp_path):
    content = pdf(document(runbook_for(district, site, [])))
    assert re.search(r"CreationDate: +1970-01-01T00:00:00", told("-isodates", content, tmp_path))


def test_headings_tables_and_pictures_are_in_its_structure(page, tmp_path):
    lines = told("-struct", pdf(page), tmp_path).split("\n")
    levels = [int(found[1]) for line in lines if (found := re.match(r" *H(\d) ", line))]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    kinds = [line.split()[0].rstrip(":") for line in lines if line.strip()]
    assert kinds.count("Figure") == 3
    assert kinds.count("Table") == kinds.count("THead") == kinds.count("Caption") > 5
    assert kinds.count("TH") == kinds.count("/Scope")


def test_both_papers_are_made(page, tmp_path):
    assert "letter" in told("-l 1", pdf(page), tmp_path)
    assert "A4" in told("-l 1", pdf(page, "a4"), tmp_path)
