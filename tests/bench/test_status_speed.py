"""The state of all backups against its floor: one bare ``restic snapshots`` of the same repository."""

import subprocess
import sys
import time

from drplan.adapters.agent.answer import answer
from drplan.adapters.tools import find_restic
from drplan.measure.copies import copy_state
from drplan.wiring import state_folder
from tests.unit.measure.copies_cases import NOON, point, policy, promises

DATA_SETS = 20
ROUNDS = 3


def wall(work):
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def judge(found):
    return copy_state("files", "onsite", found, promises(), policy=policy(), now=NOON)


def test_one_look_costs_what_restic_costs_and_not_one_call_for_each_data_set(tmp_path, capsys):
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
    for name in names:
        ask("protect-paths", data_set=name, source=source, copies=[place])
    command = (program, "--repo", location, "--no-cache", "--no-lock", "--json", "snapshots")
    bare = wall(lambda: subprocess.run(command, env=environment, check=True, capture_output=True))
    once = wall(lambda: ask("all-points"))
    each = wall(lambda: [ask("points", data_set=name) for name in names])
    assert len(ask("all-points")) == DATA_SETS
    year = [point(1 + 24 * night, seconds=600.0 + night % 7, size=10**9 + night) for night in range(365)]
    judged = wall(lambda: [judge(year) for _ in names])
    with capsys.disabled():
        sys.stdout.write(
            f"\n{DATA_SETS} data sets in a repository: bare restic snapshots {bare:.2f} s, "
            f"one look {once:.2f} s (ratio {once / bare:.2f}), one call a data set {each:.2f} s "
            f"(ratio {each / bare:.1f}); judging them with a year of recovery points each {judged:.3f} s "
            f"(ratio {judged / bare:.2f})\n"
        )
    assert once < 2 * bare
    assert judged < bare
    assert each > 5 * once
