"""Every role at level strict on Debian 13: the tests of ``tests/soak/test_roles_more.py`` on another host."""

import pytest

from drplan.declare import CommandProbe, Refused
from tests.soak import test_roles_more as more
from tests.soak.test_roles_more import (
    held,
    prober,
    test_a_declared_device_learns_who_may_come_in_and_nobody_else_does,
    test_a_probe_fetches_the_page_and_not_only_some_page,
    test_a_probe_logs_in_at_radius_as_a_device_does,
    test_a_second_apply_changes_nothing,
    test_a_session_is_encrypted_and_older_protocols_are_refused,
    test_a_share_is_the_declared_folder_for_who_has_a_login,
    test_monitoring_shows_the_machines_figures_and_drplans,
    test_the_runner_waits_for_the_next_declared_test_and_says_what_it_lacks,
    test_the_web_server_shows_a_file_to_the_other_host,
    test_what_is_changed_by_hand_is_drift_and_is_put_back,
)

__all__ = [
    "held",
    "prober",
    "test_a_declared_device_learns_who_may_come_in_and_nobody_else_does",
    "test_a_probe_fetches_the_page_and_not_only_some_page",
    "test_a_probe_logs_in_at_radius_as_a_device_does",
    "test_a_second_apply_changes_nothing",
    "test_a_session_is_encrypted_and_older_protocols_are_refused",
    "test_a_share_is_the_declared_folder_for_who_has_a_login",
    "test_monitoring_shows_the_machines_figures_and_drplans",
    "test_the_runner_waits_for_the_next_declared_test_and_says_what_it_lacks",
    "test_the_web_server_shows_a_file_to_the_other_host",
    "test_what_is_changed_by_hand_is_drift_and_is_put_back",
]

pytestmark = pytest.mark.lab


@pytest.fixture(scope="module")
def roles():
    with more.ready("strict") as up:
        yield up


def test_what_a_strict_host_adds(held):
    assert ask_radius_in_clear_text(held) == "Access-Reject"


def ask_radius_in_clear_text(held):
    held.on(
        "all1",
        "cat >> /etc/freeradius/3.0/mods-config/files/authorize && systemctl reload freeradius",
        stdin='guest Cleartext-Password := "right-word"\n',
    )
    return more.ask_radius(held, "right-word", user="guest")


def test_settings_that_their_server_refuses_are_not_put_in_place(held):
    held.on("all1", f"cp -p {more.SETTINGS} /run/kept && echo '# by hand' >> {more.SETTINGS}")
    held.on("all1", "cd /etc/freeradius/3.0/mods-available && cp -p pap /run/pap && echo 'pap {' > pap")
    broken = [each for each in held.deploy("apply", code=3) if each["outcome"] == "error"]
    assert [each["name"].split(",")[0] for each in broken] == ["RADIUS: only declared devices are answered"]
    assert held.on("all1", f"tail -n 1 {more.SETTINGS}; systemctl is-active freeradius").split("\n") == [
        "# by hand",
        "active",
        "",
    ]
    assert more.ask_radius(held, "right-word") == "Access-Accept"
    held.on("all1", "mv /run/pap /etc/freeradius/3.0/mods-available/pap")
    held.deploy("apply")
    held.on("all1", f"cmp {more.SETTINGS} /run/kept")
    assert more.ask_radius(held, "right-word") == "Access-Accept"


def test_a_secret_is_in_its_file_and_in_nothing_that_is_said(held):
    secrets = "/etc/freeradius/3.0/drplan-secrets.conf"
    assert held.on("all1", f"stat -c '%U %G %a' {secrets}").split() == ["root", "freerad", "640"]
    assert held.word in held.on("all1", f"cat {secrets}")
    held.on("all1", f"rm {secrets}")
    assert held.word not in held.drplan("deploy", "plan", code=0)
    assert held.word not in held.drplan("deploy", "apply", "--diff")
    assert held.word not in (held.state / "deploy/hosts.log").read_text()
    assert held.word not in held.on("all1", "journalctl --no-pager")


@pytest.mark.parametrize(
    ("unit", "exposure"),
    [
        ("freeradius", 1.5),
        ("prometheus-node-exporter", 1.6),
        ("drplan-figures", 1.1),
        ("nginx", 2.7),
        ("smbd", 3.2),
        ("drplan-drill", 8.1),
    ],
)
def test_a_unit_is_exposed_no_more_than_the_page_says(held, unit, exposure):
    held.on("all1", f"systemd-analyze security --no-pager --threshold={exposure * 10:.0f} {unit}.service")


def test_a_share_that_must_stay_shut_is_seen_shut_while_it_is_open_to_others(held, prober):
    held.on(
        "asker1", "printf 'username=teacher\npassword=right-word\n' > /run/teacher; chmod 600 /run/teacher"
    )
    asks = ("smbclient", f"//{held.address}/school", "-c", "ls")
    open_ = CommandProbe(server=f"{held.site}-asker1", argv=(*asks, "-A", "/run/teacher"), contains="blocks")
    shut = CommandProbe(server=f"{held.site}-asker1", argv=(*asks, "-N"), contains="blocks")
    refused = Refused(probe=shut, beside=open_, says="NT_STATUS_ACCESS_DENIED")
    more.healthy(prober, open_)
    assert "and says so" in more.healthy(prober, refused)
    with more.stopped(held, "smbd"):
        more.broken(prober, refused, "nobody is let in")
    more.healthy(prober, refused)
    missing = shut.model_copy(update={"argv": ("no-such-client",)})
    more.broken(prober, Refused(probe=missing, beside=open_, says="NT_STATUS_ACCESS_DENIED"), "neither")
    held.on("asker1", "rm /run/teacher")
