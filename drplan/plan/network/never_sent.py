"""What is not sent at all, not even under a timer: nothing would be left to come in by. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from drplan.gear.managed import managed
from drplan.gear.platform import Platform
from drplan.gear.platform_read import Management
from drplan.plan.network.change import ConfigLine
from drplan.plan.network.judging import reasons
from drplan.plan.network.said import JOINT, sentence
from drplan.plan.network.way import Way, addresses_in, interfaces_in

_NAME_TAKEN = re.compile(
    r"^(?:no (?:username|user|local-user) |(?:delete|deactivate) system login user |system admin > delete "
    r"|/user > remove )"
    r"(?:\[ ?find name=)?\"?(?P<value>[^\s\"\]]+)?",
    re.IGNORECASE,
)
_TAKES = re.compile(r"(?:^|> )(?:no |delete |unset |deactivate |remove )", re.IGNORECASE)


def refusals(platform: Platform, lines: Sequence[ConfigLine], way: Way) -> Iterator[str]:
    """Yield reasons why a plan is not sent."""
    rules = managed(platform)
    said = [sentence(line, platform) for line in lines]
    for each in said:
        yield from (f"`{_short(each)}`: {because}" for because in reasons(rules.never, each))
    yield from _nobody_left(rules, said, way)
    yield from _no_ssh_left(rules, said, way)
    yield from _no_address_left(platform, rules, said, way)


def _short(said: str) -> str:
    """Return a line's first words: what follows could be a secret."""
    return " ".join(said.split()[:4])


def _nobody_left(rules: Management, said: Sequence[str], way: Way) -> Iterator[str]:
    before = {each for one in way.said for each in _users(rules, one)}
    left = set(before)
    for each in said:
        left |= set(_users(rules, each))
        taken = _NAME_TAKEN.match(each)
        if taken:
            left -= {taken["value"]} if taken["value"] and taken["value"] in left else set()
    if before and not left:
        yield "it takes away every local user"


def _users(rules: Management, said: str) -> list[str]:
    found = re.search(rules.users, said, re.IGNORECASE)
    return [found["value"]] if found else []


def _no_ssh_left(rules: Management, said: Sequence[str], way: Way) -> Iterator[str]:
    last = [each for each in said if _any((*rules.ssh_off, *rules.ssh_on), each)]
    if last and _any(rules.ssh_off, last[-1]) and not _others(rules, last[-1], way):
        yield "it ends SSH, and opens no other way in"


def _others(rules: Management, off: str, way: Way) -> list[str]:
    """Return the like of what is ended that stays: other lines of sessions, SSH in another VRF."""
    block, inside, _ = off.partition(JOINT)
    if inside:
        kin = (each for each in way.said if each.partition(JOINT)[0] != block)
        return [each for each in kin if each.split()[:2] == block.split()[:2] and _any(rules.ssh_on, each)]
    bare = off.removeprefix("no ")
    vrfs = [each for each in way.said if each.startswith("ssh server vrf ")]
    return [each for each in vrfs if each != bare] if bare in vrfs else []


def _no_address_left(platform: Platform, rules: Management, said: Sequence[str], way: Way) -> Iterator[str]:
    gives = any(
        re.search(rules.address, each, re.IGNORECASE) and not _TAKES.search(each) and list(addresses_in(each))
        for each in said
    )
    if not gives and any(_takes_own(platform, rules, each, way) for each in said):
        yield "it takes the device's own address away, and gives it no other"


def _takes_own(platform: Platform, rules: Management, said: str, way: Way) -> bool:
    if not _TAKES.search(said):
        return False
    own = way.declared.address
    if re.search(rules.address, said, re.IGNORECASE):
        named = [address for address, _ in addresses_in(said)]
        return own in named or (not named and _is_own(platform, said, way))
    whole = re.match(
        r"^(?:no interface|delete interfaces|system interface > delete|default interface)\b", said
    )
    return whole is not None and " > no " not in said and _is_own(platform, said, way)


def _is_own(platform: Platform, said: str, way: Way) -> bool:
    from drplan.plan.network.port_spans import covers

    own = {name for each in way.own for name in (each, each.split(".")[0])}
    return any(covers(name, each) for name in interfaces_in(said, platform) for each in own)


def _any(patterns: Sequence[str], said: str) -> bool:
    return any(re.search(pattern, said, re.IGNORECASE) for pattern in patterns)
