"""borgmatic and borg in an environment of their own: Debian's packages unpacked, nothing installed."""

import os
import shutil
import subprocess
from pathlib import Path

from tests.bench.deployers import NotMeasured, peers

PACKAGES = (
    "borgbackup",
    "python3-msgpack",
    "python3-packaging",
    "python3-pkg-resources",
    "xxhash",
    "libxxhash0",
)
"""borg, and what it needs beside a Debian's base; borgmatic reads a file's checksum by xxhash."""
BORGMATIC = ("borgmatic==2.1.10",)
PROGRAM = """#!/bin/sh
export PYTHONPATH={root}/usr/lib/python3/dist-packages LD_LIBRARY_PATH={libraries}
exec /usr/bin/python3 {root}/usr/bin/borg "$@"
"""
# One file in a hundred: borgmatic keeps a file of its own in each archive, and counts it.
CONFIGURATION = """
source_directories: [{data}]
repositories: [{{path: {folder}/repository, label: bench}}]
local_path: {program}
borg_base_directory: {folder}/base
user_state_directory: {folder}/state
encryption_passphrase: bench
checks:
    - name: spot
      xxh64sum_command: {root}/usr/bin/xxh64sum
      count_tolerance_percentage: 1
      data_sample_percentage: 100
      data_tolerance_percentage: 0
"""


def borg(cache: Path) -> Path:
    """Return the folder of borg's own packages, unpacked once; raises :class:`NotMeasured`."""
    folder = cache / "borg"
    if (folder / "whole").exists():
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "root").mkdir(parents=True)
    try:
        subprocess.run(["apt-get", "-q", "download", *PACKAGES], cwd=folder, check=True, capture_output=True)
        for package in sorted(folder.glob("*.deb")):
            subprocess.run(["dpkg-deb", "-x", package, folder / "root"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        told = getattr(error, "stderr", b"") or str(error).encode()
        raise NotMeasured(f"apt cannot fetch borg's packages: {told.decode().strip()[-200:]}") from error
    libraries = ":".join(map(str, (folder / "root/usr/lib").glob("*-linux-gnu*")))
    (folder / "program").write_text(PROGRAM.format(root=folder / "root", libraries=libraries))
    (folder / "program").chmod(0o755)
    (folder / "whole").touch()
    return folder


class Borgmatic:
    """borgmatic over one folder of data and a repository of its own."""

    def __init__(self, folder: Path, data: Path, cache: Path) -> None:
        self.folder, self._program = folder, peers(cache, BORGMATIC) / "bin" / "borgmatic"
        packages = borg(cache)
        folder.mkdir()
        told = CONFIGURATION.format(
            data=data, folder=folder, program=packages / "program", root=packages / "root"
        )
        (folder / "borgmatic.yaml").write_text(told)
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "LC_ALL": "C.UTF-8",
        }
        libraries = ":".join(map(str, (packages / "root/usr/lib").glob("*-linux-gnu*")))
        self.environment["LD_LIBRARY_PATH"] = libraries

    def argv(self, *words: str) -> list[str]:
        """Return the command as a person types it."""
        return [str(self._program), "--config", str(self.folder / "borgmatic.yaml"), *words]

    def anew(self) -> None:
        """Give it an empty, encrypted repository and no memory of the data."""
        for name in ("repository", "base", "state"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        argv = self.argv("repo-create", "--encryption", "repokey-blake2")
        subprocess.run(argv, env=self.environment, check=True, capture_output=True)

    def extracted(self) -> Path:
        """Return an empty folder to extract to."""
        shutil.rmtree(self.folder / "out", ignore_errors=True)
        (self.folder / "out").mkdir()
        return self.folder / "out"
