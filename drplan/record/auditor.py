"""What an auditor types: OpenSSH and coreutils are enough, drplan is not needed."""

from __future__ import annotations

from datetime import datetime
from shlex import quote

from drplan.record.signers import SIGNERS, signer_time
from drplan.record.sshsig import NAMESPACE
from drplan.record.sums import SIGNATURE, SUMS


def verification_command(folder: str, identity: str, moment: datetime | None = None) -> str:
    """Return the line to paste into a shell that verifies one drill's folder; it ends with 0 when it holds.

    ``identity`` is whom the signature must be from; ``moment`` when it was made, of a key whose time is
    limited: without it, ``ssh-keygen`` asks whether the key may sign today.
    """
    then = "" if moment is None else f" -Overify-time={signer_time(moment)}"
    return (
        f"(cd {quote(folder)}"
        f" && ssh-keygen -Y verify{then} -f ../{SIGNERS} -I {quote(identity)} -n {NAMESPACE}"
        f" -s {SIGNATURE} < {SUMS}"
        f" && sha256sum -c --quiet --strict {SUMS})"
    )
