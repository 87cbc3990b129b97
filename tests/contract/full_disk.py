"""Adds evidence in a small file system until it is full, sees what is left, makes room, adds again.

Run it inside a mount namespace of its own: ``unshare --mount python full_disk.py FOLDER``. The file system is
gone with the namespace, however this ends.
"""

import os
import subprocess
import sys
from pathlib import Path

from drplan.adapters.evidence_folder import EvidenceFolder
from drplan.adapters.keys import KeyFile
from tests.contract.evidence_writers import write


def main(folder: Path) -> None:
    """Print one line: records acknowledged, the writer's answer, findings, records after room was made."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "drplan-test", str(folder)], check=True)
    key = KeyFile.create(folder / "keys", "evidence@cedarvalley.example")
    evidence = EvidenceFolder(folder / "evidence")
    evidence.allow(key.allowed_signer())
    (folder / "ballast").write_bytes(bytes(100_000))
    reader, told = os.pipe()
    answer = write(evidence, key, "full", told, 10_000)
    os.close(told)
    with os.fdopen(reader) as lines:
        acknowledged = lines.read().split()
    lost = set(acknowledged) - set(evidence.ids())
    findings = evidence.verify()
    (folder / "ballast").unlink()
    again = write(evidence, key, "again", sys.stderr.fileno(), 3)
    findings += evidence.verify(every_signature=True)
    added = len(evidence.ids()) - len(acknowledged)
    sys.stdout.write(f"{len(acknowledged) > 0} {answer} {len(lost)} {len(findings)} {again} {added}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
