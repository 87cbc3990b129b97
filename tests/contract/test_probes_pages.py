"""Pages, fetched from servers of all sorts: only status and text of the right host are healthy."""

import ssl
from datetime import UTC, datetime
from ipaddress import IPv4Address

import pytest

from drplan.adapters.lab.keys import certificate
from drplan.adapters.probes.page import see_page
from drplan.adapters.secrets import SecretStore
from drplan.declare import HttpProbe, Secret
from tests.contract.servers_for_probes import connections

WORDS = SecretStore()


def page(status="200 OK", body=b"the canary sings", *headers):
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def serving(**pages):
    """Return what serves each path its page, and 404 for any other."""

    def talk(there):
        path = there.recv(4096).split()[1].decode().partition("?")[0].strip("/") or "root"
        there.sendall(pages.get(path, page("404 Not Found")))

    return talk


def see(talk, path="", **more):
    with connections(talk) as port:
        probe = HttpProbe(url=f"http://127.0.0.1:{port}/{path}", contains="canary", **more)
        return see_page(probe, WORDS)


@pytest.mark.parametrize(
    ("answer", "state", "says"),
    [
        (page(), "healthy", "answers as expected"),
        (page(body=b"another page"), "other", "does not hold what it should"),
        (page("500 Canary"), "other", "status 500"),
        (page("401 Unauthorized"), "refused", "status 401"),
        (page("403 Forbidden"), "refused", "status 403"),
        (page("302 Found"), "other", "status 302"),
        (b"", "silent", "does not answer"),
        (b"canary\r\n\r\n", "silent", "does not answer"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\ncanary", "healthy", ""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\ncanary", "silent", "cannot be read"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\ncanary", "silent", "cannot be read"),
        (page(body=b"x" * (1 << 20) + b"canary"), "other", "does not hold"),
    ],
)
def test_a_page_is_judged_by_its_status_and_its_text(answer, state, says):
    seen = see(serving(root=answer))
    assert (seen.state, says in seen.detail) == (state, True), seen


def test_another_status_can_be_the_right_one():
    assert see(serving(root=page("401 Unauthorized")), status=401).state == "healthy"
    assert see(serving(root=page()), status=401).state == "other"
    moved = page("301 Moved", b"canary", "Location: https://elsewhere.example/")
    assert see(serving(root=moved), status=301).state == "healthy"


def test_a_redirect_is_followed_on_the_same_host_only():
    start = page("302 Found", b"", "Location: /there?a=1")
    assert see(serving(root=start, there=page())).state == "healthy"
    for away in ("http://localhost/there", "//192.0.2.1/", "ftp://127.0.0.1/x"):
        seen = see(serving(root=page("302 Found", b"canary", f"Location: {away}")))
        assert (seen.state, "another host" in seen.detail) == ("other", True), away
    assert "on and on" in see(serving(root=page("302 Found", b"canary", "Location: /"))).detail


def test_a_login_or_a_query_in_an_address_is_not_shown():
    seen = see(serving(), "x?key=hunter2")
    assert "hunter2" not in seen.detail
    probe = HttpProbe(url="http://me:hunter2@127.0.0.1:1/", contains="x")
    seen = see_page(probe, WORDS)
    assert "hunter2" not in seen.detail
    assert "Connection refused" in seen.detail


@pytest.mark.parametrize(
    "url", ["http://", "http:///x", "http://127.0.0.1:99999/", "http://127.0.0.1:1/\x01"]
)
def test_an_address_that_is_none_is_silent(url):
    assert see_page(HttpProbe(url=url, contains="x"), WORDS).state == "silent"


def test_a_certificate_is_verified_against_the_declared_authority(tmp_path):
    made = certificate([IPv4Address("127.0.0.1")], datetime.now(UTC))
    for name, text in {"chain": made.server, "key": made.key, "ca": made.authority}.items():
        (tmp_path / name).write_text(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "chain", tmp_path / "key")

    def talk(there):
        with context.wrap_socket(there, server_side=True) as inside:
            serving(root=page())(inside)

    with connections(talk) as port:
        probe = HttpProbe(url=f"https://127.0.0.1:{port}/", contains="canary")
        believed = probe.model_copy(update={"ca_certificate": Secret.file(f"{tmp_path}/ca")})
        named = believed.model_copy(update={"url": f"https://localhost:{port}/"})
        assert see_page(believed, WORDS).state == "healthy"
        for refused in (probe, named):
            assert "its certificate is not believed" in see_page(refused, WORDS).detail
