"""The state of all backups against its floor: one bare ``restic snapshots`` of the same repository."""

import subprocess
import time
from functools import partial
from statistics import median

from drplan.adapters.agent.answer import answer
from drplan.adapters.tools import find_restic
from drplan.measure.copies import copy_state
from drplan.wiring import state_folder
from tests.bench.pace import ROUNDS, pick, turns
from tests.unit.measure.copies_cases import NOON, point, policy, promises

DATA_SETS = pick(100, 20)


def wall(work):
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def judge(found):
    return copy_state("files", "onsite", found, promises(), policy=policy(), now=NOON)


def test_one_look_costs_what_restic_costs_and_not_one_call_for_each_data_set(tmp_path, report):
    program, location = str(find_restic(state_folder())), str(tmp_path / "repository")
    environment = {"RESTIC_PASSWORD": "correct horse"}
    place = {
        "program": program,
        "location": location,
        "cache": str(tmp_path / "cache"),
        "environment": environment,
        "ca_certificate": "",
    }

    def ask(verb, **words):
        said = answer({"verb": verb, "scratch": str(tmp_path / "scratch"), "repository": place, **words})
        assert "answer" in said, said
        return said["answer"]

    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "page").write_text("words")
    ask("open", create=True)
    names = [f"data-{number}" for number in range(DATA_SETS)]
    source = {"paths": [str(tmp_path / "source")]}

    def protect(some):
        for name in some:
            ask("protect-paths", data_set=name, source=source, copies=[place])

    def one_look():
        return wall(lambda: ask("all-points"))

    few = names[: DATA_SETS // 10]
    protect(few)
    little = median(one_look() for _ in range(ROUNDS))
    protect(names[len(few) :])
    command = (program, "--repo", location, "--no-cache", "--no-lock", "--json", "snapshots")
    bare = partial(subprocess.run, command, env=environment, check=True, capture_output=True)
    pairs = turns(one_look, lambda: wall(bare))
    each = wall(lambda: [ask("points", data_set=name) for name in few]) / len(few) * DATA_SETS
    assert len(ask("all-points")) == DATA_SETS
    year = [point(1 + 24 * night, seconds=600.0 + night % 7, size=10**9 + night) for night in range(365)]
    judged = wall(lambda: [judge(year) for _ in names])
    report.beside("status", pairs, f"{DATA_SETS} data sets")
    looks, calls = (median(pair[side] for pair in pairs) for side in (0, 1))
    report.grown("status", little, looks, f"{len(few)} → {DATA_SETS} data sets")
    report.say(f"one call a data set {each:.2f} s; judging them with a year of points each {judged:.3f} s")
    assert judged < DATA_SETS / 20 * calls
    assert each > 5 * looks
