"""Harm to the repository itself, and to the program that reads it."""

import shutil
from pathlib import Path

from tests.e2e.tampered_desk import flip
from tests.e2e.tampered_rows import row

LYING = """#!/bin/bash
{restic} "$@"; code=$?
{more}
exit $code
"""


def tool(desk, text):
    """Put a program of ours in restic's place."""
    program = desk.folder / "restic-of-ours"
    program.write_text(text)
    program.chmod(0o755)
    desk.copy = {**desk.copy, "program": str(program)}


@row("a byte flipped in each pack of data", "ciphertext verification failed", soak=False)
def flipped_data(desk):
    for pack in desk.packs_of("data"):
        flip(pack)


@row("twenty bits flipped in the pack of folders", "ciphertext verification failed")
def flipped_tree(desk):
    for part in range(1, 20):
        flip(desk.packs_of("tree")[0], part / 20)


@row("the packs of data missing", "no such file or directory", soak=False)
def missing_data(desk):
    for pack in desk.packs_of("data"):
        pack.unlink()


@row("the pack of folders missing", "no such file or directory")
def missing_tree(desk):
    desk.packs_of("tree")[0].unlink()


@row("packs cut short", "file is too short")
def cut_pack(desk):
    for pack in desk.packs_of("data"):
        pack.chmod(0o600)
        pack.write_bytes(pack.read_bytes()[:9])


@row("packs overwritten with another one", "ciphertext verification failed")
def swapped_packs(desk):
    tree = desk.packs_of("tree")[0]
    for data in desk.packs_of("data"):
        data.chmod(0o600)
        data.write_bytes(tree.read_bytes() * 3)


@row("a byte flipped in an index", "index", soak=False)
def flipped_index(desk):
    flip(desk.places("index")[0])


@row("every index gone", "not found in repository")
def no_index(desk):
    for each in desk.places("index"):
        each.unlink()


@row("half of the index gone", "not found in repository", soak=False)
def half_an_index(desk):
    (desk.source / "more").write_text("more\n" * 99)
    first = {each.name for each in desk.places("index")}
    desk.protect()
    for each in desk.places("index"):
        if each.name in first:
            each.unlink()


@row("the wrong password", "wrong password", soak=False)
def wrong_password(desk):
    desk.copy = {**desk.copy, "environment": {"RESTIC_PASSWORD": "hunter2"}}


@row("the repository's key gone", "wrong password or no key found")
def no_key(desk):
    for each in desk.places("keys"):
        each.unlink()


@row("a byte flipped in the repository's settings", "config")
def flipped_config(desk):
    flip(Path(desk.copy["location"]) / "config")


@row("another repository's files in its place", "wrong password or no key found")
def another_repository(desk):
    place = Path(desk.copy["location"])
    shutil.rmtree(place)
    shutil.copytree(desk.folder / "empty", place)
    for each in desk.places("keys"):
        each.unlink()


@row("an empty folder in its place", "does not exist")
def emptied_repository(desk):
    place = Path(desk.copy["location"])
    shutil.rmtree(place)
    place.mkdir()


@row("every snapshot deleted", "no recovery point was made before the disruption")
def no_snapshots(desk):
    desk.forget_all()


@row("a byte flipped in the snapshot", "no recovery point was made before the disruption", soak=False)
def flipped_snapshot(desk):
    flip(desk.places("snapshots")[0])


@row("restic is not there", "cannot be run", soak=False)
def no_tool(desk):
    desk.copy = {**desk.copy, "program": "/nonexistent/restic"}


@row("a restic too old to be trusted", "0.18 is the oldest that drplan trusts")
def old_tool(desk):
    tool(desk, f'#!/bin/sh\n[ "$1" = version ] && echo restic 0.14.0 && exit\nexec {desk.restic} "$@"\n')


@row("another program in restic's place", "does not say that it is restic")
def other_tool(desk):
    tool(desk, "#!/bin/sh\nexit 0\n")


@row("a restic that ends well and writes files of no bytes", "differs in sha256, size", modes=("scratch",))
def lying_tool(desk):
    empty = (
        'find "$to" -type f | while read -r f; do t=$(stat -c %y "$f"); : > "$f"; touch -d "$t" "$f"; done'
    )
    find = 'for each in "$@"; do [ "$last" = --target ] && to=$each; last=$each; done'
    more = f'case " $* " in *" restore "*) {find}; {empty};; esac'
    tool(desk, LYING.format(restic=desk.restic, more=more))


@row("a restic that ends well and writes nothing", "is missing", modes=("scratch",), soak=False)
def idle_tool(desk):
    said = """echo '{"message_type":"summary","total_files":9,"files_restored":9}'"""
    tool(
        desk,
        f'#!/bin/bash\ncase " $* " in *" restore "*) {said}; exit 0;; esac\nexec {desk.restic} "$@"\n',
    )


@row("a restic that is killed at its work", "restic", soak=True)
def killed_tool(desk):
    killed = 'case " $* " in *" restore "*|*" dump "*) kill -9 $$;; esac'
    tool(desk, f'#!/bin/bash\n{killed}\nexec {desk.restic} "$@"\n')
