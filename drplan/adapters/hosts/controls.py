"""The controls that baselines hold, read from ``deploys/controls``: data, so that they can be listed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from drplan.errors import DeclarationError

LEVELS = ("essential", "strict")


@dataclass(frozen=True)
class Control:
    """One thing that a server is held to by ``baseline``.

    ``level`` is ``essential`` or ``strict``; a strict server holds both. ``cis`` numbers are those of the CIS
    Debian Linux 12 Benchmark 1.1.0, ``nist`` the controls of SP 800-53r5, ``anssi`` the recommendations of
    BP-028, ``disa`` the requirements of the General Purpose Operating System SRG.
    """

    id: str
    baseline: str
    does: str
    level: str = "essential"
    cis: str = ""
    nist: str = ""
    anssi: str = ""
    disa: str = ""

    @property
    def name(self) -> str:
        """Return what its operation is called."""
        serves = "; ".join(filter(None, (f"CIS {self.cis}" if self.cis else "", self.nist)))
        return f"{self.does} ({serves})" if serves else self.does


def read_controls(deploys: Path) -> dict[str, Control]:
    """Return every control by its id, from the files ``deploys/controls/BASELINE.toml``.

    Raises ``DeclarationError`` naming the file and the control.
    """
    controls: dict[str, Control] = {}
    for file in sorted((deploys / "controls").glob("*.toml")):
        for name, said in _read(file).items():
            if name in controls:
                raise _wrong(file, f"{name} is given by {controls[name].baseline} too")
            controls[name] = _control(file, name, said)
    return controls


def _read(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text())
    except tomllib.TOMLDecodeError as error:
        raise _wrong(file, str(error)) from error


def _control(file: Path, name: str, said: object) -> Control:
    try:
        control = Control(id=name, baseline=file.stem.replace("_", "-"), **said)  # type: ignore[arg-type]
    except TypeError as error:
        raise _wrong(file, f"{name}: {str(error).partition(') ')[2]}") from error
    if control.level not in LEVELS:
        raise _wrong(file, f"{name}: level is {control.level!r}, not one of {', '.join(LEVELS)}")
    return control


def _wrong(file: Path, what: str) -> DeclarationError:
    return DeclarationError(
        f"{file}: {what}", next_step="correct the file; docs/baselines.md lists its fields"
    )
