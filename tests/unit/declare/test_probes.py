import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from drplan.declare import (
    CommandProbe,
    DhcpProbe,
    DnsProbe,
    FileProbe,
    HttpProbe,
    LdapProbe,
    PortProbe,
    RadiusProbe,
    Refused,
    Secret,
    SqlProbe,
)
from drplan.declare.ldap_filter import Compared, Filter, Joined, parse_filter
from drplan.declare.probes import host_of, passwords_of, single

WORD = Secret.env("A_WORD")
PAT = LdapProbe(server="do-dir1", user="uid=pat,dc=x", password=WORD, base="dc=x")
SSH = PortProbe(server="do-dir1", port=22)


def sql(**fields):
    return SqlProbe(server="hs-db1", database="grades", query="select 1", **fields)


def command(server="hs-pc1"):
    return CommandProbe(server=server, argv=("smbclient", "//hs-file1/staff"), contains="blocks")


IMPOSSIBLE = {
    "expects one thing": sql,
    "expects one thing: expect, at_least": lambda: sql(expect="1", at_least=1),
    "greater than or equal to 1": lambda: sql(at_least=0),
    "should match pattern": lambda: sql(sha256="abc"),
    "String should match": lambda: HttpProbe(url="ftp://x/", contains="x"),
    "user and password are declared together": lambda: LdapProbe(server="a", base="dc=x", password=WORD),
    "over ldaps or starttls only": lambda: PAT.model_validate({**dict(PAT), "security": "none"}),
    "attribute and value are declared together": lambda: LdapProbe(server="a", base="dc=x", attribute="cn"),
    "a value or a number of entries": lambda: LdapProbe(
        server="a", base="dc=x", attribute="cn", value="x", at_least=2
    ),
    "at_most is below at_least": lambda: LdapProbe(server="a", base="dc=x", at_least=3, at_most=2),
    "the filter wants": lambda: LdapProbe(server="a", base="dc=x", filter="uid=pat"),
    "at least 1 item": lambda: DnsProbe(server="a", name="x.example", answers=()),
    "answers are addresses": lambda: DnsProbe(server="a", name="x.example", answers=("x.example",)),
    "asks in one way": lambda: DhcpProbe(server="a", network="198.18.1.0/24"),
    "asks in one way: as a relay": lambda: DhcpProbe(
        server="a", network="198.18.1.0/24", relay="198.18.1.9", interface="eth0"
    ),
    "says goes with a command": lambda: Refused(probe=command(), beside=SSH),
    "says goes with a command, and": lambda: Refused(probe=SSH, beside=PAT, says="no"),
    "beside asks the same as probe": lambda: Refused(probe=SSH, beside=SSH),
    "beside looks at another host": lambda: Refused(
        probe=SSH, beside=FileProbe(server="hs-file1", path="/x", contains="x")
    ),
    "Input tag 'refused' found": lambda: Refused(probe=Refused(probe=SSH, beside=PAT), beside=PAT),
}


@pytest.mark.parametrize("says", IMPOSSIBLE)
def test_a_probe_that_cannot_tell_anything_cannot_be_declared(says):
    with pytest.raises(ValidationError) as refused:
        IMPOSSIBLE[says]()
    assert says in str(refused.value)


def test_a_refusal_is_about_the_host_that_shows_it():
    of_port = Refused(probe=PortProbe(server="do-dir1", port=25), beside=SSH)
    of_command = Refused(probe=command(), beside=command("hs-file1"), says="NT_STATUS_ACCESS_DENIED")
    assert [host_of(of_port), host_of(of_command)] == ["do-dir1", "hs-file1"]
    assert list(single(of_command)) == [of_command.probe, of_command.beside]
    assert list(single(SSH)) == [SSH]
    assert host_of(HttpProbe(url="https://www.school.example:8443/x", contains="x")) == "www.school.example"


def test_no_secret_stands_in_a_probe():
    radius = RadiusProbe(server="a", secret=WORD, user=WORD, password=WORD)
    for field in ("secret", "user", "password"):
        assert getattr(radius, field) == WORD
        with pytest.raises(ValidationError):
            RadiusProbe.model_validate({**dict(radius), field: "hunter2"})


READ = {
    "(cn=Pat)": Compared("cn", "=", (b"Pat",)),
    "(cn=*)": Compared("cn", "=", (b"", b"")),
    "(cn=P*t)": Compared("cn", "=", (b"P", b"t")),
    "(cn=*a*)": Compared("cn", "=", (b"", b"a", b"")),
    r"(cn=\2a\28)": Compared("cn", "=", (b"*(",)),
    "(cn=Zoë)": Compared("cn", "=", ("Zoë".encode(),)),
    "(n>=5)": Compared("n", ">=", (b"5",)),
    "(!(cn=a))": Joined("!", (Compared("cn", "=", (b"a",)),)),
    "(&(a=b)(|(c~=d)(e<=f)))": Joined(
        "&",
        (
            Compared("a", "=", (b"b",)),
            Joined("|", (Compared("c", "~=", (b"d",)), Compared("e", "<=", (b"f",)))),
        ),
    ),
}


@pytest.mark.parametrize("written", READ)
def test_a_filter_is_read_as_rfc_4515_says(written):
    assert parse_filter(written) == READ[written]


@pytest.mark.parametrize(
    "written",
    [
        "cn=a",
        "(cn=a",
        "(cn=a))",
        "()",
        "(&)",
        "(!(a=b)(c=d))",
        "(cn=)",
        "(n>=*)",
        r"(cn=\2)",
        r"(cn=\zz)",
        "(cn=a)(cn=b)",
        "(!" * 30 + "(a=b)" + ")" * 30,
        "(cn=a**b)",
    ],
)
def test_a_filter_that_cannot_be_read_says_so(written):
    with pytest.raises(ValueError, match="the filter"):
        parse_filter(written)


VALUES = st.binary(min_size=1, max_size=9)
ITEMS = st.builds(
    Compared,
    attribute=st.sampled_from(["cn", "uid", "objectClass"]),
    how=st.sampled_from(["=", ">=", "<=", "~="]),
    parts=st.tuples(VALUES),
)
FILTERS = st.recursive(
    ITEMS,
    lambda inner: st.one_of(
        st.builds(Joined, st.just("!"), st.tuples(inner)),
        st.builds(Joined, st.sampled_from(["&", "|"]), st.lists(inner, min_size=1, max_size=3).map(tuple)),
    ),
    max_leaves=6,
)


def written(given: Filter) -> str:
    if isinstance(given, Joined):
        return f"({given.how}{''.join(map(written, given.parts))})"
    value = "".join(rf"\{octet:02x}" for octet in given.parts[0])
    return f"({given.attribute}{given.how}{value})"


@given(FILTERS)
def test_a_written_filter_is_read_back_as_it_was(given):
    assert parse_filter(written(given)) == given


def test_what_a_probe_proves_itself_with_is_known():
    secret, word = Secret.env("SHARED"), Secret.env("PASSWORD")
    radius = RadiusProbe(server="do-dir1", secret=secret, user=Secret.env("USER"), password=word)
    assert passwords_of(radius) == (secret, word)
    assert passwords_of(PAT) == (WORD,)
    assert passwords_of(Refused(probe=radius, beside=PAT)) == (secret, word, WORD)
    assert passwords_of(SSH) == passwords_of(LdapProbe(server="a", base="dc=x")) == ()
