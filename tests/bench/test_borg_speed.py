"""The same files kept and proven by drplan over restic, and by borgmatic over borg, in turns.

Ours of a backup is the agent's whole: manifest, signature, restic. A data drill brings everything back,
compares each file with the signed manifest and signs a record. Beside it stand ``borgmatic extract``, which
compares nothing, and borgmatic's spot check of every file, which looks at the source and brings nothing back.
"""

import os
from functools import partial

import pytest

from tests.bench.borg import Borgmatic
from tests.bench.deployers import CACHE, NotMeasured
from tests.bench.pace import ROUNDS, turns
from tests.bench.test_backup_speed import SIZES, Bench, cost, many_small
from tests.bench.test_drill_speed import Bench as Drilled

KEYS = ("borg-create", "borg-create-again", "borg-extract", "borg-spot")
SIZE = SIZES["small"]


def test_small_files_are_kept_and_proven_beside_borgmatic(tmp_path, report):
    (tmp_path / "bench").mkdir()
    bench = Bench(tmp_path / "bench", many_small)
    try:
        peer = Borgmatic(tmp_path / "borg", bench.data, CACHE)
    except NotMeasured as why:
        for key in KEYS:
            report.not_measured(key, why)
        return
    drilled = Drilled(_made(tmp_path / "drilled"), [many_small])

    def theirs(*words):
        return cost(peer.argv(*words), b"", peer.environment).wall

    first, again = [], []
    for _ in range(ROUNDS):
        bench.anew()
        peer.anew()
        os.sync()
        first += turns(lambda: bench.ours().wall, partial(theirs, "create"), 1)
        again += turns(lambda: bench.ours().wall, partial(theirs, "create"), 2)

    def extract():
        out = peer.extracted()
        wall = theirs("extract", "--archive", "latest", "--destination", str(out))
        assert sum(path.is_file() for path in out.rglob("*.txt")) == sum(1 for _ in bench.data.rglob("*.txt"))
        return wall

    def drill():
        return drilled.drill(at_once=2).wall

    report.beside("borg-create", first, SIZE)
    report.beside("borg-create-again", again, SIZE)
    report.beside("borg-extract", turns(drill, extract), SIZE)
    report.beside("borg-spot", turns(drill, partial(theirs, "check", "--only", "spot", "--force")), SIZE)


def test_the_spot_check_that_stands_beside_looks_at_every_file(tmp_path):
    data = _made(tmp_path / "data")
    for number in range(200):
        (data / f"{number}").write_text(f"{number}")
    try:
        peer = Borgmatic(tmp_path / "borg", data, CACHE)
    except NotMeasured as why:
        pytest.skip(str(why))
    peer.anew()
    spot = peer.argv("check", "--only", "spot", "--force")
    cost(peer.argv("create"), b"", peer.environment)
    cost(spot, b"", peer.environment)
    (data / "7").write_text("x")
    with pytest.raises(Exception, match="non-zero"):
        cost(spot, b"", peer.environment)


def _made(folder):
    folder.mkdir()
    return folder
