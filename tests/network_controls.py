"""What the features of network baselines are for, read from ``deploys/network/controls.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from drplan.errors import DeclarationError


class NetworkControl(BaseModel):
    """One control: what it does, and the standards it serves.

    ``cis`` are safeguards of CIS Controls v8.1, ``nist`` controls of SP 800-53 Rev. 5.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    does: str
    cis: str
    nist: str


def read_network_controls(deploys: Path) -> Mapping[str, NetworkControl]:
    """Return every control by its id; raises ``DeclarationError`` naming the file and the control."""
    file = deploys / "network/controls.toml"
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise _wrong(file, str(error)) from error
    return {name: _control(file, name, each) for name, each in said.items()}


def control_of(feature: str) -> str:
    """Return the id of the control that a feature holds: ``interface lan0`` holds ``interface``."""
    return feature.partition(" ")[0]


def _control(file: Path, name: str, said: object) -> NetworkControl:
    try:
        return NetworkControl.model_validate(said)
    except ValidationError as error:
        raise _wrong(file, f"{name}: {error.errors()[0]['msg']}") from error


def _wrong(file: Path, what: str) -> DeclarationError:
    return DeclarationError(f"{file}: {what}", next_step="correct it; docs/network-baselines.md says how")
