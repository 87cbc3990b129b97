"""Files that the program which reads them must accept before they are put in place.

A file in place that its program refuses would be found out at the next reload, or at the next boot.
"""

from __future__ import annotations

from io import StringIO
from pathlib import PurePosixPath
from shlex import quote

from pyinfra.api import FileUploadCommand, operation
from pyinfra.operations import files

from deploys.steps import Steps

# In a mount namespace of its own the candidate lies where it will lie, among what lies there already: the
# program reads it with all that includes it, and nothing else on the host sees it. It ends with the check.
# Owner and mode are those it will have: a program that reads it as its own user must be able to.
_CHECK = """
folder=$(dirname "$1")
mount -t tmpfs -o mode=755 tmpfs /mnt
cp -a "$folder/." /mnt
place=$1 candidate=$2
shift 2
install "$@" "$candidate" "/mnt/$(basename "$place")"
mount --bind /mnt "$folder"
"""


@operation()
def checked_file(  # noqa: PLR0917 - pyinfra's own order of arguments
    src: StringIO,
    dest: str,
    mode: str,
    check: str,
    user: str = "root",
    group: str = "root",
) -> Steps:
    """Put a file in place whole, after ``check`` (a command) accepted it there.

    What refuses it leaves the old file as it was, and the service with it.
    """
    put = files.put._inner(src=src, dest=dest, user=user, group=group, mode=mode)  # noqa: SLF001
    for command in put:
        if isinstance(command, FileUploadCommand):
            yield from _put_checked(src, dest, f"--owner={user} --group={group} --mode={mode}", check)
            return
        yield command


def _put_checked(src: StringIO, dest: str, owned: str, check: str) -> Steps:
    candidate = quote(f"/run/drplan-candidate-{PurePosixPath(dest).name}")
    beside = quote(f"{dest}.drplan~")
    yield FileUploadCommand(src, candidate)
    yield (
        f"unshare --mount sh -ec {quote(_CHECK + check)} sh {quote(dest)} {candidate} {owned}"
        f" && install {owned} {candidate} {beside} && mv -fT {beside} {quote(dest)} && rm -f {candidate}"
    )
