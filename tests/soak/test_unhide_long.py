"""A hundred thousand versions take no more memory than a few thousand. The bucket is a fake that pages."""

from tests.unit.adapters.test_unhide_bucket import peak, walk

__all__ = ["walk"]


def test_a_hundred_thousand_versions_take_no_more_memory_than_four_thousand(walk):
    assert peak(walk, 50_000) < 1.5 * peak(walk, 2_000)
