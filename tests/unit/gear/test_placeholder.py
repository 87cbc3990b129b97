"""Secrets in baselines: told by the lines that hold them, put in when a line is sent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drplan.declare import Management, Secret, SnmpUser
from drplan.errors import DeclarationError, SecretMissing
from drplan.gear.node import Node
from drplan.gear.placeholder import matches, names, placed, references, settled_secrets

CX = "radius-server host 10.1.1.1 key"
HELD = [
    (" key {secret:radius}", " key 7 0822455D0A16"),
    ("key {secret:radius}", "key plain"),
    ("username f privilege 15 secret {secret:last-resort}", "username f privilege 15 secret 9 $9$nhEm.x/y"),
    (
        "radius-server host 10.1.1.1 key {secret:radius plaintext}",
        "radius-server host 10.1.1.1 key ciphertext AQB=",
    ),
    ("        set password {secret:last-resort}", "set password ENC SH2x/yz="),
    ('secret "{secret:radius}";', 'secret "$9$abc"; ## SECRET-DATA'),
    ("a {secret:one} b {secret:two}", "a x b y"),
    ("banner login {delimiter}hello{delimiter}", "banner login ^Chello^C"),
    ("banner motd {delimiter}\nhello\n{delimiter}", "banner motd $\nhello\n$"),
    ("no secret here", "no secret here"),
]
NOT_HELD = [
    ("key {secret:radius}", "key"),
    ("key {secret:radius}", "key 7 a b c"),
    (
        "radius-server host 10.1.1.1 key {secret:radius plaintext}",
        "radius-server host 10.1.1.2 key ciphertext A",
    ),
    ("banner login {delimiter}hello{delimiter}", "banner login ^Cgoodbye^C"),
    ("no secret here", "no secret here either"),
    ("host.name x", "host-name x"),
]


@pytest.mark.parametrize(("line", "running"), HELD)
def test_a_line_is_held_whatever_the_secret_in_it(line, running):
    assert matches(line, running)


@pytest.mark.parametrize(("line", "running"), NOT_HELD)
def test_another_line_is_not(line, running):
    assert not matches(line, running)


def test_a_secret_is_put_in_with_the_word_that_is_typed_before_it():
    line = "radius-server host 10.1.1.1 key {secret:radius plaintext}"
    assert names(line) == ("radius",)
    assert placed(line, {"radius": "s3cret"}) == "radius-server host 10.1.1.1 key plaintext s3cret"
    assert placed("banner login {delimiter}hello{delimiter}", {}) == "banner login %hello%"


@pytest.mark.parametrize(
    "value", ["two words", "a\nno aaa new-model", 'a"b', "a'b", "a\\b", "é", "x" * 129, "\x1b"]
)
def test_a_secret_that_could_become_a_command_is_refused_and_not_shown(value):
    with pytest.raises(DeclarationError) as caught:
        placed("key {secret:radius}", {"radius": value})
    assert value not in caught.value.message + caught.value.next_step


def test_a_secret_that_is_not_there_is_missed_by_name():
    with pytest.raises(SecretMissing, match="the secret radius"):
        placed("key {secret:radius}", {"radius": ""})


@given(value=st.from_regex(r"[!#-&(-\[\]-~]{1,128}", fullmatch=True))
def test_what_was_put_in_is_found_again(value):
    line = "key {secret:radius}"
    assert matches(line, placed(line, {"radius": value}))


def test_a_device_line_takes_the_place_of_what_it_holds_in_its_own_block_only():
    wanted = Node(
        "",
        (
            Node("radius server a", (Node("key {secret:radius}"),)),
            Node("radius server b", (Node("key {secret:radius}"),)),
        ),
    )
    running = Node("", (Node("radius server a", (Node("key 7 08"),)), Node("radius server b")))
    found = settled_secrets(wanted, running)
    assert [child.children[0].text for child in found.children] == ["key 7 08", "key {secret:radius}"]


def test_secrets_are_found_where_management_says():
    user = SnmpUser(name="watch", authentication=Secret.env("A"), privacy=Secret.env("B"))
    some = Management.model_validate(
        {"sources": ("10.0.0.0/8",), "radius_secret": Secret.env("R"), "snmp_user": user}
    )
    assert {name: each.describe() for name, each in references(some).items()} == {
        "radius": "env R",
        "snmp-authentication": "env A",
        "snmp-privacy": "env B",
    }
