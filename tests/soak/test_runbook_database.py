"""A reader of the printed page brings a whole building back: router, database, share, portal."""

import pytest

from tests.soak.test_runbook_followed import desk, follow, lose, printed, seen

__all__ = ["desk", "printed", "seen"]

pytestmark = pytest.mark.lab


def test_a_reader_of_the_page_brings_the_building_back_and_it_stays_as_it_is(lab_hs, desk, printed, seen):
    lab_hs.drplan("backup", "run", "--site", "hs")
    before = seen()
    lose(lab_hs, "hs-rtr1", "hs-db1", "hs-file1")
    services = [f"service.hs-{name}" for name in ("network", "gradebook", "files", "learning")]
    # The copy off site lies beyond the router that is lost.
    follow(printed, desk, "first", *services, away="203.0.113.10")
    assert seen() == before
    for host in ("hs-db1", "hs-file1"):
        again = desk(f"drplan deploy drift --site hs --asset {host}")
        assert again.returncode == 0, f"the page says that a second run changes nothing\n{again.stdout}"
