"""The scripts that roles bring to hosts, run here with stand-ins for what they call."""

import os
import subprocess
from pathlib import Path

import pytest

FILES = Path(__file__).parents[2] / "deploys" / "files"

LIVE = """drplan-live=1
updates=7 2 1780000000
restart=yes
units=1
certificates=2
certificate=notAfter=Nov 22 09:00:00 2027 GMT /etc/x "y".pem
certificate=unreadable /etc/z.pem
backup=present 2
timer=school-files active success
timer=gradebook-db inactive exit-code
unread=disk df cannot tell
end=drplan-live"""


def figures(folder, said, code=0):
    """Run the script over what a server says of itself; returns the file's lines without comments."""
    (folder / "live.sh").write_text(f"cat <<'END'\n{said}\nEND\n")
    shown = folder / "drplan.prom"
    done = subprocess.run(
        ["sh", FILES / "figures.sh", folder / "live.sh", folder / "kept", shown],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert sorted(folder.glob("*.new")) == []
    return [line for line in shown.read_text().splitlines() if not line.startswith("#")]


def test_what_a_server_says_becomes_figures(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "school-files").write_text("2026-11-22T09:00:00.123456789Z\n")
    (tmp_path / "kept" / ".half.new").write_text("2026-11-22T10:00:00Z\n")
    assert figures(tmp_path, LIVE) == [
        "drplan_updates_pending 7",
        "drplan_security_updates_pending 2",
        "drplan_package_lists_time_seconds 1780000000",
        "drplan_restart_due 1",
        "drplan_units_failed 1",
        r'drplan_certificate_end_time_seconds{path="/etc/x \"y\".pem"} 1826874000',
        'drplan_recovery_point_time_seconds{data_set="school-files"} 1795338000',
        'drplan_backup_timer_active{data_set="school-files"} 1',
        'drplan_backup_timer_active{data_set="gradebook-db"} 0',
        'drplan_backup_last_well{data_set="school-files"} 1',
        'drplan_backup_last_well{data_set="gradebook-db"} 0',
        'drplan_unread{point="disk"} 1',
    ]
    assert oct((tmp_path / "drplan.prom").stat().st_mode)[-3:] == "644"


def test_what_could_not_be_read_has_no_figure_rather_than_nought(tmp_path):
    said = "updates=3 unlisted\nunread=restart nothing\nunread=units none\nend=drplan-live"
    assert figures(tmp_path, said) == [
        "drplan_updates_pending 3",
        'drplan_unread{point="restart"} 1',
        'drplan_unread{point="units"} 1',
    ]


def test_an_answer_that_was_cut_leaves_the_older_figures(tmp_path):
    before = figures(tmp_path, LIVE)
    assert figures(tmp_path, LIVE.replace("end=drplan-live", "unit=x"), code=1) == before


@pytest.fixture
def runner(tmp_path):
    """Return how to rehearse sites with a drplan that notes what it is asked and ends as it is told."""
    program, state = tmp_path / "program", tmp_path / "state"
    (program / ".venv/bin").mkdir(parents=True)
    (state / "keys").mkdir(parents=True)
    (state / "keys/evidence_ed25519").touch()
    stand_in = program / ".venv/bin/drplan"
    stand_in.write_text(
        '#!/bin/sh\necho "$DRPLAN_STATE: $*" >> "$DRPLAN_STATE/asked"\n'
        'while read -r words code; do case "$*" in "${words%%=*}"*) exit "$code" ;; esac; done'
        ' < "$DRPLAN_STATE/ends"\n'.replace("${words%%=*}", '$(echo "$words" | tr _ " ")')
    )
    stand_in.chmod(0o755)

    def run(*sites, **ends):
        (state / "ends").write_text("".join(f"{words} {code}\n" for words, code in ends.items()))
        (state / "asked").unlink(missing_ok=True)
        done = subprocess.run(
            ["sh", FILES / "drill.sh", program, state, *sites],
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        asked = (state / "asked").read_text().splitlines() if (state / "asked").exists() else []
        return done, [line.removeprefix(f"{state}: ") for line in asked]

    return run


def verbs(asked):
    return [" ".join(line.split()[:2]) for line in asked]


def test_a_site_is_raised_deployed_filled_backed_up_lost_and_cleared_away(runner, tmp_path):
    done, asked = runner("hs")
    assert done.returncode == 0, done.stderr
    whole = ["lab up", "deploy apply", "deploy apply", "lab fill", "backup init", "backup run", "drill run"]
    assert verbs(asked) == ["lab down", *whole, "lab down", "lab down"]
    assert all("--site hs" in line for line in asked if not line.startswith("lab down"))
    assert asked[-3].endswith(f"--runbooks {tmp_path}/state/runbooks")


def test_one_site_that_cannot_be_tried_does_not_keep_the_next_from_its_drill(runner):
    done, asked = runner("ms", "hs", **{"lab_up_--site_ms": 2})
    assert done.returncode == 3
    assert verbs(asked) == [
        *("lab down", "lab up", "lab down"),
        *("lab up", "deploy apply", "deploy apply", "lab fill", "backup init", "backup run", "drill run"),
        *("lab down", "lab down"),
    ]


@pytest.mark.parametrize(
    ("ends", "code"),
    [
        ({"drill_run": 1}, 1),
        ({"drill_run": 3}, 3),
        ({"drill_run": 2}, 2),
        ({"backup_run": 3}, 2),
        ({"lab_down": 2}, 2),
        ({"drill_run_--site_a": 1, "drill_run_--site_b": 0}, 1),
    ],
)
def test_nothing_that_fell_short_ends_well(runner, ends, code):
    assert runner("a", "b", **ends)[0].returncode == code


def test_without_a_key_nothing_is_raised(runner, tmp_path):
    (tmp_path / "state/keys/evidence_ed25519").unlink()
    done, asked = runner("hs")
    assert done.returncode == 2
    assert asked == []
    assert "evidence keygen" in done.stderr
