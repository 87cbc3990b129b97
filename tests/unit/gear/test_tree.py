import pytest

from drplan.gear import PLATFORMS
from drplan.gear.node import Node
from drplan.gear.tree import Unreadable, read
from drplan.gear.written import written


def outline(node: Node):
    """A tree as nested lists: a line, or a header and what stands below it."""
    return [[child.text, outline(child)] if child.block else child.text for child in node.children]


def tree(name: str, text: str):
    return outline(read(text, PLATFORMS[name]))


def test_what_is_indented_stands_below_what_is_above_it():
    text = (
        "hostname a\nrouter bgp 1\n !\n address-family ipv4\n  network 10.0.0.0\n exit-address-family\nexit\n"
    )
    below = ["address-family ipv4", ["network 10.0.0.0"]]
    assert tree("frr", text) == ["hostname a", ["router bgp 1", [below]]]


def test_an_empty_block_is_told_from_a_line_by_the_word_that_leaves_it():
    assert tree("frr", "router rip\nexit\nip forwarding\n") == [["router rip", []], "ip forwarding"]


def test_a_word_that_leaves_a_block_may_stand_with_what_is_in_it():
    shown = 'vlan 1\n   name "A"\n   exit\nvlan 2\n   exit\nip routing\n'
    assert tree("hpe-procurve", shown) == [["vlan 1", ['name "A"']], ["vlan 2", []], "ip routing"]


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        (
            "cisco-ios",
            "banner motd ^C\n interface x\n! y\n^C\nend\n",
            "banner motd ^C\n interface x\n! y\n^C",
        ),
        ("cisco-ios", "banner motd #hello#\nip routing\n", "banner motd #hello#"),
        ("aruba-aos-cx", "banner motd !\nhello!\n!\nip x\n", "banner motd !\nhello!\n!"),
        ("hpe-procurve", 'banner motd "one\ntwo"\nip x\n', 'banner motd "one\ntwo"'),
    ],
)
def test_a_banner_stays_whole(name, text, first):
    assert read(text, PLATFORMS[name]).children[0].text == first


def test_a_certificate_stays_whole():
    shown = "crypto pki certificate chain T\n certificate self-signed 01\n  3082\n  3082\n  \tquit\nip x\n"
    (chain, line) = read(shown, PLATFORMS["cisco-ios"]).children
    assert [each.text for each in chain.children] == ["certificate self-signed 01\n  3082\n  3082\n  \tquit"]
    assert line.text == "ip x"


def test_junos_statements_stand_in_their_braces_whatever_their_indentation():
    shown = '/* { */ system { host-name "a;}"; ## SECRET\n ntp { server 10.0.0.1; } inactive: snmp { x; } }\n'
    assert tree("juniper-junos", shown) == [
        ["system", ['host-name "a;}"', ["ntp", ["server 10.0.0.1"]], ["inactive: snmp", ["x"]]]]
    ]


def test_junos_in_the_set_form_is_one_statement_a_line():
    shown = "set system host-name a\nset vlans v members [ a b ]\ndeactivate snmp\n"
    assert tree("juniper-junos", shown) == [
        "system host-name a",
        "vlans v members [ a b ]",
        "inactive: snmp",
    ]


def test_fortios_values_may_span_lines():
    shown = 'config a\n edit "x"\n  set key "-----BEGIN\nend\nnext\n-----END"\n next\nend\n'
    assert tree("fortinet-fortios", shown) == [
        ["config a", [['edit "x"', ['set key "-----BEGIN\nend\nnext\n-----END"']]]]
    ]


def test_fortios_domains_are_read_as_one_each():
    shown = "config vdom\nedit r\nnext\nend\nconfig vdom\nedit r\nconfig b\nset c d\nend\nend\n"
    assert tree("fortinet-fortios", shown) == [["config vdom", [["edit r", [["config b", ["set c d"]]]]]]]


def test_routeros_items_stand_below_their_menu_and_what_is_set_below_what_it_is_set_on():
    address = '/ip address\nadd address=1.1.1.1/8 comment="a \\\n    b" \\\n    interface=x\n'
    shown = f"{address}/ip service\nset ssh port=9\n"
    assert tree("mikrotik-routeros", shown) == [
        ["/ip address", ['add address=1.1.1.1/8 comment="a b" interface=x']],
        ["/ip service", [["set ssh", ["port=9"]]]],
    ]


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("cisco-ios", "a\n\tb\n", 2, "tab"),
        ("cisco-ios", "a\n  b\n c\n", 3, "indented by 1, where its neighbours are by 2"),
        ("cisco-ios", " a\n", 1, "nothing stands above"),
        ("cisco-ios", "a\nbanner motd ^C\nb\n", 2, "its end did not come"),
        ("cisco-ios", "a\nb\x00\n", 2, "U\\+0000"),
        ("cisco-ios", "a\nb\u202e\n", 2, "U\\+202E"),
        ("juniper-junos", "a {\n b;\n", 1, "not closed"),
        ("juniper-junos", "a;\n}\n", 2, "not opened"),
        ("juniper-junos", 'a;\nb "c;\n', 2, "quoted value"),
        ("juniper-junos", "a;\nb\n", 2, "does not end"),
        ("fortinet-fortios", "config a\n edit 1\nend\n", 3, "end closes nothing"),
        ("fortinet-fortios", "config a\n", 1, "not closed"),
        ("fortinet-fortios", 'config a\n set b "c\nend\n', 2, "quoted value"),
        ("mikrotik-routeros", "/ip address\nadd a=b \\\n", 2, "did not come"),
        ("mikrotik-routeros", 'add a="b\n', 1, "outside any menu"),
        ("openvswitch", "no such command\n", 0, "no whole dump"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line_and_the_reason(name, text, line, reason):
    with pytest.raises(Unreadable, match=reason) as refused:
        read(text, PLATFORMS[name])
    assert refused.value.line == line


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "frr",
            "router bgp 1\n address-family ipv4\n  network 1.0.0.0/8\n exit-address-family\nexit\n",
        ),
        ("hpe-procurve", 'vlan 1\n name "A"\n exit\nip routing\n'),
        ("cisco-ios", "banner motd ^C\n a\n^C\ninterface x\n shutdown\n"),
        ("juniper-junos", 'system {\n    host-name "a b";\n    ntp {\n        server 1.1.1.1;\n    }\n}\n'),
        ("juniper-junos", "set system host-name a\ndeactivate snmp\n"),
        ("fortinet-fortios", 'config a\n    edit "x"\n        set b "c\nd"\n    next\nend\n'),
        ("mikrotik-routeros", "/ip address\nadd address=1.1.1.1/8\n/ip service\nset ssh port=9\n"),
    ],
)
def test_what_is_written_is_what_was_read(name, text):
    assert written(read(text, PLATFORMS[name]), PLATFORMS[name]) == text
