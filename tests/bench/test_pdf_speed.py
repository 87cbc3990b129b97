"""Sixty pages of PDF: what Typst takes, beside WeasyPrint on the same page as HTML, in the same run."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import pytest

from drplan.adapters.inventory import load_district
from drplan.declare.lookup import site_of
from drplan.explain.document import Document, Heading
from drplan.explain.html import html
from drplan.explain.pdf import pdf
from drplan.explain.runbook import runbook_for
from drplan.explain.runbook_page import document
from tests.bench.pace import ROUNDS
from tests.unit.explain.pdf_structure import Structure

ROOT = Path(__file__).parents[2]
PAGES = 60
MOST_CPU_SECONDS = 1.5


def runbook(district, code: str) -> Document:
    return document(runbook_for(district, site_of(district, code), []))


@pytest.fixture(scope="module")
def district():
    return load_district(ROOT / "inventories")


@pytest.fixture(scope="module")
def long(district):
    """Return a little more than sixty sheets: the district office's runbook, cut or begun anew."""
    page = runbook(district, "do")
    wanted = len(page.blocks) * (PAGES + 3) // sheets(pdf(page))
    return replace(page, blocks=(page.blocks * (1 + wanted // len(page.blocks)))[:wanted])


def cpu_seconds(make: Callable[[], bytes]) -> tuple[float, bytes]:
    begun = time.process_time()
    made = make()
    return time.process_time() - begun, made


def weasyprint():
    """Return the peer; raises ``OSError`` where it finds no Pango."""
    import weasyprint as found  # type: ignore[import-untyped]

    return found


def sheets(content: bytes) -> int:
    return len(Structure(content).file.pages)


def test_sixty_pages_beside_weasyprint(district, long, report):
    pdf(runbook(district, "hs"))
    # Another name in each round: what Typst remembers of the round before is of little use then.
    found = [
        cpu_seconds(partial(pdf, replace(long, title=f"Round {number}", district=f"District {number}")))
        for number in range(ROUNDS)
    ]
    assert min(sheets(content) for _, content in found) >= PAGES
    tenfold = replace(long, title="Ten times", blocks=long.blocks * 10)
    seconds, content = cpu_seconds(partial(pdf, tenfold))
    assert sheets(content) >= 9 * PAGES
    report.grown("pdf", median(each for each, _ in found), seconds, f"{PAGES} → {10 * PAGES} sheets")
    try:
        peer = weasyprint()
    except OSError as missing:
        report.not_measured("pdf", f"WeasyPrint finds no Pango here: {str(missing)[:80]}")
        return
    text = html(long).decode()
    theirs = [
        cpu_seconds(lambda: peer.HTML(string=text).write_pdf(pdf_variant="pdf/ua-1"))
        for _ in range(min(ROUNDS, 2))
    ]
    size = f"{sheets(found[0][1])} sheets (its {sheets(theirs[0][1])})"
    report.beside("pdf", [(mine, its) for (mine, _), (its, _) in zip(found, theirs, strict=False)], size)


def test_a_thousand_short_pages_take_as_long_each_as_fifty(district):
    page = runbook(district, "hs")
    start = next(
        at for at, block in enumerate(page.blocks) if isinstance(block, Heading) and block.level == 3
    )
    short = replace(page, blocks=page.blocks[start : start + 5])
    each = {}
    for many in (50, 1000):
        begun = time.process_time()
        for number in range(many):
            pdf(replace(short, title=f"{many} {number}"))
        each[many] = (time.process_time() - begun) / many * 1000
    sys.stdout.write(f"\n{each[50]:.1f} ms CPU a short page of 50, {each[1000]:.1f} ms of 1,000\n")
    assert each[1000] < 1.5 * each[50]


def test_the_first_page_of_a_process_costs_little_more(tmp_path):
    code = "import time; b=time.process_time(); import drplan.explain.pdf as p; import typst; p.pdf; "
    code += "from drplan.explain.document import Document; p.pdf(Document('a', 'b', 0, ())); "
    code += "print(time.process_time() - b)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    sys.stdout.write(f"\n{float(done.stdout):.2f} s CPU from nothing to the first page, imports included\n")
    assert float(done.stdout) < MOST_CPU_SECONDS
