import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.agent.restic_messages import Progress, error_words, progress
from drplan.adapters.agent.restic_outcome import Ended, Outcome, fault, outcome_of
from drplan.adapters.agents import fault_of

KNOWN = {
    0: "done",
    3: "partial",
    10: "absent",
    11: "locked",
    12: "wrong-password",
    130: "cancelled",
}


@given(st.integers(-64, 255))
def test_an_exit_code_nobody_knows_is_a_failure(code):
    assert outcome_of(Ended("backup", code)) == KNOWN.get(code, "failed")


@given(st.integers(1, 10**6))
def test_an_error_line_is_never_well_whatever_the_exit_code(errors):
    assert outcome_of(Ended("restore", 0, error_count=errors)) is Outcome.FAILED
    assert outcome_of(Ended("backup", 0, error_count=errors)) is Outcome.PARTIAL


def test_only_a_backup_can_be_done_in_part():
    assert outcome_of(Ended("check", 3)) is Outcome.FAILED


@pytest.mark.parametrize(
    ("words", "outcome"),
    [
        ("Fatal: unable to save snapshot: context canceled", "cancelled"),
        ("dial tcp 127.0.0.1:1: connect: connection refused", "unreachable"),
        ("server response unexpected: 503 Service Unavailable (503)", "unreachable"),
        ("Fatal: unable to open config file: unexpected HTTP response (502): 502 Bad Gateway", "unreachable"),
        ("write /srv/data/00: no space left on device", "failed"),
        ("pack 99: unexpected file size: got 503, expected 504", "failed"),
        ("Fatal: repository contains errors", "failed"),
    ],
)
def test_what_exit_code_1_covers_is_told_apart_by_its_words(words, outcome):
    assert outcome_of(Ended("backup", 1, words=(words,))) == outcome


def test_what_we_ended_ourselves_is_unreachable_and_says_why():
    ended = Ended("backup", 0, late="did not come further within 20 s")
    assert (fault(ended).kind, str(fault(ended))) == (
        "unreachable",
        "restic backup did not come further within 20 s",
    )


def test_a_fault_is_one_line_and_names_the_first_errors():
    ended = Ended("restore", 1, errors=("/a: no\nspace", "/b: x", "/c: y", "/d: z"), words=("Fatal: it\nis",))
    assert str(fault(ended)) == "restic restore (exit 1): Fatal: it is; /a: no space; /b: x; /c: y"


def test_a_status_line_is_progress_with_zeros_filled_in():
    assert progress({"message_type": "summary"}) is None
    assert progress(
        {"message_type": "status", "percent_done": 0.5, "total_bytes": 10, "bytes_restored": 5}
    ) == (Progress(percent=50.0, bytes_done=5, bytes_total=10, files_done=0, files_total=0))


def test_errors_of_a_check_and_of_a_backup_are_both_understood():
    assert error_words({"message": "pack x: does not exist\n"}) == "pack x: does not exist"
    assert error_words({"item": "/a", "error": {"message": "denied"}}) == "/a: denied"
    assert error_words({"item": "/a", "error": {}}) == "/a: "


def test_the_stack_of_calls_behind_a_message_is_left_out():
    frames = (
        "\ngithub.com/restic/restic/internal/restic.(*SnapshotFilter).findLatest.func1"
        "\n\tgithub.com/restic/restic/internal/restic/snapshot_find.go:56"
        "\nruntime.goexit\n\truntime/asm_amd64.s:1700"
    )
    said = "Error loading snapshot a79fcef0: LoadRaw(<snapshot/a79fcef09c>): invalid data returned"
    ended = Ended("backup", 1, words=(said + frames,))
    assert ended.because() == f"restic backup (exit 1): {said}"


@pytest.mark.parametrize(
    "said",
    [
        "failed to load snapshot 59b9cf06: LoadRaw(<snapshot/59b9cf06a5>): invalid data returned",
        "LoadRaw(<index/871947d6ea>): invalid data returned",
        "config file has zero size, invalid repository?",
        "Load(<data/246054e599>, 249, 0) failed: file is too short",
    ],
)
def test_what_an_empty_file_of_a_repository_brings_is_said_to_be_damage_with_a_way_to_mend_it(said):
    found = fault(Ended("backup", 1, words=(said,)))
    told = fault_of({"kind": found.kind, "message": str(found)}, "hs-db1: ")
    assert said in told.message
    assert "drplan backup check --all" in told.next_step
    assert "docs/how-to-mend-a-copy.md" in told.next_step


def test_a_full_disk_is_no_damage():
    assert fault(Ended("backup", 1, words=("write /srv/data/00: no space left on device",))).kind == (
        "repository"
    )
