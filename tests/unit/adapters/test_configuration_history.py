"""The history of configurations, in real git: masked, one change a line, and safe from what devices print."""

import signal
import subprocess
import threading
from datetime import UTC, datetime, timedelta

import pytest

from drplan.adapters.network.history import ConfigurationHistory
from drplan.adapters.network.mask_key import mask_key
from drplan.errors import HistoryError, UsageError
from drplan.ports.configurations import Reason, WholeConfiguration

KEY = b"k" * 32
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
ROLE = Reason("network-administrator", "ada@backup1", "port for the new camera")
TEXT = """Building configuration...

Current configuration : 1024 bytes
!
! Last configuration change at 08:00:00 UTC Mon Nov 23 2026
hostname hs-sw1
enable secret 9 $9$abcdefgh$0123456789abcdef
interface GigabitEthernet1/0/1
 description camera
interface GigabitEthernet1/0/2
 shutdown
ntp server 192.0.2.1
end
"""


def whole(text=TEXT, device="hs-sw1", site="hs"):
    return WholeConfiguration(site, device, "cisco-ios", text)


def because(_text, _since):
    return ROLE


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "configurations"


@pytest.fixture
def history(folder):
    return ConfigurationHistory(folder, KEY)


def git(folder, *words):
    done = subprocess.run(["git", "--git-dir", folder, *words], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_first_one_is_kept_under_its_site_with_author_and_reason(history, folder):
    (change,) = history.keep([whole()], because, MONDAY)
    assert change.first
    assert git(folder, "ls-tree", "-r", "--name-only", "main").split() == ["hs/hs-sw1.cisco-ios"]
    told = git(folder, "log", "--format=%an|%ae|%cn|%s|%at").strip()
    assert told == "network-administrator|ada@backup1|drplan|port for the new camera|1795399200"
    assert change.commit == git(folder, "rev-parse", "main").strip()
    assert not (folder / "hs").exists()


def test_no_secret_is_in_any_object(history, folder):
    history.keep([whole()], because, MONDAY)
    shown = git(folder, "show", "main:hs/hs-sw1.cisco-ios")
    assert "0123456789abcdef" not in shown
    assert "enable secret" in shown


def test_what_changes_by_itself_is_no_change(history, folder):
    history.keep([whole()], because, MONDAY)
    later = TEXT.replace("08:00:00", "09:30:00").replace("1024 bytes", "1030 bytes")
    assert history.keep([whole(later)], because, TUESDAY) == ()
    assert git(folder, "rev-list", "--count", "main").strip() == "1"


def test_a_changed_secret_shows_as_changed_and_not_what_it_is(history):
    history.keep([whole()], because, MONDAY)
    (change,) = history.keep([whole(TEXT.replace("0123456789abcdef", "fedcba9876543210"))], because, TUESDAY)
    assert (change.added, change.removed, change.since) == (1, 1, MONDAY)
    assert change.blocks == ("enable",)
    assert "-enable secret" in change.diff
    assert "+enable secret" in change.diff
    assert "fedcba98" not in change.diff
    assert "01234567" not in change.diff


def test_a_change_names_the_block_it_is_in(history):
    history.keep([whole()], because, MONDAY)
    changed = TEXT.replace(" shutdown\n", " description printer\n").replace("192.0.2.1", "192.0.2.2")
    (change,) = history.keep([whole(changed)], because, TUESDAY)
    assert change.blocks == ("interface GigabitEthernet1/0/2", "ntp")


def test_a_run_is_one_commit_for_each_author_and_reason(history, folder):
    devices = [whole(device=f"hs-sw{number}") for number in range(1, 6)]
    other = Reason("systems-administrator", "bo@backup1", "deploy 0000007")

    def explain(text, _since):
        return other if text.device == "hs-sw3" else ROLE

    changes = history.keep(devices, explain, MONDAY)
    assert [each.device for each in changes] == [each.device for each in devices]
    assert len({each.commit for each in changes}) == 2
    assert git(folder, "log", "--format=%s").split("\n")[:2] == ["deploy 0000007", "port for the new camera"]


def test_the_log_tells_the_same_changes_newest_first(history):
    first = history.keep([whole(), whole(device="hs-sw2")], because, MONDAY)
    second = history.keep([whole(TEXT.replace("camera", "door")), whole(device="hs-sw2")], because, TUESDAY)
    found = list(history.changes())
    assert found[0] == second[0]
    assert {each.device for each in found[1:]} == {each.device for each in first}
    assert [each.device for each in history.changes(device="hs-sw2")] == ["hs-sw2"]
    assert list(history.changes(since=TUESDAY)) == [second[0]]
    assert list(history.changes(site="do")) == []


def test_nothing_is_told_of_a_history_that_is_not_there(history):
    assert list(history.changes()) == []


def test_a_new_key_makes_all_masks_new_and_says_so(history, folder):
    history.keep([whole()], because, MONDAY)
    (change,) = ConfigurationHistory(folder, b"n" * 32).keep([whole()], because, TUESDAY)
    assert change.masks_anew
    assert next(history.changes()).masks_anew
    assert ConfigurationHistory(folder, b"n" * 32).keep([whole()], because, TUESDAY) == ()


HOSTILE = (
    "commit refs/heads/evil\n",
    "done\n",
    "\x01\x02\x03",
    "M 100644 inline ../../escape\n",
    "\0\0\0",
    "data 3\nabc\n",
    "diff --git a/x b/x\n",
)


@pytest.mark.parametrize("said", HOSTILE)
def test_what_a_device_prints_is_text_and_nothing_else(history, folder, said):
    history.keep([whole()], because, MONDAY)
    history.keep([whole(TEXT.replace("camera", said))], because, TUESDAY)
    assert git(folder, "branch", "--format=%(refname:short)").split() == ["main"]
    assert git(folder, "ls-tree", "-r", "--name-only", "main").split() == ["hs/hs-sw1.cisco-ios"]
    assert not list(folder.parent.rglob("escape"))
    assert len(list(history.changes())) == 2


@pytest.mark.parametrize("device", ["../hs-sw1", "hs/sw1", "-rf", "HS", "a\nb", ""])
def test_a_name_that_is_none_is_refused_before_anything_is_written(history, folder, device):
    with pytest.raises(UsageError, match="is no name"):
        history.keep([whole(device=device)], because, MONDAY)
    assert not folder.exists()


def test_a_reason_cannot_pass_for_anything_else(history, folder):
    def explain(_text, _since):
        return Reason("a<b>\nc", "x>\ny", "why\x01\x02\x03\nSince: hs/hs-sw1.cisco-ios 1970-01-01\n")

    history.keep([whole()], explain, MONDAY)
    (change,) = history.changes()
    assert change.first
    assert git(folder, "fsck", "--strict") == ""


def test_neither_hooks_nor_settings_of_others_take_part(history, folder, monkeypatch, tmp_path):
    history.keep([whole()], because, MONDAY)
    hook = folder / "hooks/reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/hooked\n")
    hook.chmod(0o755)
    (tmp_path / "home").mkdir()
    (tmp_path / "home/.gitconfig").write_text("[commit]\n gpgSign = true\n[user]\n name = somebody else\n")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_AUTHOR_NAME", "somebody else")
    history.keep([whole(TEXT.replace("camera", "door"))], because, TUESDAY)
    monkeypatch.delenv("GIT_DIR")
    assert "somebody" not in git(folder, "log", "--format=%an %cn")
    assert not (tmp_path / "hooked").exists()


def test_two_runs_at_once_keep_both(folder):
    def keep(number):
        ConfigurationHistory(folder, KEY).keep([whole(device=f"hs-sw{number}")], because, MONDAY)

    threads = [threading.Thread(target=keep, args=(number,)) for number in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(git(folder, "ls-tree", "-r", "--name-only", "main").split()) == 4


def test_what_a_broken_off_run_left_is_no_trouble_to_the_next(history, folder):
    history.keep([whole()], because, MONDAY)
    (folder / "refs/heads/main.lock").write_text("")
    (folder / "objects/pack/tmp_pack_x").write_bytes(b"half")
    (folder / "drplan-looked.json").write_text('{"at": {')
    (change,) = history.keep([whole(TEXT.replace("camera", "door"))], because, TUESDAY)
    assert change.since == MONDAY
    assert git(folder, "fsck", "--strict") == ""
    assert not list(folder.glob("objects/pack/tmp_*"))


def test_a_run_that_is_killed_leaves_the_branch_as_it_was(history, folder):
    history.keep([whole()], because, MONDAY)
    before = git(folder, "rev-parse", "main")
    stream = b"commit refs/heads/main\ncommitter x <x@x> 1 +0000\ndata 1\nx\nfrom refs/heads/main^0\n"
    importing = subprocess.Popen(
        ["git", "--git-dir", folder, "fast-import", "--done", "--quiet"], stdin=subprocess.PIPE
    )
    assert importing.stdin
    importing.stdin.write(stream)
    importing.stdin.flush()
    importing.send_signal(signal.SIGKILL)
    importing.wait()
    assert git(folder, "rev-parse", "main") == before
    assert len(history.keep([whole(TEXT.replace("camera", "door"))], because, TUESDAY)) == 1


def test_a_place_that_cannot_be_written_is_an_error_with_a_next_step(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(HistoryError) as refused:
        ConfigurationHistory(tmp_path / "file/configurations", KEY).keep([whole()], because, MONDAY)
    assert "management.history" in refused.value.next_step


def test_the_key_is_made_once_and_is_nobody_elses(tmp_path):
    key = mask_key(tmp_path / "keys")
    assert (len(key), mask_key(tmp_path / "keys")) == (32, key)
    assert oct((tmp_path / "keys/mask").stat().st_mode)[-3:] == "600"
    assert [each.name for each in (tmp_path / "keys").iterdir()] == ["mask"]


def test_a_key_that_was_cut_short_is_refused(tmp_path):
    mask_key(tmp_path / "keys")
    (tmp_path / "keys/mask").write_bytes(b"short")
    with pytest.raises(HistoryError, match="holds 5 bytes"):
        mask_key(tmp_path / "keys")
