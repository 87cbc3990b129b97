"""All pages of growing districts: the time a page takes stays the same, and a change remakes only its own."""

import sys
import time as clock

from drplan.adapters.page_cache import PageCache
from drplan.declare import District
from drplan.explain.on_disk import stale
from drplan.explain.pages import Printing, pages
from drplan.explain.press import Press
from drplan.explain.source import Source
from drplan.explain.write import write_pages
from drplan.record.ledger import Ledger
from tests.bench.generated_district import generated_district
from tests.bench.pace import pick

SITES = pick((5, 10, 25, 50), (1, 10))
CHANGED = pick(25, 10)
"""Sites of the district in which one service changes."""
SERVICES, ASSETS = 20, 10


def made(district: District, press: Press | None = None) -> tuple[dict[str, bytes], float]:
    began = clock.process_time()
    found = pages(Source(district, Ledger(), {}), printing=Printing(press=press or Press()))
    return found, clock.process_time() - began


def said(line: str) -> None:
    sys.stderr.write(f"\n{line}\n")


def test_the_time_a_page_takes_does_not_grow_with_the_district(report):
    each = {}
    for sites in SITES:
        found, took = made(generated_district(sites, sites * ASSETS, sites * SERVICES))
        each[sites] = took
        size = sum(map(len, found.values())) / 2**20
        said(
            f"{sites} sites, {sites * SERVICES:,} services: {len(found):,} files, {size:.0f} MiB, "
            f"{took:.1f} s CPU, {took / len(found) * 1000:.1f} ms a file"
        )
        assert len(found) > sites * SERVICES
    first, last = SITES[0], SITES[-1]
    report.grown("pages", each[first], each[last], f"{first} → {last} sites of {SERVICES} services")


def test_one_changed_service_remakes_its_own_pages_and_no_others(tmp_path):
    before = generated_district(CHANGED, CHANGED * ASSETS, CHANGED * SERVICES)
    cache = PageCache(tmp_path / "cache")
    found, whole = made(before, Press(cache))
    write_pages(tmp_path / "pages", found)
    site = before.sites[7]
    changed = site.services[3].model_copy(update={"workaround": "On paper, from the red folder."})
    services = (*site.services[:3], changed, *site.services[4:])
    sites = (*before.sites[:7], site.model_copy(update={"services": services}), *before.sites[8:])
    press = Press(cache)
    found, took = made(before.model_copy(update={"sites": sites}), press)
    lines = stale(tmp_path / "pages", found)
    said(
        f"one service of {CHANGED * SERVICES} changed: {press.printed} of {len(found):,} files made again, "
        f"{len(lines)} differ; {took:.1f} s CPU, {took / whole:.2f} of a whole build"
    )
    assert press.printed < len(found) / 20
    assert {line.split(":")[0] for line in lines} == set(write_pages(tmp_path / "pages", found))
