"""The parts of a pack: its list of chains, who may sign it, what a control and the public may see."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from drplan.audit.bearing import CONTROLS, controls_of
from drplan.errors import EvidenceError
from drplan.record.drill import DrillRecord
from drplan.record.pack import ChainLine, packed_chains, read_lines, write_lines
from drplan.record.pack_signers import may_sign_packs, merged_signers
from drplan.record.signers import AllowedSigner, read_signers, signer_line, with_limit
from drplan.record.sshsig import PACK_NAMESPACE
from drplan.record.summary import WITHHELD, Hidden

KEY, OTHER = (b"\0\0\0\x0bssh-ed25519\0\0\0 " + bytes([n]) * 32 for n in (1, 2))
WHO = "evidence@cedarvalley.example"
LINES = (
    ChainLine("check", "0000001", None, "a" * 64, here=False),
    ChainLine("drill", "one", None, "b" * 64, here=False),
    ChainLine("drill", "two", "b" * 64, "c" * 64, here=True),
    ChainLine("drill", "three", "c" * 64, "d" * 64, here=False),
)


def test_the_list_of_chains_is_read_as_it_was_written():
    assert read_lines(write_lines(LINES)) == LINES


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda data: data[:-1],
        lambda data: data + b"\n",
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b"here", b"Here"),
        lambda data: data.replace(b"check", b"zebra"),
        lambda data: data + data.splitlines(keepends=True)[0],
    ],
)
def test_a_list_in_another_form_or_order_is_refused(spoiled):
    with pytest.raises(EvidenceError, match=r"chains\.txt"):
        read_lines(spoiled(write_lines(LINES)))


def test_the_manifest_says_what_stands_before_and_after_the_records_here():
    told = packed_chains(LINES)["drill"]
    assert (told.before, told.first, told.last, told.last_head) == ("b" * 64, "two", "two", "c" * 64)
    assert (told.newest, told.count, told.here) == ("d" * 64, 3, 1)
    assert packed_chains(LINES)["check"].before is None


def test_a_key_that_the_drills_file_limits_is_not_let_in_again_by_another_chains_file():
    end = datetime(2026, 11, 1, tzinfo=UTC)
    plain = f"{signer_line(WHO, KEY)}\n".encode()
    limited = with_limit(plain, AllowedSigner(WHO, KEY, valid_before=end))
    another = f"{signer_line(WHO, OTHER)}\n".encode()
    merged = read_signers(merged_signers([limited, plain + another, plain]))
    assert [(each.public, each.valid_before) for each in merged] == [(KEY, end), (OTHER, None)]


def test_a_key_that_is_retired_signs_no_packs_either():
    end = datetime(2026, 11, 1, tzinfo=UTC)
    lines = f"{signer_line(WHO, KEY)}\n{signer_line(WHO, KEY, PACK_NAMESPACE)}\n".encode()
    after = with_limit(lines, AllowedSigner(WHO, KEY, valid_before=end))
    assert [each.valid_before for each in read_signers(after)] == [end]
    assert [each.valid_before for each in read_signers(after, PACK_NAMESPACE)] == [end]
    assert may_sign_packs(after, KEY)
    assert not may_sign_packs(after, OTHER)
    assert not may_sign_packs(f"{signer_line(WHO, KEY)}\n".encode(), KEY)


def test_every_kind_of_record_bears_on_some_control_whatever_its_verdict():
    case = Path(__file__).parents[2] / "cases/evidence/record.json"
    drill = DrillRecord.model_validate_json(case.read_bytes())
    assert "CP-4" in controls_of(drill)
    assert controls_of(drill) <= CONTROLS


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Gradebook and attendance", True),
        ("Files on hs-file1", False),
        ("Files on HS-FILE1.", False),
        ("Web (198.18.20.12)", False),
        ("Files of hs-file10", True),
    ],
)
def test_a_title_that_names_a_machine_is_withheld(title, shown):
    hidden = Hidden(["hs-file1", "198.18.20.12", ""])
    assert hidden.shown(title) == (title if shown else WITHHELD)
    assert Hidden([]).shown(title) == title
