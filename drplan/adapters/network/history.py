"""The history of devices' configurations that people read and compare: masked, settled, in git."""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from drplan.adapters.network.git import Commit, Git, NewCommit
from drplan.adapters.whole_file import replace_whole
from drplan.errors import HistoryError, UsageError
from drplan.gear.catalogue import PLATFORMS, spoken
from drplan.gear.changed import difference
from drplan.gear.mask import masked
from drplan.gear.platform import Platform
from drplan.gear.settled import settled
from drplan.ports.configurations import ConfigurationChange, Explain, Reason, WholeConfiguration

_LOOKED = "drplan-looked.json"
"""Beside git's own files: when each device was last seen, and a check of the key its masks were made with."""
_WAIT_SECONDS = 60.0
_ASK_SECONDS = 0.1
_SUBJECT = 200
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_SINCE, _ANEW = "Since: ", "Masks-anew: "


@dataclass(frozen=True)
class _Looked:
    """What is remembered from one run to the next: when each was seen, and that which tells it is as it was."""

    at: Mapping[str, datetime]
    digests: Mapping[str, str]
    key: str


class ConfigurationHistory:
    """Implements :class:`drplan.ports.configurations.Configurations` in a bare git repository.

    One file a device, ``SITE/DEVICE.PLATFORM``. ``key`` makes the masks: with the same key the same secret
    has the same mask. It is no key to what is masked, and losing it only makes all masks new.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key, self._git = folder, key, Git(folder)

    def keep(
        self, texts: Sequence[WholeConfiguration], explain: Explain, at: datetime
    ) -> tuple[ConfigurationChange, ...]:
        """Keep what differs from the last kept, all or nothing; returns that, in the order of the texts."""
        now = {_path(each): each for each in texts}
        digests = {path: self._digest(each) for path, each in now.items()}
        with self._alone():
            self._git.prepare()
            held, looked = self._git.files([*now]), self._looked()
            same_key = looked.key == self._check
            known = looked.digests if same_key else {}
            shown = {
                path: self._shown(each)
                for path, each in now.items()
                if path not in held or known.get(path) != digests[path]
            }
            differ = {path: text for path, text in shown.items() if held.get(path) != text}
            changes = {
                path: self._change(now[path], held.get(path), text, looked.at.get(path), explain, at)
                for path, text in differ.items()
            }
            if looked.key and not same_key:
                changes = {path: replace(each, masks_anew=not each.first) for path, each in changes.items()}
            kept = self._commit(changes, differ, at)
            seen = _Looked({**looked.at, **dict.fromkeys(now, at)}, {**known, **digests}, self._check)
            self._remember(seen)
        return tuple(kept)

    def changes(
        self, *, site: str | None = None, device: str | None = None, since: datetime | None = None
    ) -> Iterator[ConfigurationChange]:
        """Return what was kept, newest first."""
        for word in (site, device):
            if word is not None and not _NAME.fullmatch(word):
                raise UsageError(f"{word!r} is no name", next_step="see the names: drplan inventory list")
        for commit in self._git.log(f":(glob){site or '*'}/{device or '*'}.*"):
            if since is not None and commit.at < since:
                return
            yield from self._told(commit)

    def _change(
        self,
        each: WholeConfiguration,
        before: bytes | None,
        after: bytes,
        looked: datetime | None,
        explain: Explain,
        at: datetime,
    ) -> ConfigurationChange:
        since = None if before is None else looked or self._last_commit(_path(each))
        change = ConfigurationChange(
            each.site, each.device, each.platform, at, explain(each, since), since=since
        )
        return change if before is None else _compared(change, before, after)

    def _digest(self, each: WholeConfiguration) -> str:
        """Return what tells, to who has the key alone, that a configuration is as it was."""
        text = _settled(each.text, spoken(each.platform))
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def _shown(self, each: WholeConfiguration) -> bytes:
        """Return the text as it is kept: masked first, for a mask may need what settling takes away."""
        platform = spoken(each.platform)
        return _settled(masked(each.text, platform, self._key), platform).encode()

    def _last_commit(self, path: str) -> datetime | None:
        return next((each.at for each in self._git.log(path)), None)

    def _commit(
        self, changes: Mapping[str, ConfigurationChange], files: Mapping[str, bytes], at: datetime
    ) -> list[ConfigurationChange]:
        groups: dict[tuple[Reason, bool], list[str]] = {}
        for path, each in changes.items():
            groups.setdefault((each.reason, each.masks_anew), []).append(path)
        if not groups:
            return []
        ids = self._git.commit(
            [
                NewCommit(
                    reason.author,
                    reason.account,
                    _message(reason, [changes[path] for path in paths], anew=anew),
                    at,
                    {path: files[path] for path in paths},
                )
                for (reason, anew), paths in groups.items()
            ]
        )
        named = {path: id_ for paths, id_ in zip(groups.values(), ids, strict=True) for path in paths}
        return [replace(each, commit=named[path]) for path, each in changes.items()]

    def _told(self, commit: Commit) -> Iterator[ConfigurationChange]:
        subject, _, rest = commit.message.partition("\n")
        since = _since(rest)
        contents = iter(self._git.blobs([id_ for pair in commit.files.values() for id_ in pair]))
        for path in commit.files:
            before, after = next(contents), next(contents)
            site, _, name = path.partition("/")
            device, _, platform = name.partition(".")
            if platform not in PLATFORMS:
                continue
            change = ConfigurationChange(
                site,
                device,
                platform,
                commit.at,
                Reason(commit.author, commit.email, subject),
                commit=commit.id,
                since=since.get(path),
                masks_anew=_ANEW in rest,
            )
            yield change if change.first else _compared(change, before, after)

    @property
    def _check(self) -> str:
        return hmac.new(self._key, b"drplan: which key made the masks", hashlib.sha256).hexdigest()[:16]

    def _looked(self) -> _Looked:
        try:
            held = json.loads((self._folder / _LOOKED).read_bytes())
            at = {str(path): datetime.fromisoformat(said) for path, said in held["at"].items()}
            return _Looked(at, dict(held["digests"]), str(held["key"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return _Looked({}, {}, "")

    def _remember(self, looked: _Looked) -> None:
        at = {path: moment.isoformat() for path, moment in sorted(looked.at.items())}
        held = {"key": looked.key, "at": at, "digests": looked.digests}
        try:
            replace_whole(self._folder / _LOOKED, json.dumps(held, indent=1).encode(), mode=0o600)
        except OSError as error:
            raise HistoryError(
                f"the history of configurations at {self._folder} does not remember: {error.strerror}",
                next_step="see the folder's disk, owner and permissions",
            ) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one run at a time write: the lock ends with the process that holds it, however it ends."""
        try:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            place = self._folder.parent / f".{self._folder.name}.lock"
            handle = os.open(place, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise HistoryError(
                f"the history of configurations cannot be kept at {self._folder}: {error.strerror}",
                next_step="see that its folder can be written, or declare another: management.history",
            ) from error
        try:
            self._wait(handle)
            yield
        finally:
            os.close(handle)

    def _wait(self, handle: int) -> None:
        deadline = time.monotonic() + _WAIT_SECONDS
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    raise HistoryError(
                        f"another run is keeping configurations at {self._folder}",
                        next_step="let it end, then run the backup again",
                    ) from None
                time.sleep(_ASK_SECONDS)
            else:
                return


def _path(each: WholeConfiguration) -> str:
    """Return a device's place; its names are the declaration's, never the device's own."""
    for name in (each.site, each.device):
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name of a site or device", next_step="correct the declaration")
    return f"{each.site}/{each.device}.{spoken(each.platform).name}"


def _settled(text: str, platform: Platform) -> str:
    with suppress(ValueError):
        return settled(text, platform)
    return text


def _compared(change: ConfigurationChange, before: bytes, after: bytes) -> ConfigurationChange:
    found = difference(
        before.decode(errors="replace"), after.decode(errors="replace"), spoken(change.platform)
    )
    return replace(change, **vars(found))


def _message(reason: Reason, changes: Sequence[ConfigurationChange], *, anew: bool) -> str:
    """Return a commit's message: why, and since when each device was not seen to differ."""
    subject = "".join(letter if letter.isprintable() else " " for letter in reason.because)[:_SUBJECT].strip()
    told = [
        f"{_SINCE}{each.site}/{each.device}.{each.platform} {each.since.astimezone(UTC).isoformat()}"
        for each in changes
        if each.since
    ]
    told += [f"{_ANEW}the key of earlier masks is gone"] if anew else []
    return "\n".join([subject or "unsaid", *(["", *told] if told else [])]) + "\n"


def _since(message: str) -> dict[str, datetime]:
    found = {}
    for line in message.splitlines():
        path, _, moment = line.removeprefix(_SINCE).partition(" ")
        if line.startswith(_SINCE):
            with suppress(ValueError):
                found[path] = datetime.fromisoformat(moment)
    return found
