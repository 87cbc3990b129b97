"""The history of devices' configurations that people read and compare: masked, settled, in git."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from drplan.adapters.network.git import Commit, Git, NewCommit
from drplan.adapters.network.history_looked import Looked, alone, read_looked, write_looked
from drplan.adapters.network.history_words import is_anew, message, since
from drplan.errors import UsageError
from drplan.gear.catalogue import PLATFORMS, spoken
from drplan.gear.changed import difference
from drplan.gear.mask import masked
from drplan.gear.platform import Platform
from drplan.gear.settled import settled
from drplan.ports.configurations import ConfigurationChange, Explain, Reason, WholeConfiguration

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class ConfigurationHistory:
    """Implements :class:`drplan.ports.configurations.Configurations` in a bare git repository.

    One file a device, ``SITE/DEVICE.PLATFORM``. ``key`` makes the masks: with the same key the same secret
    has the same mask. It is no key to what is masked, and losing it only makes all masks new.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._folder, self._key, self._git = folder, key, Git(folder)
        self._check = hmac.new(key, b"drplan: which key made the masks", hashlib.sha256).hexdigest()[:16]
        self._before = self._known(read_looked(folder))
        self._ready: dict[tuple[str, str], bytes] = {}

    def prepare(self, text: WholeConfiguration) -> None:
        """Mask it now, unless it is as it was when it was seen last."""
        path, digest = _path(text), self._digest(text)
        if self._before.get(path) != digest:
            self._ready[path, digest] = self._shown(text)

    def keep(
        self, texts: Sequence[WholeConfiguration], explain: Explain, at: datetime
    ) -> tuple[ConfigurationChange, ...]:
        """Keep what differs from the last kept, all or nothing; returns that, in the order of the texts."""
        now = {_path(each): each for each in texts}
        with alone(self._folder):
            self._git.prepare()
            held, looked = self._git.files([*now]), read_looked(self._folder)
            digests = {path: self._digest(each) for path, each in now.items()}
            known = self._known(looked)
            fresh = [path for path in now if path not in held or known.get(path) != digests[path]]
            shown = {
                path: self._ready.pop((path, digests[path]), b"") or self._shown(now[path]) for path in fresh
            }
            differ = {path: text for path, text in shown.items() if held.get(path) != text}
            changes = {
                path: self._change(now[path], (held.get(path), text), looked, explain, at)
                for path, text in differ.items()
            }
            kept = self._commit(changes, differ, at)
            seen = {**looked.at, **dict.fromkeys(now, at)}
            write_looked(self._folder, Looked(seen, {**known, **digests}, self._check))
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
        texts: tuple[bytes | None, bytes],
        looked: Looked,
        explain: Explain,
        at: datetime,
    ) -> ConfigurationChange:
        before, after = texts
        if before is None:
            return ConfigurationChange(each.site, each.device, each.platform, at, explain(each, None))
        seen = looked.at.get(_path(each)) or self._last_commit(_path(each))
        change = ConfigurationChange(
            each.site,
            each.device,
            each.platform,
            at,
            explain(each, seen),
            since=seen,
            masks_anew=looked.key not in ("", self._check),
        )
        return _compared(change, before, after)

    def _known(self, looked: Looked) -> Mapping[str, str]:
        """Return what tells by the present key that configurations are as they were."""
        return looked.digests if looked.key == self._check else {}

    def _digest(self, each: WholeConfiguration) -> str:
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
        commits = []
        for (reason, anew), paths in groups.items():
            said = message(reason, [changes[path] for path in paths], anew=anew)
            held = {path: files[path] for path in paths}
            commits.append(NewCommit(reason.author, reason.account, said, at, held))
        ids = self._git.commit(commits) if commits else []
        named = {path: id_ for paths, id_ in zip(groups.values(), ids, strict=True) for path in paths}
        return [replace(each, commit=named[path]) for path, each in changes.items()]

    def _told(self, commit: Commit) -> Iterator[ConfigurationChange]:
        subject, _, rest = commit.message.partition("\n")
        seen = since(rest)
        contents = iter(self._git.blobs([id_ for pair in commit.files.values() for id_ in pair]))
        for path in commit.files:
            before, after = next(contents), next(contents)
            site, _, name = path.partition("/")
            device, _, platform = name.partition(".")
            if platform not in PLATFORMS:
                continue
            reason = Reason(commit.author, commit.email, subject)
            change = ConfigurationChange(site, device, platform, commit.at, reason, commit=commit.id)
            if path in seen:
                change = replace(change, since=seen[path], masks_anew=is_anew(rest))
            yield change if change.first else _compared(change, before, after)


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
    old, new = (each.decode(errors="replace") for each in (before, after))
    return replace(change, **vars(difference(old, new, spoken(change.platform))))
