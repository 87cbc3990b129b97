"""Operations that pyinfra does not have: each reads first, and yields commands only for what differs."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from io import StringIO
from pathlib import Path
from shlex import join, quote
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pyinfra import host, logger
from pyinfra.api import FactBase, StringCommand, operation
from pyinfra.api.operation import OperationMeta
from pyinfra.facts.deb import DebPackages
from pyinfra.facts.server import Sysctl
from pyinfra.operations import files

FILES = Path(__file__).resolve().parent / "files"

Steps = Generator[Any, None, None]

DIFFERS = "  differs: %s"
"""How an operation here says what it found otherwise; drplan shows these lines. Never put a secret in one."""

LOCK_SECONDS = 120

APT = (
    "DEBIAN_FRONTEND=noninteractive apt-get --yes --no-install-recommends"
    f" -o DPkg::Lock::Timeout={LOCK_SECONDS}"
    " -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold"
)


def rendered(name: str, **values: object) -> StringIO:
    """Return a file of ``deploys/files`` with its values filled in; an unknown name is an error."""
    text = (FILES / name).read_text()
    # The files are configuration, not pages: nothing in them is escaped for HTML.
    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,
    )
    return StringIO(environment.from_string(text).render(**values))


class Modes(FactBase[dict[str, tuple[str, str, str]]]):
    """Owner, group and octal mode of each path that exists."""

    default = dict

    def command(self, paths: list[str]) -> str:
        """Ask for all of them at once."""
        return f"stat --format='%U %G %a %n' -- {join(paths)} 2>/dev/null || true"

    def process(self, output: list[str]) -> dict[str, tuple[str, str, str]]:
        """Return ``{path: (owner, group, mode)}``."""
        rows = (line.split(" ", 3) for line in output)
        return {path: (owner, group, mode) for owner, group, mode, path in rows}


class Lines(FactBase[list[str]]):
    """What a command that only reads says, line by line."""

    default = list

    def command(self, command: str) -> str:
        """Run it."""
        return command

    def process(self, output: list[str]) -> list[str]:
        """Return its lines."""
        return list(output)


class NewerFiles(FactBase[list[str]]):
    """Those paths that changed after a unit last started or reloaded; none when it never ran."""

    default = list

    def command(self, unit: str, paths: list[str]) -> str:
        """Compare on the host, by its own clock."""
        return (
            f"at=$(systemctl show --timestamp=us+utc --property=StateChangeTimestamp --value {quote(unit)});"
            f' test -z "$at" || find {join(paths)} -maxdepth 0 -newermt "$at" 2>/dev/null || true'
        )

    def process(self, output: list[str]) -> list[str]:
        """Return one path a line."""
        return list(output)


@operation()
def loaded(unit: str, paths: list[str], after: tuple[OperationMeta, ...], how: str = "reload") -> Steps:
    """See that a unit works with what is on disk.

    ``_if=op.did_change`` would forget a reload when a run was cut off between the file and the reload: the
    next run finds the file right, and the unit would go on with the old one.
    """
    newer = host.get_fact(NewerFiles, unit=unit, paths=paths)
    pending = any(op.did_change() if op.is_complete() else op.will_change for op in after)
    if newer:
        logger.info(DIFFERS, f"{unit} was last loaded before {' '.join(newer)} changed")
    if newer or pending:
        yield f"systemctl {how} {quote(unit)}"


_HALF_UNPACKED = "dpkg-query -W -f '${db:Status-Eflag} ${binary:Package}\\n' | sed -n 's/^reinstreq //p'"
"""What lists packages that lost power while dpkg unpacked them: only unpacking them again mends those."""


@operation()
def installed(packages: list[str]) -> Steps:
    """Install what is missing; only then are the package lists fetched.

    Another program that uses apt is waited for, ``LOCK_SECONDS`` long or ``host.data.apt_lock_seconds``.
    """
    present = host.get_fact(DebPackages)
    missing = [package for package in packages if package not in present]
    if missing:
        logger.info(DIFFERS, f"missing: {' '.join(missing)}")
        seconds = int(host.data.get("apt_lock_seconds") or LOCK_SECONDS)
        yield _update(seconds)
        apt = f"{APT} -o DPkg::Lock::Timeout={seconds}"
        # An installation that was cut off stands in the way of every later one.
        yield "DEBIAN_FRONTEND=noninteractive dpkg --force-confold --configure -a || true"
        yield f'broken=$({_HALF_UNPACKED}); [ -z "$broken" ] || {apt} --reinstall install $broken'
        yield f"{apt} install {join(missing)}"


def _update(seconds: int) -> str:
    """Return what fetches the package lists: apt waits for dpkg's locks when told, not for this one."""
    return (
        f"left={seconds}; until said=$(apt-get update 2>&1); do case $said in *'Could not get lock'*)"
        " left=$((left - 1)); [ $left -gt 0 ] && sleep 1 && continue ;; esac;"
        ' echo "$said" >&2; exit 1; done'
    )


@operation()
def package_answered(packages: list[str], answers: list[str]) -> Steps:
    """Install what is missing, its questions answered before it asks them (debconf-set-selections(1))."""
    for position, command in enumerate(installed._inner(packages=packages)):  # noqa: SLF001
        if position == 0:
            yield StringCommand("debconf-set-selections", _stdin="".join(f"{each}\n" for each in answers))
        yield command


@operation()
def held_modes(modes: Mapping[str, tuple[str, str, str]]) -> Steps:
    """Hold owner, group and mode of those paths that exist."""
    found = host.get_fact(Modes, paths=list(modes))
    for path, (owner, group, mode) in modes.items():
        if path not in found or found[path] == (owner, group, mode):
            continue
        logger.info(DIFFERS, f"{path} is {':'.join(found[path])}, not {owner}:{group}:{mode}")
        yield f"chown {owner}:{group} {quote(path)}"
        yield f"chmod {mode} {quote(path)}"


@operation()
def kernel_settings(dest: str, values: Mapping[str, int], mode: str) -> Steps:
    """Hold settings in the file read at boot and in the running kernel."""
    yield from kernel_file._inner(dest=dest, values=values, mode=mode)  # noqa: SLF001
    yield from kernel_running._inner(values=values)  # noqa: SLF001


@operation()
def kernel_file(dest: str, values: Mapping[str, int], mode: str) -> Steps:
    """Hold settings in a file that is read at boot; what the kernel then does not have is passed over."""
    text = "".join(f"{key} = {value}\n" for key, value in values.items())
    yield from files.put._inner(src=StringIO(text), dest=dest, user="root", group="root", mode=mode)  # noqa: SLF001


@operation()
def kernel_running(values: Mapping[str, int]) -> Steps:
    """Hold settings in the running kernel: those that it has."""
    running = host.get_fact(Sysctl, keys=list(values))
    wanted = {key: value for key, value in values.items() if key in running}
    others = {key: running[key] for key, value in wanted.items() if running[key] != value}
    if others:
        logger.info(DIFFERS, ", ".join(f"running {key} = {value}" for key, value in others.items()))
        # All of them: the kernel puts others back to its defaults when net.ipv4.ip_forward is written.
        yield f"sysctl --write {join(f'{key}={value}' for key, value in wanted.items())}"


@operation()
def folders_exist(paths: Iterable[str]) -> Steps:
    """Make those folders that are absent; one that is there keeps its owner and mode: they are data."""
    found = host.get_fact(Modes, paths=list(paths))
    for path in paths:
        if path not in found:
            logger.info(DIFFERS, f"{path} is absent")
            yield f"install --directory --owner=root --group=root --mode=0755 {quote(path)}"


@operation()
def made_once(path: str, command: str) -> Steps:
    """Run a command that makes a file, where it is absent."""
    if path not in host.get_fact(Modes, paths=[path]):
        logger.info(DIFFERS, f"{path} is absent")
        yield command
