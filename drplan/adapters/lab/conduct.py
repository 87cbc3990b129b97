"""The lab as commands and drills see it: up, down, status, fill; destroy and blank."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from drplan.adapters.access import access_file, enter, read_access, write_access
from drplan.adapters.lab import claim, loopback, remains
from drplan.adapters.lab.building import Building
from drplan.adapters.lab.fill import fill_data_set
from drplan.adapters.lab.keys import keep
from drplan.adapters.lab.loopback import Loopback
from drplan.adapters.lab.parts import Part
from drplan.declare import District, NetworkDevice, S3Bucket, Server, Site
from drplan.declare.lookup import site_of
from drplan.errors import LabError
from drplan.ports import AnyAsset, Progress


@dataclass(frozen=True)
class Status:
    """A lab as it stands: its site and its parts. ``whole``: it was raised to the end and all answers."""

    site: str
    whole: bool
    parts: tuple[Part, ...]


class Lab:
    """The lab of one state folder (``.drplan``). Each call may come from another process than the last.

    ``loopback`` raises only what a plain user can have, also for root.
    """

    def __init__(self, state: Path, *, loopback: bool = False) -> None:
        self._loopback = loopback or os.geteuid() != 0
        self._state = state.absolute()
        self._folder = self._state / "lab"
        self._cache = self._state / "cache" / "lab"

    def up(self, district: District, site: Site, progress: Progress) -> list[str]:
        """Raise a site; returns a line for each thing that was not tried (none as root).

        A lab that is up and whole is left alone; one that was killed is swept away first. Raises
        ``ToolMissing``, or ``LabError`` after taking down what was begun.
        """
        with claim.working(self._cache):
            self._refuse_anothers()
            raised = self._new(district, site)
            if self._is_up(district, site):
                progress.say("lab", f"{site.code} is up already")
            else:
                raised.check_tools()
                for line in self._sweep():
                    progress.say("lab", f"removed from a lab before: {line}")
                self._raise(raised, district, progress)
            return raised.not_tried()

    def down(self) -> list[str]:
        """Take the lab away; returns a line for each kind of thing removed, none when there was no lab."""
        with claim.working(self._cache):
            self._refuse_anothers_folder()
            return self._sweep()

    def status(self) -> Status | None:
        """Look at the lab; ``None`` when there is none."""
        standing = self._standing()
        if standing is None:
            return None
        parts = tuple(standing.parts())
        whole = access_file(self._state).exists() and all(part.answers for part in parts)
        return Status(standing.site.code, whole, parts)

    def destroy(self, asset: AnyAsset) -> str:
        """Lose a host or a router of the lab; returns how. Raises ``LabError``."""
        machine = _machine(asset)
        return self._raised().destroy(machine)

    def blank(self, asset: AnyAsset) -> str:
        """Put a blank host or router in its place, wait for it, say what is there. Raises ``LabError``."""
        machine = _machine(asset)
        return self._raised().blank(machine)

    def fill(self, site: Site, progress: Progress) -> list[str]:
        """Put real data where the deploy made places for it; returns a line for each that was not tried.

        Moves this process into the lab. Done twice, it changes nothing. Raises ``LabError``,
        ``Unreachable`` or ``SourceError``.
        """
        standing = self._raised()
        access = read_access(self._state)
        enter(access)
        left = standing.not_tried()
        for data in [data for service in site.services for data in service.data_sets]:
            if isinstance(data.source, S3Bucket) or not left:
                holds = fill_data_set(access, site, data)
                progress.say(data.name, holds or "comes from the deploy")
        return left

    def _raise(self, raised: Building | Loopback, district: District, progress: Progress) -> None:
        try:
            keep(self._folder / "district.json", district.model_dump_json())
            keep(self._folder / "site", raised.site.code)
            if isinstance(raised, Building):
                claim.claim(self._state)
            write_access(self._state, raised.raise_all(progress.say))
        except BaseException:
            self._sweep()
            raise

    def _new(self, district: District, site: Site) -> Building | Loopback:
        if self._loopback:
            return Loopback(self._folder, district, site)
        return Building(self._folder, self._cache, district, site)

    def _standing(self) -> Building | Loopback | None:
        try:
            district = District.model_validate_json((self._folder / "district.json").read_text())
            site = site_of(district, (self._folder / "site").read_text())
        except FileNotFoundError:
            return None
        if (self._folder / "ports.json").exists():
            return Loopback(self._folder, district, site)
        return Building(self._folder, self._cache, district, site)

    def _raised(self) -> Building | Loopback:
        standing = self._standing()
        if standing is None or not access_file(self._state).exists():
            raise LabError(f"no lab of {self._state} is up", next_step="run: drplan lab up --site CODE")
        return standing

    def _is_up(self, district: District, site: Site) -> bool:
        status = self.status()
        if status is None or not status.whole:
            return False
        if status.site != site.code:
            raise LabError(
                f"the lab holds site {status.site}, not {site.code}", next_step="run: drplan lab down"
            )
        return (self._folder / "district.json").read_text() == district.model_dump_json()

    def _refuse_anothers(self) -> None:
        self._refuse_anothers_folder()
        if not self._loopback:
            claim.refuse_another(self._state)

    def _refuse_anothers_folder(self) -> None:
        if self._folder.exists() and os.geteuid() not in {0, self._folder.stat().st_uid}:
            raise LabError(
                f"the lab in {self._folder} was raised by another user",
                next_step="run as that user: drplan lab down",
            )

    def _sweep(self) -> list[str]:
        removed = loopback.end(self._folder)
        if os.geteuid() == 0 and claim.is_free_for(self._state):
            removed += remains.sweep()
        return removed + remains.remove_folder(self._folder)


def _machine(asset: AnyAsset) -> Server | NetworkDevice:
    if isinstance(asset, Server | NetworkDevice):
        return asset
    raise LabError(
        f"{asset.name} is an account: the lab has no machine to lose for it",
        next_step="lose its buckets' objects instead",
    )
