"""What kind of trouble a program's own words mean, as Debian 12 and Ubuntu 24.04 print them."""

import pytest

from drplan.adapters.hosts.trouble import named, say_what

WORDS = {
    "disk full": [
        "cat: write error: No space left on device",
        "E: You don't have enough free space in /var/cache/apt/archives/.",
        "dpkg: error processing archive x.deb (--unpack):\n cannot copy data: No space left on device",
        "E: Write error - write (28: No space left on device)",
    ],
    "disk read-only": ["mv: cannot move 'a' to 'b': Read-only file system"],
    "apt is locked": [
        "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1335 (apt-get)",
        "E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend)",
        "E: Unable to lock the administration directory (/var/lib/dpkg/), is another process using it?",
        "dpkg: error: dpkg frontend lock was locked by another process with pid 812",
    ],
    "installation cut off": [
        "E: dpkg was interrupted, you must manually run 'sudo dpkg --configure -a' to correct the problem."
    ],
    "sudo refused": [
        "sudo: a password is required",
        "sudo: a terminal is required to read the password; either use the -S option to read from stdin",
        "sudo-rs: interactive authentication is required",
        "drplan is not in the sudoers file.",
        "Sorry, user drplan is not allowed to execute '/bin/sh -c id' as root on hs-file1.",
        "sudo: account validation failure, is your account locked?\nsudo: a password is required",
        "sudo: Account or password is expired, reset your password and try again",
    ],
    "login refused": [
        "WARNING: Your password has expired.\nPassword change required but no TTY available.",
        "You are required to change your password immediately (administrator enforced).",
    ],
    "out of memory": ["fork: Cannot allocate memory"],
    "packages out of reach": [
        "W: Failed to fetch http://deb.example/InRelease  Temporary failure resolving 'deb.example'",
    ],
    "timeout": ["Command timed out after 900s"],
}


@pytest.mark.parametrize(("kind", "words"), [(kind, each) for kind, all_ in WORDS.items() for each in all_])
def test_each_kind_is_named_in_one_line_with_the_host_and_what_to_do(kind, words):
    line = say_what(words.splitlines(), "hs-file1")
    assert line is not None
    assert line.startswith(f"{kind}: ")
    assert "hs-file1" in line
    assert "\n" not in line


def test_who_holds_apts_lock_is_named():
    said = "Could not get lock /var/lib/dpkg/lock. It is held by process 7 (unattended-upgr)..."
    assert "unattended-upgr (process 7)" in (say_what([said], "h") or "")


def test_an_account_that_expired_is_not_taken_for_one_that_needs_a_password():
    said = WORDS["sudo refused"][5]
    assert "expired" in (say_what(said.splitlines(), "h") or "")


def test_unknown_trouble_is_left_to_the_programs_own_words():
    assert named("mkdir: odd", ["mkdir: odd"], "h") == "mkdir: odd"
    assert named("cat: No space left on device", ["cat: No space left on device"], "h").count("\n") == 1
