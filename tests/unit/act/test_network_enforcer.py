"""Holding a router to features, with a router made of text that takes FRR's lines."""

from contextlib import contextmanager
from datetime import timedelta
from ipaddress import IPv4Address, IPv4Interface, IPv4Network
from typing import Any

import pytest

from drplan.act.network_enforcer import Means, NetworkEnforcer, promised
from drplan.declare import District, Interface, NetworkDevice, Site
from drplan.errors import SecretMissing, SourceError, Unreachable
from drplan.gear import PLATFORMS, Feature
from drplan.ports.device import Refusal

ROUTER = NetworkDevice(
    name="r1",
    address=IPv4Address("192.0.2.1"),
    owner="admin",
    platform="frr",
    interfaces=(Interface(name="lan0", address=IPv4Interface("192.0.2.1/24"), description="lan"),),
)
SITE = Site(
    code="hs",
    title="hs",
    kind="high-school",
    students=1,
    networks=(IPv4Network("192.0.2.0/24"),),
    contact="admin",
    assets=(ROUTER,),
)
DISTRICT = District(name="D", domain="d.example", sites=(SITE,), roles=(), repositories=(), policies=())
HEAD, END = "Building configuration...\n\nCurrent configuration:\n!\nfrr version 8.4.4\n", "end\n"
LOGGING = Feature("logging", "log syslog informational\n", owns=("log ",))
ROUTE = Feature("route", "ip route 198.51.100.0/24 192.0.2.254\n", owns=("ip route 198.51.100.0/24",))
SHUT = Feature("shut", "interface lan0\n shutdown\nexit\n", spares=("desc", "ip "))
PASSWORD = Feature("password", "password {secret:last-resort}\n", owns=("password ",))


class Router:
    """Lines at the left margin and blocks, as typed. ``dark``: nobody comes in while ``lan0`` is shut."""

    def __init__(self, *lines):
        self.lines = list(lines) or ["hostname r1", "interface lan0", " description lan", "exit"]
        self.before: Any = None
        self.saved: Any = None
        self.deadline, self.now = None, 0.0
        self.refuses: tuple[str, ...] = ()
        self.typed, self.fails, self.opened = [], {}, 0

    def shown(self):
        return HEAD + "".join(f"{line}\n" for line in self.lines) + END

    @property
    def dark(self):
        return " shutdown" in self.lines

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds
        self.tick()

    def tick(self):
        if self.deadline is not None and self.now >= self.deadline:
            self.lines, self.deadline = self.before, None

    @contextmanager
    def open(self, device):
        self.now, self.opened = self.now + 1, self.opened + 1
        self.tick()
        if self.dark or "open" in self.fails:
            raise Unreachable(f"{device.name} does not answer", next_step="look")
        yield self

    def fetch(self):
        return self.fails["fetch"] if "fetch" in self.fails else self.shown()

    def apply(self, commands, *, within=None):
        if within is not None:
            self.before, self.deadline = list(self.lines), self.now + within.total_seconds()
        refused, block = [], None
        for command in commands:
            self.typed.append(command)
            if command in self.refuses:
                refused.append(Refusal(command, "% Unknown command"))
            elif command == "exit":
                block = None
            elif command.startswith(" "):
                self._inside(block, command)
            elif command.startswith("interface "):
                block = command
            else:
                self._margin(command)
        if self.dark:
            raise Unreachable("the line was cut", next_step="look")
        return refused

    def _inside(self, block, command):
        at = self.lines.index(block)
        if command.startswith(" no "):
            self.lines.remove(" " + command.removeprefix(" no "))
        else:
            self.lines.insert(at + 1, command)

    def _margin(self, command):
        if command.startswith("no "):
            self.lines.remove(command.removeprefix("no "))
        else:
            self.lines.append(command)

    def confirm(self):
        if self.deadline is None:
            raise SourceError("nothing is waiting", next_step="look")
        self.deadline = None

    def rollback(self):
        self.deadline = self.now
        self.tick()

    def save(self):
        if "save" in self.fails:
            raise self.fails["save"]
        self.saved = list(self.lines)


class Reading:
    def __init__(self, router):
        self.monotonic = router.monotonic

    def now(self):
        raise AssertionError("a clock that may be set back measures nothing")


def holding(router, *features, secrets=None):
    def values(names):
        missing = [name for name in names if name not in (secrets or {})]
        if missing:
            raise SecretMissing(f"no secret {missing[0]}", next_step="put it there")
        return {name: secrets[name] for name in names}

    means = Means(
        devices=router,
        wanted=lambda _device: features,
        secrets=values,
        clock=Reading(router),
        sleep=router.sleep,
        own="192.0.2.50".format,
    )
    return NetworkEnforcer(DISTRICT, means, within=timedelta(seconds=100), margin=timedelta(seconds=50))


def only(results):
    (result,) = results
    return result


def outcomes(result):
    assert result.error is None, result.error
    return {each.name: each.outcome for each in result.operations}


def test_a_plan_changes_nothing_and_says_lines_ways_back_and_marks():
    router = Router()
    result = only(holding(router, LOGGING, SHUT).plan([ROUTER]))
    assert outcomes(result) == {"logging": "would-change", "shut": "would-change"}
    assert "log syslog informational" in result.change.remediation
    assert "no log syslog" in result.change.rollback
    assert [each.line for each in result.change.marked] == ["interface lan0 > shutdown"]
    assert (router.typed, router.saved) == ([], None)


def test_an_unmarked_change_is_sent_without_a_timer_in_one_session_and_saved():
    router = Router()
    result = only(holding(router, LOGGING).apply([ROUTER]))
    assert outcomes(result) == {"logging": "changed"}
    assert (router.before, router.opened) == (None, 1)
    assert "log syslog informational" in router.saved
    assert outcomes(only(holding(router, LOGGING).apply([ROUTER]))) == {"logging": "ok"}


def test_what_is_as_wanted_is_saved_all_the_same():
    router = Router("hostname r1", "log syslog informational")
    assert outcomes(only(holding(router, LOGGING).apply([ROUTER]))) == {"logging": "ok"}
    assert router.saved == router.lines
    assert router.typed == []


def test_one_marked_line_puts_all_of_the_change_under_the_timer_and_none_of_it_stays():
    router = Router()
    result = only(holding(router, LOGGING, SHUT).apply([ROUTER]))
    assert outcomes(result) == {"logging": "not-run", "shut": "not-run", "lockout guard": "error"}
    assert "took the change back by itself after 1" in result.operations[-1].detail
    assert "log syslog informational" not in router.lines
    assert router.saved is None
    assert {each.standing for each in result.change.compliance} == {"differs"}


def test_a_router_that_comes_back_with_another_configuration_is_told_and_not_saved():
    router: Any = Router()
    apply = router.apply

    def strangely(commands, *, within=None):
        try:
            return apply(commands, within=within)
        finally:
            router.before = ["hostname somebody-else"]

    router.apply = strangely
    result = only(holding(router, SHUT).apply([ROUTER]))
    assert "it answers, but does not run what it ran before" in result.operations[-1].detail
    assert router.saved is None


def test_a_router_that_does_not_come_back_stands_as_it_was_seen_last():
    router: Any = Router()
    router.sleep = lambda seconds: setattr(router, "now", router.now + seconds)
    router.tick = lambda: None
    result = only(holding(router, SHUT).apply([ROUTER]))
    assert "has not come back" in result.operations[-1].detail
    assert outcomes(result)["shut"] == "not-run"


def test_a_refused_line_is_an_error_and_nothing_is_saved():
    router = Router()
    router.refuses = ("log syslog informational",)
    result = only(holding(router, LOGGING).apply([ROUTER]))
    assert outcomes(result) == {"logging": "error", "refused lines": "error", "save": "not-run"}
    assert "log syslog informational: % Unknown command" in result.operations[1].detail
    assert router.saved is None


def test_a_line_that_leaves_no_trace_is_still_a_difference():
    router: Any = Router()
    router.apply = lambda commands, *, within=None: []
    result = only(holding(router, LOGGING).apply([ROUTER]))
    assert outcomes(result) == {"logging": "error", "save": "not-run"}
    assert result.operations[0].detail == "still differs:\n+log syslog informational"


def test_a_change_that_cannot_be_saved_is_made_and_an_error():
    router = Router()
    router.fails["save"] = SourceError("r1: no space", next_step="make some")
    result = only(holding(router, LOGGING).apply([ROUTER]))
    assert outcomes(result) == {"logging": "changed", "save": "error"}
    assert "r1: no space; next: make some" in result.operations[-1].detail


def test_what_cannot_be_read_is_an_error_and_nothing_is_sent_or_saved():
    router = Router()
    broken = Feature("broken", "   interface deep\n nowhere\n")
    result = only(holding(router, broken).apply([ROUTER]))
    assert set(outcomes(result).values()) == {"error"}
    assert {each.standing for each in result.change.compliance} == {"not-comparable"}
    assert (router.typed, router.saved) == ([], None)


def test_a_secret_is_typed_and_never_told():
    router = Router()
    result = only(holding(router, PASSWORD, secrets={"last-resort": "Tr0ub4dor"}).apply([ROUTER]))
    assert "password Tr0ub4dor" in router.typed
    assert "Tr0ub4dor" not in repr(result)
    router = Router()
    router.refuses = ("password Tr0ub4dor",)
    result = only(holding(router, PASSWORD, secrets={"last-resort": "Tr0ub4dor"}).apply([ROUTER]))
    assert "error" in outcomes(result).values()
    assert "Tr0ub4dor" not in repr(result)


def test_without_the_secret_nothing_is_sent():
    router = Router()
    result = only(holding(router, PASSWORD).apply([ROUTER]))
    assert "no secret last-resort; next: put it there" in str(result.error)
    assert router.typed == []


def test_a_change_that_needs_no_secret_of_a_feature_that_holds_reads_none():
    router = Router("hostname r1", "password 8 abc", "interface lan0", "exit")
    assert outcomes(only(holding(router, PASSWORD, LOGGING).apply([ROUTER]))) == {
        "password": "ok",
        "logging": "changed",
    }


def test_a_device_out_of_reach_is_not_tried():
    router = Router()
    router.fails["open"] = True
    assert only(holding(router, LOGGING).plan([ROUTER])).error == "r1 does not answer; next: look"


def test_results_come_in_the_order_of_the_assets():
    routers = [ROUTER.model_copy(update={"name": name}) for name in ("c", "a", "b")]
    router = Router()
    assert [each.asset for each in holding(router, LOGGING).plan(routers)] == ["c", "a", "b"]


@pytest.mark.parametrize(
    ("platform", "asked", "given"),
    [("frr", 5, 5), ("cisco-ios", 5, 60), ("cisco-ios", 61, 120), ("juniper-junos", 300, 300)],
)
def test_a_time_is_as_asked_or_in_whole_minutes(platform, asked, given):
    assert promised(PLATFORMS[platform], timedelta(seconds=asked)) == timedelta(seconds=given)
