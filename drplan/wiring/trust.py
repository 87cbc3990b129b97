"""What lets somebody else trust the records: rotated keys, heads, witnesses, time stamps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from drplan.wiring.folders import state_folder

if TYPE_CHECKING:
    from drplan.adapters.evidence_folder import RecordsFolder
    from drplan.adapters.key_rotation import Asked, KeyRotation
    from drplan.adapters.keys import KeyFile
    from drplan.adapters.ssh_agent import AgentKey
    from drplan.record.heads import Trails
    from drplan.record.keychain import Keychain
    from drplan.record.witness import KeptWitness, Witnessed


def trails(chains: dict[str, RecordsFolder[Any]], runbooks: Path) -> Trails:
    """Return the places of every chain and of the hand-overs, unverified."""
    from drplan.adapters.evidence_trust import read_trails

    return read_trails({noun: each.root for noun, each in chains.items()}, runbooks)


def keychain(runbooks: Path) -> Keychain:
    """Return the hand-overs of the district's keys."""
    from drplan.adapters.evidence_trust import read_keys

    return read_keys(runbooks)


def key_rotation(runbooks: Path, chains: dict[str, RecordsFolder[Any]]) -> KeyRotation:
    """Return what hands the evidence key over to the next."""
    from drplan.adapters.key_rotation import KeyRotation

    return KeyRotation(runbooks, chains, state_folder() / "keys")


def handover_asked(district: str, reason: str, *, compromised: bool) -> Asked:
    """Return what a hand-over is to say."""
    from drplan.adapters.key_rotation import Asked

    return Asked(district, reason, compromised)


def agent_key(setting: str) -> AgentKey:
    """Return the key that ``agent:SHA256:…`` names; raises as ``evidence_key``."""
    from drplan.adapters.ssh_agent import AgentKey

    return AgentKey.find(setting)


def key_in(setting: str) -> KeyFile | AgentKey:
    """Return the key of a file, or of the agent when ``setting`` begins with ``agent:``."""
    from drplan.adapters.keys import KeyFile
    from drplan.adapters.ssh_agent import WORD, AgentKey

    return AgentKey.find(setting) if setting.startswith(WORD) else KeyFile.read(Path(setting))


def witnesses(runbooks: Path) -> list[KeptWitness]:
    """Return what witnesses left beside the records."""
    from drplan.adapters.evidence_trust import read_witnesses

    return read_witnesses(runbooks)


def keep_witness(runbooks: Path, who: str, files: dict[str, bytes]) -> Path:
    """Keep what a witness signed or stamped; returns its folder."""
    from drplan.adapters.evidence_trust import keep_witness

    return keep_witness(runbooks, who, files)


def stamp(data: bytes, url: str, authority: bytes) -> bytes:
    """Have a time-stamping authority stamp the data; returns its checked answer."""
    from drplan.adapters.stamps import stamp

    return stamp(data, url, authority)


def read_stamp(kept: KeptWitness) -> Witnessed:
    """Return what a time-stamping authority stamped, and when."""
    from drplan.adapters.stamps import read_stamp

    return read_stamp(kept)
