"""Pages that were made before are taken whole or not at all."""

import pytest

from drplan.adapters.page_cache import PageCache

KEY, OTHER = "ab" * 32, "cd" * 32


@pytest.fixture
def kept(tmp_path):
    return PageCache(tmp_path / "pages")


def test_a_page_comes_back_as_it_was_put(kept):
    kept.put(KEY, b"page")
    assert kept.get(KEY) == b"page"
    assert kept.get(OTHER) is None


def test_a_torn_page_is_not_taken(kept, tmp_path):
    kept.put(KEY, b"page" * 100)
    path = tmp_path / "pages/ab" / KEY
    path.write_bytes(path.read_bytes()[:-1])
    assert kept.get(KEY) is None
    path.write_bytes(b"")
    assert kept.get(KEY) is None


def test_only_what_is_asked_for_stays(kept, tmp_path):
    kept.put(KEY, b"page")
    kept.put(OTHER, b"page")
    (tmp_path / "pages/ab/.page-left").write_bytes(b"half")
    kept.keep_only([KEY])
    assert [path.name for path in (tmp_path / "pages").glob("*/*")] == [KEY]


def test_a_folder_that_cannot_be_made_keeps_nothing_and_stops_nothing(tmp_path):
    (tmp_path / "pages").write_text("in the way")
    kept = PageCache(tmp_path / "pages")
    kept.put(KEY, b"page")
    assert kept.get(KEY) is None


def test_a_key_that_leads_elsewhere_is_refused(kept):
    with pytest.raises(ValueError, match="no key"):
        kept.get("../../etc/passwd")
