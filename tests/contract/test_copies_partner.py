"""A neighbouring district keeps a copy: over REST within what was agreed, or over SFTP, which is weaker."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from drplan.adapters.lab.tools import require
from tests.contract.copies_desk import SECRETS, Desk, free_port

MEGABYTE = 1_000_000
RATE = 976
"""KiB a second, as 8 Mbit/s are declared."""


@pytest.fixture(scope="module")
def desk():
    made = Desk()
    try:
        made.port = made.rest(
            {SECRETS["T_USER"]: SECRETS["T_USER_SECRET"]}, "--append-only", "--private-repos"
        )
        made.onsite = made.writer(made.port)
        made.create(made.onsite)
        made.good = made.protect(made.onsite)
        yield made
    finally:
        made.close()


def held(desk):
    return sum(p.stat().st_size for p in (desk.folder / "rest").rglob("*") if p.is_file())


def test_a_backup_that_would_pass_the_quota_is_refused_by_name_before_it_sends(desk):
    agreed = {**desk.onsite, "quota": 2 * MEGABYTE}
    (desk.source / "small").write_bytes(os.urandom(MEGABYTE // 2))
    kept = desk.protect(agreed)
    before = held(desk)
    (desk.source / "large").write_bytes(os.urandom(2 * MEGABYTE))
    words = {"source": {"paths": [str(desk.source)]}, "copies": [agreed]}
    fault = desk.say("protect-paths", **words)["error"]
    assert fault["kind"] == "quota"
    assert "this backup adds 2.0 MB, and 2.0 MB were agreed: nothing was sent" in fault["message"]
    assert held(desk) == before
    assert {kept, desk.good} <= desk.ids(desk.onsite)
    full = desk.say("protect-paths", **{**words, "copies": [{**agreed, "quota": MEGABYTE // 4}]})["error"]
    assert "it holds 0.5 MB of the 0.2 MB agreed" in full["message"]
    (desk.source / "large").unlink()
    assert desk.protect(agreed)


def test_no_more_is_sent_in_a_second_than_was_agreed(desk):
    (desk.source / "large").write_bytes(os.urandom(2 * MEGABYTE))
    began = time.monotonic()
    desk.protect({**desk.onsite, "upload_kib_s": RATE})
    took = time.monotonic() - began
    # A second's worth may leave at once.
    assert took >= 2 * MEGABYTE / 1024 / RATE - 1


@pytest.fixture(scope="module")
def sftp(desk):
    """Serve a chrooted account over SFTP: what a partner without rclone has."""
    if os.geteuid() != 0:
        pytest.skip("not tried: a chroot needs root")
    # sshd wants every folder above a chroot to be root's alone.
    jail = Path(tempfile.mkdtemp(prefix="drplan-test-", dir="/var/lib"))
    made_run = not Path("/run/sshd").exists()
    try:
        jail.chmod(0o755)
        (jail / "cedar-valley").mkdir()
        shutil.chown(jail / "cedar-valley", "nobody")
        Path("/run/sshd").mkdir(exist_ok=True, mode=0o755)
        place = serve(desk, jail)
        desk.create(place, jail)
        yield place
    finally:
        shutil.rmtree(jail)
        if made_run:
            Path("/run/sshd").rmdir()


def serve(desk, jail):
    keys = {}
    for name in ("host", "client"):
        path = desk.folder / name
        words = ("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(path))
        subprocess.run(words, check=True)
        keys[name] = path
    allowed = jail / "authorized_keys"
    shutil.copy(f"{keys['client']}.pub", allowed)
    port = free_port()
    (desk.folder / "sshd_config").write_text(f"""
        Port {port}
        ListenAddress 127.0.0.1
        HostKey {keys["host"]}
        PidFile none
        UsePAM no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        AuthorizedKeysFile {allowed}
        AllowUsers nobody
        ChrootDirectory {jail}
        ForceCommand internal-sftp
        Subsystem sftp internal-sftp
        DisableForwarding yes
        PermitTTY no
    """)
    desk.start(port, require("sshd"), "-D", "-e", "-f", str(desk.folder / "sshd_config"))
    return {
        **desk.place(f"sftp://nobody@127.0.0.1:{port}//cedar-valley/repository"),
        "ssh_key": keys["client"].read_text(),
        "ssh_host_key": " ".join(Path(f"{keys['host']}.pub").read_text().split()[:2]),
    }


def test_a_recovery_point_goes_over_sftp_and_comes_back_whole(desk, sftp):
    snapshot = desk.protect(sftp)
    assert desk.verdict(sftp, snapshot) == "pass"
    assert snapshot in {each["snapshot"] for each in desk.ask("points", repository=sftp)}


def test_a_server_with_another_key_is_refused_and_not_learnt(desk, sftp):
    wrong = {**sftp, "ssh_host_key": (desk.folder / "client.pub").read_text()}
    fault = desk.say("points", repository=wrong)["error"]
    assert fault["kind"] in ("repository", "unreachable")


def test_the_chroot_shows_nothing_else_and_gives_no_shell(desk, sftp):
    outside = {**sftp, "location": sftp["location"].replace("//cedar-valley/repository", "//etc/repository")}
    assert "error" in desk.say("open", repository=outside, create=True)
    port = sftp["location"].split(":")[2].split("/")[0]
    told = ("-F", "none", "-i", str(desk.folder / "client"), "-o", "StrictHostKeyChecking=no")
    no_file = ("-o", "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes")
    done = subprocess.run(
        ("ssh", *told, *no_file, "-p", port, "nobody@127.0.0.1", "id"),
        capture_output=True,
        text=True,
        timeout=10,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert "uid=" not in done.stdout


def test_over_sftp_the_writer_can_delete_and_no_declaration_makes_that_untrue(desk, sftp):
    """SFTP has no way to add without deleting: `append_only` is refused for it by DRP057."""
    keys = desk.folder / "keys"
    keys.mkdir()
    (keys / "known").write_text(f"repository {sftp['ssh_host_key']}\n")
    words = (
        f"-F none -o BatchMode=yes -o HostKeyAlias=repository -i {desk.folder / 'client'}"
        f" -o UserKnownHostsFile={keys / 'known'}"
    )
    snapshot = desk.protect(sftp)
    desk.restic(sftp, "-o", f"sftp.args={words}", "forget", "--prune", snapshot)
    assert snapshot not in {each["snapshot"] for each in desk.ask("points", repository=sftp)}
