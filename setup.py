"""Puts the baselines into the wheel, so that `drplan init` has them wherever it is installed.

All else is said in pyproject.toml, but for one thing: setuptools writes the hour and the user into the
archive of sources, and with SOURCE_DATE_EPOCH set that is made the same by everybody.
"""

import gzip
import os
import shutil
import tarfile
from pathlib import Path
from typing import Any

from setuptools import setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist


class WithBaselines(build_py):
    """Copies `deploys/` to `drplan/deploys` of what is built; an editable installation finds it in place."""

    def run(self) -> None:
        """Build as usual, then add them."""
        super().run()
        if not self.editable_mode:
            to = Path(self.build_lib) / "drplan" / "deploys"
            shutil.copytree("deploys", to, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


class SameByEverybody(sdist):
    """Makes the archive of sources of its files alone, where SOURCE_DATE_EPOCH says of when it is."""

    def make_archive(self, *given: Any, **named: Any) -> str:
        """Archive as usual, then write that anew: in order of names, of one moment, of no user."""
        made = Path(super().make_archive(*given, **named))
        if "SOURCE_DATE_EPOCH" in os.environ:
            _write_anew(made, int(os.environ["SOURCE_DATE_EPOCH"]))
        return str(made)


def _write_anew(archive: Path, moment: int) -> None:
    anew = archive.with_suffix(".anew")
    with (
        tarfile.open(archive) as had,
        anew.open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=moment) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as written,
    ):
        for member in sorted(had.getmembers(), key=lambda each: each.name):
            member.mtime, member.uid, member.gid, member.uname, member.gname = moment, 0, 0, "", ""
            member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
            member.pax_headers = {}
            written.addfile(member, had.extractfile(member) if member.isfile() else None)
    anew.replace(archive)


setup(cmdclass={"build_py": WithBaselines, "sdist": SameByEverybody})
