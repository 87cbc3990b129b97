"""Which commands are put behind the switch, seen on pyinfra's own hosts; nothing is connected to."""

from io import StringIO
from pathlib import Path

import pytest
from pyinfra.api import Config, Inventory, State, operation
from pyinfra.api.exceptions import OperationValueError
from pyinfra.context import ctx_host, ctx_state

from deploys.guard import SECONDS, behind_guard, confirmed, guarded, guarded_file, guarded_modes, is_watched
from drplan.adapters.hosts.confirm import armed_on, settle

SWITCH = Path(__file__).parents[3] / "deploys" / "files" / "guard.sh"


@pytest.fixture(params=["server"])
def host(request):
    inventory = Inventory(([(request.param, {})], {}))
    state = State(inventory, Config())
    state.is_executing = True
    with ctx_state.use(state):
        (host,) = inventory
        with ctx_host.use(host):
            yield host


def run_on(host):
    armed = armed_on(host)
    assert armed is not None
    return armed.run


def commands(*words):
    return [str(command) for command in guarded(iter(words))]


def test_nothing_to_change_arms_nothing(host):
    assert commands() == []
    assert armed_on(host) is None
    assert list(confirmed._inner()) == []


def test_the_switch_is_set_before_the_first_change_and_named_by_the_run(host):
    first, second = guarded(iter(["systemctl reload ssh"]))
    assert first.get_raw_value().endswith(f"/usr/local/lib/drplan/guard arm {run_on(host)} {SECONDS}")
    assert first.connector_arguments["_stdin"] == SWITCH.read_text()
    assert second == "systemctl reload ssh"
    assert len(list(confirmed._inner())) == 1


def test_each_further_operation_sees_that_the_same_switch_is_still_set(host):
    commands("one")
    run = run_on(host)
    assert commands("two", "three") == [
        f"/usr/local/lib/drplan/guard arm {run} {SECONDS}",
        "two",
        "three",
    ]


def test_a_plan_says_that_a_login_will_confirm_and_sets_no_switch(host):
    host.state.is_executing = False
    assert commands("one") == ["one"]
    assert armed_on(host) is None
    assert len(list(confirmed._inner())) == 1
    host.state.is_executing = True
    assert list(confirmed._inner()) == []


def test_a_host_may_be_given_another_time(host):
    host.data.guard_seconds = 30
    assert commands("one")[0].endswith(" 30")


@pytest.mark.parametrize("host", ["@local"], indirect=True)
def test_this_machine_has_no_login_to_lose(host):
    assert commands("one") == ["one"]
    assert list(confirmed._inner()) == []


def test_a_run_that_armed_nothing_has_nothing_to_settle(host):
    done = [{"name": "one", "outcome": "error", "detail": ""}]
    assert settle(host, done) == done


def test_only_what_would_be_given_back_may_be_guarded(host):
    assert is_watched("/etc/pam.d/common-auth")
    assert not is_watched("/etc/pam.d.old")
    assert host is not None
    for asked in (
        guarded_file._inner(src=StringIO("x"), dest="/etc/motd", mode="644"),
        guarded_modes._inner(modes={"/etc/ssh": ("root", "root", "755"), "/srv": ("root", "root", "755")}),
    ):
        with pytest.raises(OperationValueError, match="would not be given back"):
            list(asked)


def test_any_operation_can_be_put_behind_the_switch(host):
    @operation()
    def own(word):
        yield f"echo {word}"

    arm, done = behind_guard(own)._inner(word="hello")
    assert "arm" in str(arm)
    assert done == "echo hello"
    assert armed_on(host) is not None
