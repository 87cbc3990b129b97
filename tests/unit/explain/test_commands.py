import shlex
from datetime import date
from ipaddress import IPv4Address, IPv4Network

from drplan.cli.deploy import apply
from drplan.cli.deploy_freeze import refuse_frozen
from drplan.cli.deploy_text import Freeze
from drplan.cli.restore import command as restore
from drplan.declare import FileProbe, HttpProbe, ObjectProbe, RouteProbe, SqlProbe
from drplan.explain.commands import (
    RESTORE_VERBS,
    apply_command,
    on_host,
    restore_command,
)
from drplan.explain.probe_words import probe_commands, probe_expectation

DB = IPv4Address("198.18.20.11")


def test_a_remote_command_survives_both_shells():
    for argument in ("plain", "two words", "it's", 'a "quoted" $HOME `id` \\ !', "'; rm -rf /"):
        outer = shlex.split(on_host(DB, "echo", argument))
        assert outer[:2] == ["ssh", "198.18.20.11"]
        assert shlex.split(outer[2]) == ["echo", argument]


def test_the_host_is_held_by_its_site_and_name():
    wanted = "drplan deploy apply --site hs --asset hs-db1 --despite-freeze recovery"
    assert apply_command("hs", "hs-db1") == wanted


def test_a_recovery_is_held_up_by_no_calendar():
    words = shlex.split(apply_command("hs", "hs-db1"))
    assert words[:3] == ["drplan", "deploy", "apply"]
    given = apply.make_context("apply", words[3:]).params
    freeze = Freeze("payroll", "Payroll", date(2026, 11, 30), date(2026, 12, 1))
    passed = refuse_frozen(freeze, given["despite_freeze"])
    assert passed is not None
    assert passed.despite == "recovery"


def test_a_data_set_is_restored_by_its_name_alone_unless_that_is_a_verb():
    assert restore_command("files", "restored/files") == "drplan restore files --to restored/files"
    for verb in RESTORE_VERBS:
        words = shlex.split(restore_command(verb, "restored/x"))
        assert words[2:] == ["data-set", verb, "--to", "restored/x"]
    assert set(RESTORE_VERBS) == set(restore.commands)


def test_a_database_is_asked_the_declared_question(district):
    probe = SqlProbe(server="hs-db1", database="gradebook", query="select 'x'", expect="x")
    (line,) = probe_commands(probe, district)
    remote = shlex.split(shlex.split(line)[2])
    assert remote[-5:] == ["-At", "-d", "gradebook", "-c", "select 'x'"]
    assert probe_expectation(probe) == "It prints exactly: x"


def test_a_file_a_page_an_object_and_a_route_have_each_their_command(district):
    file = FileProbe(server="hs-file1", path="/srv/a b", contains="-v")
    (line,) = probe_commands(file, district)
    assert shlex.split(shlex.split(line)[2])[-3:] == ["-e", "-v", "/srv/a b"]
    page = HttpProbe(url="http://198.18.20.12/x?a=1&b=2", contains="ok")
    assert probe_commands(page, district) == ("curl -fsS 'http://198.18.20.12/x?a=1&b=2' | grep -F -e ok",)
    thing = ObjectProbe(account="district-aws", bucket="b1", key="k y", contains="ok")
    assert probe_commands(thing, district) == ("aws s3 cp 's3://b1/k y' - --region us-east-1",)
    route = RouteProbe(seen_from="do-rtr1", network=IPv4Network("198.18.20.0/24"))
    assert "show ip route 198.18.20.0/24" in probe_commands(route, district)[0]
    assert probe_commands(route, district)[0].startswith("ssh 198.18.10.1 ")


def test_a_password_in_a_probed_address_is_not_printed(district):
    probe = HttpProbe(url="https://user:hunter22@portal.example/", contains="ok")
    assert "hunter22" not in probe_commands(probe, district)[0]
