"""A damaged copy of a whole school, and the other copy that brings it back, on real hosts."""

import pytest

from tests.e2e.command import flip_a_byte, packs_of
from tests.e2e.test_drill import drill, outcomes

pytestmark = pytest.mark.lab


def test_a_damaged_copy_fails_its_service_alone_and_the_other_copy_still_recovers_it(lab_hs, tmp_path):
    lab_hs.drplan("backup", "run", "--site", "hs")
    # Only the school's files fill such packs: every backup makes packs of its own.
    packs = [pack for pack in packs_of(lab_hs.state / "lab") if pack.stat().st_size > 1 << 20]
    assert packs, "the on-site repository holds no large pack"
    kept = {pack: flip_a_byte(pack, 100) for pack in packs}
    try:
        record = drill(lab_hs, tmp_path, "--copy", "onsite", code=1)
        assert record["verdict"]["outcome"] == "fail"
        again = drill(lab_hs, tmp_path / "again", "--copy", "offsite")
    finally:
        for pack, content in kept.items():
            pack.write_bytes(content)
    came = dict.fromkeys(outcomes(again), "pass")
    # It came back from the other copy, so what depends on it does; that a copy failed is not forgiven.
    assert outcomes(record) == {**came, "hs-files": "fail"}
    (files,) = next(each for each in record["services"] if each["name"] == "hs-files")["data_sets"]
    damaged = files["walked_back"][0]
    assert (damaged["repository"], damaged["damaged"]) == ("onsite", True)
    assert files["repository"] == "offsite"
    assert files["matched"] == files["entries"] > 30_000
    assert outcomes(again) == came
