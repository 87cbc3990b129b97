"""A wrong value is told with its file, its line, the thing, the field and what is allowed."""

from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pytest

from drplan.adapters.inventory import load_district
from drplan.declare import Platform
from drplan.errors import DeclarationError

PLATFORMS = "'frr', 'cisco-ios', 'aruba-aos-cx'"
SITE = 'Site(code="hs", title="t", kind="high-school", students=1, networks=(), contact="c",\n  assets={})'
SERVER = 'Server(\n  name="hs-db1", address="1.2.3.4", owner="o",\n  {})'
SWITCH = 'NetworkDevice(\n    name=f"hs-sw{n}",\n    address="1.2.3.4", owner="o",\n    platform="cisco")'
SHAPES = """from drplan import *
def closet(name, platform):
    return NetworkDevice(
        name=name, address="1.2.3.4", owner="o", platform=platform)
"""
KINDS = "'server', 'network', 'aws', 'google-workspace', 'microsoft-365'"

# name: (hs.py after its three lines of imports, the line named, what is said, what is said of the next step)
WRONG: dict[str, tuple[str, int, Sequence[str], str]] = {
    "a field that does not exist": (
        SERVER.format('adress="1.2.3.4"'),
        6,
        ["Server 'hs-db1': adress: extra inputs are not permitted"],
        "did you mean address? Server takes: kind, name, address",
    ),
    "a word that is not in the list": (
        'NetworkDevice(\n  name="hs-sw1", address="1.2.3.4", owner="o",\n  platform="cisco")',
        6,
        [f"NetworkDevice 'hs-sw1': platform: input should be {PLATFORMS}", "(given 'cisco')"],
        "did you mean cisco-ios? correct platform at ",
    ),
    "a number that is not in the list": (
        (
            'Service(name="s", title="t", owner="o", impact="i", workaround="w",\n'
            "  tier=9,\n  objectives=Objectives("
            "rto=timedelta(hours=1), rpo=timedelta(hours=1), mtd=timedelta(hours=1)))"
        ),
        5,
        ["Service 's': tier: input should be 0, 1, 2 or 3 (given 9)"],
        "correct tier at ",
    ),
    "a text for a number": (
        SITE.replace("students=1", 'students="many"').format("()"),
        4,
        ["Site 'hs': students: input should be a valid integer", "(given 'many'); allowed is a whole number"],
        "correct students at ",
    ),
    "an impossible address": (
        'Server(name="hs-db1", owner="o",\n  address="198.18.20.311")',
        5,
        ["Server 'hs-db1': address:", "(given '198.18.20.311'); allowed is an IPv4 address such as"],
        "correct address at ",
    ),
    "an impossible network among others": (
        SITE.replace("networks=()", 'networks=("10.0.0.0/8", "10.0.0.0/33")').format("()"),
        4,
        ["Site 'hs': networks.1:", "(given '10.0.0.0/33'); allowed is an IPv4 network such as"],
        "correct networks at ",
    ),
    "a missing field": (
        'Server(name="hs-db1", address="1.2.3.4")',
        4,
        ["Server 'hs-db1': owner: field required; allowed is a text"],
        "add owner at ",
    ),
    "a date in a nested thing": (
        SERVER.format(
            'lifecycle=Lifecycle(\n    bought="2024-13-01", cost=1,'
            ' funding=Funding(budget="capital", source="x"))'
        ),
        7,
        ["Lifecycle of Server 'hs-db1': bought:", "(given '2024-13-01'); allowed is a day such as date("],
        "correct bought at ",
    ),
    "a date that Python refuses": (
        SERVER.format("lifecycle=Lifecycle(\n    bought=date(2024, 13, 1), cost=1)"),
        7,
        ["Server 'hs-db1': bought: ValueError: month must be in 1..12"],
        "correct line 7 of ",
    ),
    "a nested thing given as a mapping": (
        SERVER.format('lifecycle={"bought": "x", "cost": 1}'),
        6,
        [
            "Server 'hs-db1': lifecycle.bought:",
            "; lifecycle.funding: field required; allowed is Funding(...)",
        ],
        "correct lifecycle at ",
    ),
    "another thing in place of a nested one": (
        SERVER.format("lifecycle=3"),
        6,
        ["Server 'hs-db1': lifecycle:", "(given 3); allowed is Lifecycle(...) or None"],
        "correct lifecycle at ",
    ),
    "a text for a list": (
        SERVER.format('baselines="baseline"'),
        6,
        ["Server 'hs-db1': baselines:", "(given 'baseline'); allowed is a tuple, each a text"],
        "correct baselines at ",
    ),
    "a list comprehension": (
        f"switches = [{SWITCH}\n  for n in (7, 8)]",
        7,
        [f"NetworkDevice 'hs-sw7': platform: input should be {PLATFORMS}"],
        "did you mean cisco-ios?",
    ),
    "a generator in a tuple": (
        SITE.format(f"tuple({SWITCH} for n in (7, 8))"),
        8,
        [f"NetworkDevice 'hs-sw7': platform: input should be {PLATFORMS}"],
        "did you mean cisco-ios?",
    ),
    "a generator handed over as it is": (
        SITE.format(f"({SWITCH} for n in (7, 8))"),
        5,
        [f"Site 'hs': assets: NetworkDevice: platform: input should be {PLATFORMS}"],
        "write tuple(...) around what assets is made by",
    ),
    "a kind of asset that does not exist": (
        SITE.format('({"kind": "serverr", "name": "x"},)'),
        5,
        [f"Site 'hs': assets.0: kind 'serverr' is none of {KINDS}"],
        "correct assets at ",
    ),
    "what is no asset": (
        SITE.format("(3,)"),
        5,
        [
            "Site 'hs': assets.0:",
            "(given 3); allowed is Server(...) or NetworkDevice(...) or AwsAccount(...)",
        ],
        "correct assets at ",
    ),
    "an asset in place of a source": (
        (
            'DataSet(name="a", policy="p", privacy="internal",\n'
            '  source=Server(name="a", address="1.2.3.4", owner="o"))'
        ),
        5,
        ["DataSet 'a': source: kind 'server' is none of 'paths', 'postgres', 'postgres-cluster', 'mariadb'"],
        "correct source at ",
    ),
    "a word that declares nothing": (
        'Servr(name="hs-db1")',
        4,
        ["NameError: name 'Servr' is not defined"],
        "did you mean Server? ",
    ),
}
SECRETS = {
    "a password": ('Repository(name="a", location="x", site="hs", media="d",\n  password="hunter2")', 5),
    "an administrator's": (SERVER.format('admin="hunter2"'), 6),
    "an SNMP community": ('Snmp(version="v2c",\n  community="hunter2")', 5),
    "a password in a generator": (
        (
            'District(name="d", domain="d", sites=(), roles=(), policies=(),\n  repositories=('
            'Repository(name="a", location="x", site="hs", media="d", password="hunter2") for _ in (1,)))'
        ),
        5,
    ),
    "a password in a generator in a generator": (
        (
            'District(name="d", domain="d", roles=(), policies=(), repositories=(),\n  sites=('
            'Site(code="hs", title="t", kind="high-school", students=1, networks=(), contact="c", assets=('
            'Server(name="a", address="1.2.3.4", owner="o", admin="hunter2") for _ in (1,))) for _ in (1,)))'
        ),
        5,
    ),
    "a field that does not exist": (SERVER.format('password="hunter2"'), 6),
    "a mapping": (SERVER.format('admin={"env": "hunter2"}'), 6),
}


def refused(folder: Path, source: str) -> DeclarationError:
    (folder / "district.py").write_text("from . import hs\n")
    (folder / "shapes.py").write_text(SHAPES)
    (folder / "hs.py").write_text(f"from datetime import *\nfrom drplan import *\n\n{source}\n")
    with pytest.raises(DeclarationError) as caught:
        load_district(folder)
    return caught.value


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_value_is_told_with_line_thing_field_and_what_is_allowed(case, tmp_path):
    source, line, says, step = WRONG[case]
    error = refused(tmp_path, source)
    assert error.message.startswith(f"{tmp_path}/hs.py:{line}: {says[0]}")
    for each in says:
        assert each in error.message
    assert error.next_step.startswith(step)


def test_every_word_that_is_allowed_is_listed(tmp_path):
    error = refused(tmp_path, f"n = 1\n{SWITCH}")
    assert [word for word in get_args(Platform) if f"'{word}'" not in error.message] == []


@pytest.mark.parametrize(
    "call", ['closet("hs-sw1", "cisco")', '[closet(f"hs-sw{n}", "cisco")\n  for n in (1,)]']
)
def test_a_thing_made_by_a_function_elsewhere_is_told_with_both_places(tmp_path, call):
    error = refused(tmp_path, f"from .shapes import closet\n\nmade = {call}")
    assert error.message.startswith(f"{tmp_path}/shapes.py:4: NetworkDevice 'hs-sw1': platform: input should")
    assert error.message.endswith(f"(called from {tmp_path}/hs.py:6)")
    assert error.next_step.endswith(f"{tmp_path}/shapes.py:4, or where it is called, at {tmp_path}/hs.py:6")


@pytest.mark.parametrize("case", SECRETS)
def test_a_secret_in_place_of_a_reference_is_never_repeated(case, tmp_path):
    source, line = SECRETS[case]
    error = refused(tmp_path, source)
    assert error.message.startswith(f"{tmp_path}/hs.py:{line}: ")
    assert "hunter2" not in error.message + error.next_step
    assert error.__context__ is None


def test_more_than_five_faults_are_counted(tmp_path):
    error = refused(tmp_path, "Server(a=1, b=2, c=3, d=4, e=5, f=6)")
    assert error.message.endswith("and 4 more")
