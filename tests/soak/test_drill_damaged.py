"""A damaged copy of a whole school, and the other copy that still brings it back, on real hosts."""

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
        assert outcomes(record)["hs-files"] == "fail"
        assert outcomes(record)["hs-learning"] == "no-evidence"
        again = drill(lab_hs, tmp_path / "again", "--copy", "offsite", code=1)
    finally:
        for pack, content in kept.items():
            pack.write_bytes(content)
    recovered = {d["name"]: d["verdict"]["outcome"] for s in again["services"] for d in s["data_sets"]}
    assert set(recovered.values()) == {"pass"}
    probed = {s["subject"]: s["verdict"]["outcome"] for s in again["steps"] if s["action"] == "probe"}
    assert set(probed.values()) == {"pass"}
    # The first drill left the files lost, and what was broken before a drill began never passes it.
    failed = {name for name, outcome in outcomes(again).items() if outcome == "fail"}
    assert failed == {"hs-files", "hs-learning"}
