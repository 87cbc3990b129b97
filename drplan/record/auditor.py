"""What an auditor types: OpenSSH and coreutils are enough, drplan is not needed."""

from __future__ import annotations

from shlex import quote

from drplan.record.signers import SIGNERS
from drplan.record.sshsig import NAMESPACE
from drplan.record.sums import SIGNATURE, SUMS


def verification_command(folder: str, identity: str) -> str:
    """Return the line to paste into a shell that verifies one drill's folder; it ends with 0 when it holds.

    ``identity`` is whom the signature must be from.
    """
    return (
        f"(cd {quote(folder)}"
        f" && ssh-keygen -Y verify -f ../{SIGNERS} -I {quote(identity)} -n {NAMESPACE}"
        f" -s {SIGNATURE} < {SUMS}"
        f" && sha256sum -c --quiet --strict {SUMS})"
    )
