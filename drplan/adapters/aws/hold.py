"""Holding settings one after the other: read, compare, write, read again, and say what was done."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from drplan.adapters.aws.calls import heard, rehearsed
from drplan.adapters.aws.operations import Operation
from drplan.adapters.aws.session import endpoint_is_plain_http, errors_for
from drplan.adapters.aws.settings import SETTINGS, Place, Setting, current_value
from drplan.errors import DrplanError, SecretMissing, Unreachable
from drplan.ports import OperationOutcome, OperationResult


def difference(current: Any, wanted: Any) -> str:
    """Return ``-`` and ``+`` lines that lead from the current value to the wanted one, as JSON."""
    lines = difflib.ndiff(_lines(current), _lines(wanted))
    return "\n".join(line for line in lines if line[0] in "+-")


def _lines(value: Any) -> list[str]:
    if value is None:
        return []
    return json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=str).splitlines()


@dataclass(frozen=True)
class Occasion:
    """How settings are held: written or only compared, with leave to take things away, in a lab, when."""

    write: bool
    allow_delete: bool = False
    lab: bool = False
    now: datetime | None = None


@dataclass(frozen=True)
class _Held:
    """What came of holding one setting, and the calls that were made or would be."""

    outcome: OperationOutcome
    detail: str = ""
    calls: tuple[str, ...] = ()
    silent: bool = False


def hold_all(
    operations: Sequence[Operation],
    *,
    write: bool,
    allow_delete: bool = False,
    lab: bool = False,
    now: datetime | None = None,
) -> Iterator[OperationResult]:
    """Yield what came of each setting in turn; none is asked once the account or its keys stopped working.

    One that fails midway says which of its calls were made; the others are held all the same, and a second
    time goes on from what it finds. What writing would take away stays without ``allow_delete``.
    """
    occasion, silent = Occasion(write, allow_delete, lab, now), False
    for operation in operations:
        if silent:
            yield OperationResult(operation.name, "not-run", "the account stopped answering")
            continue
        held = _tried(operation, occasion)
        silent = held.silent
        yield OperationResult(operation.name, held.outcome, held.detail, held.calls)


def _tried(operation: Operation, occasion: Occasion) -> _Held:
    with heard() as calls:
        try:
            with errors_for(operation.place.bucket or operation.place.account.name):
                held = _hold(operation, occasion)
                return replace(held, calls=held.calls or tuple(calls))
        except DrplanError as error:
            said = f"{error.message}\nnext: {error.next_step}"
            return _Held("error", said, tuple(calls), isinstance(error, Unreachable | SecretMissing))


def _hold(operation: Operation, occasion: Occasion) -> _Held:
    setting, place = SETTINGS[operation.setting], replace(operation.place, now=occasion.now)
    if occasion.lab and setting.lab:
        return _Held("not-applicable", setting.lab)
    current = current_value(setting, place)
    whole = setting.merge(current, operation.wanted)
    if current == whole:
        return _Held("ok")
    detail = difference(current, whole)
    left: OperationOutcome = "not-run" if occasion.write else "would-change"
    if setting.write is None:
        return _Held(left, f"{detail}\nby hand: {setting.person}")
    change = partial(setting.write, place, whole)
    kept = None if occasion.allow_delete else _spared(setting.drops(current, whole))
    if kept is not None or not occasion.write:
        return _Held(left, "\n".join(filter(None, (detail, kept))), rehearsed(change))
    return _change(setting, place, whole, detail)


def _change(setting: Setting, place: Place, whole: Any, detail: str) -> _Held:
    """Write it and read it back."""
    if setting.needs_tls and endpoint_is_plain_http():
        why = "AWS_ENDPOINT_URL is plain HTTP: this setting would lock everybody out of the bucket"
        return _Held("not-run", why)
    if setting.write is None:
        raise TypeError("only people can set this")
    setting.write(place, whole)
    now = current_value(setting, place)
    if now != whole:
        wrong = f"written, but AWS now says otherwise:\n{difference(now, whole)}"
        return _Held("error", wrong)
    return _Held("changed", detail)


def _spared(drops: Sequence[str]) -> str | None:
    """Say what would be taken away and is not."""
    return f"takes away {'; '.join(drops)}: only with --allow-delete" if drops else None
