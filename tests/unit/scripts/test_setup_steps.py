"""The setup's own decisions: which mirror, what is missing, and the guard that keeps services still."""

import importlib
import json
import re
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[3]
GONE = 2**22 + 1
"""No process has this number: the kernel counts to 2**22."""


@pytest.fixture
def step(monkeypatch):
    """Import one of the setup's modules, as `make setup` does from this folder."""
    monkeypatch.syspath_prepend(str(ROOT))
    return lambda name: importlib.import_module(f"scripts.{name}")


@pytest.fixture
def guard(step, tmp_path, monkeypatch):
    """The guard, with a policy file that is not this machine's."""
    module = step("setup_guard")
    monkeypatch.setattr(module, "POLICY", tmp_path / "policy-rc.d")
    return module


def ask(policy: Path) -> int:
    """Ask the policy whether a service may start, as invoke-rc.d does: 101 is no."""
    return subprocess.run([policy, "frr", "start"], check=False).returncode


def test_no_service_may_start_while_packages_are_installed(guard):
    with guard.keep_services_still():
        assert ask(guard.POLICY) == 101
    assert not guard.POLICY.exists()


def test_the_guard_goes_when_the_installation_fails(guard):
    with pytest.raises(RuntimeError), guard.keep_services_still():
        raise RuntimeError
    assert not guard.POLICY.exists()


def test_the_guard_of_a_killed_setup_permits_and_removes_itself(guard):
    guard.POLICY.write_text(guard.DENY.format(process=GONE))
    guard.POLICY.chmod(0o755)
    assert ask(guard.POLICY) == 0
    assert not guard.POLICY.exists()


def test_the_guard_of_a_killed_setup_is_taken_for_ours(guard):
    guard.POLICY.write_text(guard.DENY.format(process=GONE))
    with guard.keep_services_still():
        assert ask(guard.POLICY) == 101
    assert not guard.POLICY.exists()


def test_a_policy_of_the_machines_own_is_left_alone(guard, capsys):
    guard.POLICY.write_text("#!/bin/sh\nexit 0\n")
    with guard.keep_services_still():
        assert guard.POLICY.read_text() == "#!/bin/sh\nexit 0\n"
    assert guard.POLICY.exists()
    assert "own policy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "text", "mirror"),
    [
        (
            "debian.sources",
            "Types: deb\nURIs: http://m.example/debian\nSuites: bookworm\n",
            "http://m.example/debian",
        ),
        (
            "debian.sources",
            "URIs: mirror+file:///etc/apt/mirrors/debian.list\n",
            "mirror+file:///etc/apt/mirrors/debian.list",
        ),
        (
            "sources.list",
            "deb [arch=amd64] http://m.example/debian/ bookworm main\n",
            "http://m.example/debian/",
        ),
        ("sources.list", "# deb http://m.example/debian bookworm main\n", None),
        ("debian.sources", "URIs: http://m.example/debian-security\n", None),
        ("ubuntu.sources", "URIs: http://m.example/ubuntu/\n", None),
    ],
)
def test_the_mirror_is_the_one_that_the_machine_uses_for_debian(step, tmp_path, name, text, mirror):
    (tmp_path / name).write_text(text)
    assert step("setup_restic").debian_mirror([tmp_path / "absent.list", tmp_path / name]) == mirror


def test_missing_programs_are_told_by_package_with_every_purpose(step):
    programs = [
        SimpleNamespace(name="here", package="present", purpose="nothing"),
        SimpleNamespace(name="a", package="both", purpose="one thing"),
        SimpleNamespace(name="b", package="both", purpose="another"),
    ]
    found = step("setup_debian").missing(programs, {"here": "/bin/here"}.get)
    assert found == {"both": "one thing; another"}


def test_a_restic_that_cannot_be_run_has_no_version(step, tmp_path):
    broken = tmp_path / "restic"
    broken.write_text("#!/bin/sh\nexit 127\n")
    broken.chmod(0o755)
    assert step("setup_restic").version_of(broken) is None
    assert step("setup_restic").version_of(tmp_path / "absent") is None


def test_the_tests_programs_are_asked_for_by_package_and_the_demo_asks_for_none(step):
    pages = step("setup_pages")
    found = step("setup_debian").missing(pages.VIEWERS, lambda _name: None)
    assert set(found) == {"chromium", "libreoffice-writer-nogui", "poppler-utils"}
    assert all(found.values())
    recipes = (ROOT / "Makefile").read_text().split("\n\n")
    (demo,) = [each for each in recipes if each.startswith("demo:")]
    (test,) = [each for each in recipes if each.startswith("test:")]
    assert "scripts.setup_pages" in test
    assert "setup_pages" not in demo + (ROOT / "scripts/setup.py").read_text()


def test_without_root_the_command_for_what_the_tests_miss_is_told(step, monkeypatch, capsys):
    pages = step("setup_pages")
    monkeypatch.setattr(pages, "is_root", lambda: False)
    monkeypatch.setattr(pages, "_is_ubuntu", lambda: False)
    monkeypatch.setattr(pages.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    pages.ensure()
    told = capsys.readouterr().out
    assert "apt-get install --no-install-recommends chromium libreoffice-writer-nogui poppler-utils" in told
    assert "sudo python3 -m scripts.setup_pages" in told


def test_ubuntu_is_known_by_its_own_file(step, tmp_path):
    release = tmp_path / "os-release"
    for name, is_it in (("ubuntu", True), ("debian", False)):
        release.write_text(f"NAME=x\nID={name}\n")
        assert step("setup_pages")._is_ubuntu(release) is is_it


def test_what_root_makes_in_a_persons_folder_becomes_theirs_and_links_are_not_followed(
    step, tmp_path, monkeypatch
):
    owner, given = step("setup_owner"), []
    outside, inside = tmp_path / "outside", tmp_path / "checkout" / ".venv"
    outside.mkdir()
    inside.mkdir(parents=True)
    (outside / "secret").touch()
    (inside / "link").symlink_to(outside)
    (inside / "file").touch()
    stats = {"st_uid": 0, "st_gid": 0}
    monkeypatch.setattr(owner, "is_root", lambda: True)
    monkeypatch.setattr(Path, "lstat", lambda _path: SimpleNamespace(**stats))
    monkeypatch.setattr(Path, "stat", lambda _path, **_more: SimpleNamespace(st_uid=1000, st_gid=1000))
    monkeypatch.setattr(Path, "exists", lambda _path: True)
    monkeypatch.setattr(owner.os, "chown", lambda path, uid, gid, **how: given.append((path, uid, gid, how)))
    owner.give_back(inside, folder=tmp_path / "checkout")
    assert {path for path, *_ in given} == {inside, inside / "link", inside / "file"}
    assert {(uid, gid, how["follow_symlinks"]) for _, uid, gid, how in given} == {(1000, 1000, False)}
    given.clear()
    monkeypatch.setattr(owner, "is_root", lambda: False)
    owner.give_back(inside, folder=tmp_path / "checkout")
    assert given == []


def test_the_setup_says_how_far_pip_is(step, capsys):
    python = step("setup_python")
    assert 50 < len(python.locked(python.LOCK)) < len(python.locked(python.DEV_LOCK))
    heard = python.progress(4)
    for line in (*(f"Collecting p{n}==1\n" for n in range(4)), "Installing collected packages: p0\n"):
        heard(line)
    told = capsys.readouterr().out.splitlines()
    assert told[1] == "setup:   2 of 4 packages looked up"
    assert told[-1] == "setup:   all fetched and checked; unpacking them"
    assert len(told) == 5


def test_a_disk_with_too_little_room_is_told_before_anything_is_fetched(step, monkeypatch):
    python, words = step("setup_python"), step("setup_words")
    monkeypatch.setattr(python.shutil, "disk_usage", lambda _path: SimpleNamespace(free=300_000_000))
    with pytest.raises(words.SetupFailed, match=r"0\.3 GB are free .* need 2 GB") as caught:
        python._refuse_a_full_disk(2 * 10**9)
    assert "make room" in caught.value.next_step


@pytest.fixture
def installed(step, tmp_path, monkeypatch):
    """Install into a folder that nothing is put into; returns the step, and the locks that pip was given."""
    python = step("setup_python")
    given: list[str] = []
    monkeypatch.setattr(python, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(python, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(python, "_works", lambda: True)
    monkeypatch.setattr(python, "_refuse_a_full_disk", lambda _room: None)
    monkeypatch.setattr(
        python, "_pip", lambda *words, **_more: given.extend(word for word in words if ".lock" in word)
    )
    return python, given


def test_the_demo_installs_what_drplan_runs_with_and_the_tests_add_the_rest(installed):
    python, given = installed
    python.ensure()
    python.ensure()
    assert given == [str(python.LOCK)]
    python.ensure(dev=True)
    assert given == [str(python.LOCK), str(python.DEV_LOCK)]


def test_a_demo_after_the_tests_takes_nothing_away_and_renews_it_all(installed):
    python, given = installed
    python.ensure(dev=True)
    python.ensure()
    assert given == [str(python.DEV_LOCK)]
    python.STAMP.write_text(json.dumps({**python.fingerprint(python.DEV_LOCK), "pyproject.toml": "another"}))
    python.ensure()
    assert given == [str(python.DEV_LOCK)] * 2


@pytest.mark.parametrize("stamp", ["", "{", "[]", "null"])
def test_a_stamp_that_is_none_has_everything_installed_again(installed, stamp):
    python, given = installed
    python.STAMP.write_text(stamp)
    python.ensure()
    assert given == [str(python.LOCK)]


def test_what_looks_at_the_code_asks_for_the_whole_lock_and_the_demo_does_not():
    recipes = dict(
        line.partition(":")[::2]
        for line in (ROOT / "Makefile").read_text().splitlines()
        if re.match(r"[a-z-]+:.*##", line)
    )
    whole = {name for name, needs in recipes.items() if "setup-dev" in needs.partition("##")[0]}
    assert whole == {"test", "check", "bench", "yardsticks", "soak", "soak-faults", "docs"}


def test_an_environment_of_another_user_is_not_half_replaced(step, monkeypatch, tmp_path):
    python, words = step("setup_python"), step("setup_words")
    monkeypatch.setattr(python, "ENVIRONMENT", tmp_path)
    monkeypatch.setattr(python.os, "access", lambda _path, _how: False)
    with pytest.raises(words.SetupFailed, match=r"\.venv belongs to \w+") as caught:
        python._refuse_anothers()
    assert "sudo make setup" in caught.value.next_step


def test_a_folder_that_cannot_be_written_ends_in_one_line(step, monkeypatch, capsys):
    setup = step("setup")

    def refused(**_more):
        raise OSError(30, "Read-only file system", "/usb/.venv")

    monkeypatch.setattr(step("setup_python"), "ensure", refused)
    assert setup.main() == 2
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "error: /usb/.venv: Read-only file system"
    assert told[1].startswith("next: ")
    assert len(told) == 2


def test_a_program_that_fails_is_quoted_with_its_last_words(step):
    words = step("setup_words")
    heard: list[str] = []
    with pytest.raises(words.SetupFailed) as caught:
        words.run(["sh", "-c", "seq 30; exit 3"], failure="it failed", next_step="again", heard=heard.append)
    assert caught.value.detail.splitlines() == [str(number) for number in range(19, 31)]
    assert len(heard) == 30


def test_what_an_interrupted_pip_unpacked_does_not_stay(step, tmp_path, monkeypatch):
    python = step("setup_python")
    monkeypatch.setattr(python, "ENVIRONMENT", tmp_path)
    (tmp_path / "unpacking" / "of-a-killed-setup").mkdir(parents=True)

    def interrupted(*_words, environment, **_more):
        place = Path(environment["TMPDIR"])
        assert [*place.iterdir()] == []
        (place / "half").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(python, "run", interrupted)
    with pytest.raises(KeyboardInterrupt):
        python._pip("anything")
    assert [*tmp_path.iterdir()] == []


@pytest.fixture
def bare(step, monkeypatch, tmp_path):
    """Have a machine with apt and Python alone, and a caller who is not root; returns what was installed."""
    restic, python, debian, foresight = map(
        step, ("setup_restic", "setup_python", "setup_debian", "setup_foresight")
    )
    apt = {"apt-get": "/usr/bin/apt-get", "dpkg-deb": "/usr/bin/dpkg-deb"}
    done: list[str] = []
    ssh = SimpleNamespace(name="no-such-ssh", package="openssh-client", purpose="reach hosts", lab_only=False)
    mmdebstrap = SimpleNamespace(
        name="no-such-mm", package="mmdebstrap", purpose="make images", lab_only=True
    )
    monkeypatch.setattr(debian, "_known", lambda: ([ssh, mmdebstrap], lambda _name: None))
    monkeypatch.setattr(debian, "install", lambda packages: done.append(" ".join(packages)))
    monkeypatch.setattr(python, "_works", lambda: False)
    monkeypatch.setattr(python.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(python, "ensure", lambda **_more: done.append("Python packages"))
    monkeypatch.setattr(restic, "LOCAL", tmp_path / "absent")
    monkeypatch.setattr(restic, "_download", lambda mirror, _folder: done.append(mirror))
    monkeypatch.setattr(restic, "_keep", lambda _program: None)
    monkeypatch.setattr(restic, "_source_files", list)
    monkeypatch.setattr(restic.shutil, "which", apt.get)
    for module in (restic, debian):
        monkeypatch.setattr(module, "KEYRING", tmp_path / "keyring")
    for module in (debian, foresight):
        monkeypatch.setattr(module, "is_root", lambda: False)
    return done


def test_without_root_all_that_is_missing_is_told_in_one_command_before_anything_is_fetched(
    step, bare, capsys
):
    assert step("setup").main() == 2
    told = capsys.readouterr()
    assert "not root: the lab's hosts and routers are not tried" in told.out
    packages = f"{step('setup_python')._venv_package()} debian-archive-keyring openssh-client,"
    assert (
        f"next: sudo apt-get update && sudo apt-get install --no-install-recommends {packages} then"
        in told.err
    )
    assert bare == []


def test_without_apt_no_apt_command_is_told(step, bare, monkeypatch, capsys):
    monkeypatch.setattr(step("setup_restic"), "_found", lambda: (Path("/usr/bin/restic"), (0, 18)))
    monkeypatch.setattr(step("setup_restic").shutil, "which", lambda _name: None)
    assert step("setup").main() == 2
    assert "next: install what brings that on this machine" in capsys.readouterr().err


def test_a_machine_with_neither_restic_nor_apt_is_told_so_first(step, bare, monkeypatch, capsys):
    monkeypatch.setattr(step("setup_restic").shutil, "which", lambda _name: None)
    assert step("setup").main() == 2
    assert "error: restic is missing, and this machine has no apt" in capsys.readouterr().err
    assert bare == []


def test_root_installs_what_is_missing_first_and_asks_debians_own_mirror_where_apt_knows_none(
    step, bare, monkeypatch
):
    for name in ("setup_debian", "setup_foresight"):
        monkeypatch.setattr(step(name), "is_root", lambda: True)
    assert step("setup").main() == 0
    assert bare == [
        "openssh-client mmdebstrap debian-archive-keyring",
        "Python packages",
        "http://deb.debian.org/debian",
    ]


@pytest.mark.parametrize(("left", "code"), [(0, 0), (2, 2)])
def test_a_demo_that_leaves_its_lab_behind_did_not_end_well(step, monkeypatch, capsys, left, code):
    demo = step("demo")
    endings = iter((0, left))
    monkeypatch.setattr(demo, "tell", lambda _story: (0, True))
    monkeypatch.setattr(demo, "run", lambda _step: next(endings))
    monkeypatch.setattr(demo, "give_back", lambda *_parts: None)
    monkeypatch.delenv("DRPLAN_DEMO_KEEP", raising=False)
    assert demo.main() == code
    assert ("still on this machine" in capsys.readouterr().out) is (left != 0)


@pytest.mark.parametrize(("ending", "told"), [((3, True), True), ((1, True), False), ((3, False), False)])
def test_a_demo_without_root_says_that_done_in_part_is_no_failure(step, monkeypatch, capsys, ending, told):
    demo = step("demo")
    monkeypatch.setattr(demo.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(demo, "tell", lambda _story: ending)
    monkeypatch.setattr(demo, "run", lambda _step: 0)
    monkeypatch.setattr(demo, "give_back", lambda *_parts: None)
    monkeypatch.delenv("DRPLAN_DEMO_KEEP", raising=False)
    assert demo.main() == ending[0]
    assert ("nothing failed" in capsys.readouterr().out) is told
