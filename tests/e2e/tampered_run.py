"""Running one row of the tampering table: a desk kept well, harm, a drill."""

import os
import shutil
import subprocess

from tests.e2e import tampered_dumps, tampered_manifest, tampered_repository, tampered_source
from tests.e2e.backup_desk import empty_repository
from tests.e2e.tampered_desk import TamperedDesk, access_list
from tests.e2e.tampered_drill import outcome_of
from tests.e2e.tampered_rows import ROWS

PAGES = (tampered_repository, tampered_manifest, tampered_source, tampered_dumps)


class Kept:
    """A folder in which a data set was kept well, to be put back for each row."""

    def __init__(self, folder):
        self.folder, self.beside = folder / "desk", folder / "kept"
        self.folder.mkdir()
        desk = self.desk()
        desk.init()
        shutil.copytree(empty_repository(), self.folder / "empty")
        desk.with_key()
        fill(desk)
        desk.protect()
        self.signers = desk.signers
        self.folder.rename(self.beside)

    def desk(self):
        return TamperedDesk(self.folder)

    def again(self):
        shutil.rmtree(self.folder, ignore_errors=True)
        subprocess.run(("cp", "-a", str(self.beside), str(self.folder)), check=True)
        desk = self.desk()
        desk.signers = list(self.signers)
        return desk


def fill(desk):
    """Fill the source with files of each kind that a manifest tells something of."""
    desk.fill(30)
    first = desk.source / "class-0" / "essay-0.txt"
    (desk.source / "link").symlink_to("class-0")
    os.link(first.with_name("essay-5.txt"), desk.source / "second")
    os.setxattr(first, "user.grade", b"A")
    os.mkfifo(desk.source / "pipe")
    (desk.source / "listed").write_text("listed")
    os.setxattr(desk.source / "listed", "system.posix_acl_access", access_list())


def harmed(kept, name, mode):
    """Do a row's harm and return the drill's outcome, and all it says."""
    desk = kept.again()
    ROWS[name].harm(desk)
    return outcome_of(desk, mode)
