"""Short ways to say what the district office's services say often."""

from datetime import timedelta
from pathlib import PurePosixPath
from typing import Literal

from drplan import DataSet, DeviceConfig, NetworkDevice, Objectives, Paths

MEGABYTE = 1_000_000
GIGABYTE = 1_000 * MEGABYTE
YEAR = timedelta(days=365)


def promise(*, rto: float, rpo: float, mtd: float, wrt: float = 0) -> Objectives:
    """Return objectives given in hours."""
    return Objectives(
        rto=timedelta(hours=rto),
        rpo=timedelta(hours=rpo),
        mtd=timedelta(hours=mtd),
        wrt=timedelta(hours=wrt),
    )


def configuration(device: NetworkDevice) -> DataSet:
    """Return the data set of one network device's configuration."""
    return DataSet(
        name=f"{device.name}-config",
        source=DeviceConfig(device=device.name),
        policy="nightly",
        privacy="internal",
        size=60_000,
        nightly_change=3_000,
    )


def folder(
    name: str,
    server: str,
    path: str,
    size: int,
    *,
    privacy: Literal["student-records", "staff-records", "internal"] = "internal",
    policy: str = "nightly",
    years_kept: int | None = None,
) -> DataSet:
    """Return a folder with a canary in it, of which a hundredth changes in a night.

    ``years_kept`` is given for records of children under 13 (16 CFR 312.10).
    """
    return DataSet(
        name=name,
        source=Paths(server=server, paths=(PurePosixPath(path),)),
        policy=policy,
        privacy=privacy,
        canaries=(f"{path}/canary.txt",),
        under_13=years_kept is not None,
        kept_for=None if years_kept is None else years_kept * YEAR,
        size=size,
        nightly_change=size // 100,
    )
