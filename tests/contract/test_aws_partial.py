"""An apply that fails midway says what it did, tries the rest and goes on the next time.

The faults are made by a small proxy before moto's server: moto refuses nothing by itself.
"""

import http.client
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from drplan.adapters.access import Access
from drplan.adapters.aws.enforce import AwsEnforcer
from drplan.adapters.aws.session import client
from drplan.declare import AwsAccount, Budget, Trail
from drplan.ports import OperationResult

DEPLOYS = Path(__file__).parents[2] / "deploys"
ACCOUNT = AwsAccount(
    name="cloud",
    account_id="123456789012",
    region="us-east-1",
    owner="director",
    buckets=("cedar-transcripts",),
    trail=Trail(name="cedar-trail", bucket="cedar-trail-records"),
    budget=Budget(dollars_a_month=200, told=("director",), warn_at=(50, 80)),
)
DENIED = b'{"__type": "AccessDeniedException", "message": "not allowed"}'
DENIED_XML = b"<Error><Code>AccessDenied</Code><Message>not allowed</Message></Error>"


class Proxy(BaseHTTPRequestHandler):
    """Passes a request on, unless ``refused`` names what it asks for; ``cut`` ends the connection instead."""

    upstream = ""
    refused: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked = f"{self.command} {self.path} {self.headers.get('X-Amz-Target', '')}"
        if any(each in asked for each in self.cut):
            self.close_connection = True
            self.connection.close()
            return
        if any(each in asked for each in self.refused):
            self.give(403, DENIED if self.headers.get("X-Amz-Target") else DENIED_XML)
            return
        there = http.client.HTTPConnection(self.upstream, timeout=30)
        there.request(self.command, self.path, body, dict(self.headers.items()))
        given = there.getresponse()
        self.give(given.status, given.read())
        there.close()

    def give(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer  # noqa: N815 - names of http.server

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def between(moto: str) -> Iterator[str]:
    """Run one proxy for all tests of this file, so that they share their clients; returns its URL."""
    Proxy.upstream = urlsplit(moto).netloc
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    running = threading.Thread(target=server.serve_forever, daemon=True)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join()
    server.server_close()


@pytest.fixture
def proxy(between: str, moto_account: str, monkeypatch: pytest.MonkeyPatch) -> type[Proxy]:
    """Lead boto3 to the proxy, before an account that is empty."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", between)
    Proxy.refused = Proxy.cut = ()
    return Proxy


def applied() -> dict[str, OperationResult]:
    enforcer = AwsEnforcer(Access(where="lab"), DEPLOYS, mailboxes={"director": "director@district.example"})
    (result,) = enforcer.apply([ACCOUNT])
    assert result.error is None
    return {each.name.split(" (")[0]: each for each in result.operations if each.outcome != "not-applicable"}


def test_a_partial_apply_says_what_was_done_and_a_second_one_finishes_the_rest(proxy: type[Proxy]) -> None:
    proxy.refused = ("StartLogging", "PUT /cedar-transcripts?encryption")
    first = applied()
    failed = {name: each for name, each in first.items() if each.outcome not in {"ok", "changed"}}
    assert set(failed) == {"trail cedar-trail", "bucket-encryption cedar-transcripts"}
    trail, encryption = failed["trail cedar-trail"], failed["bucket-encryption cedar-transcripts"]
    assert trail.outcome == "error"
    assert [call.split(" ")[0] for call in trail.calls] == [
        "cloudtrail:CreateTrail",
        "cloudtrail:StartLogging",
    ]
    assert "refused" not in trail.calls[0]
    assert trail.calls[1].endswith("(refused: AccessDeniedException)")
    assert "AWS denied StartLogging" in trail.detail
    assert encryption.calls[0].endswith("(refused: AccessDenied)")
    assert first["budget cloud-monthly"].outcome == "changed"

    proxy.refused = ()
    second = applied()
    assert {name for name, each in second.items() if each.outcome == "changed"} == set(failed)
    assert {each.outcome for name, each in second.items() if name not in failed} == {"ok"}
    resumed = second["trail cedar-trail"].calls
    assert [call.split(" ")[0] for call in resumed] == ["cloudtrail:StartLogging"]
    assert {each.outcome for each in applied().values()} == {"ok"}


def test_when_the_account_stops_answering_nothing_more_is_asked_and_the_call_may_have_been_made(
    proxy: type[Proxy],
) -> None:
    proxy.cut = ("PUT /cedar-transcripts?ownershipControls",)
    first = list(applied().values())
    outcomes = [each.outcome for each in first]
    at = outcomes.index("error")
    assert first[at].name.startswith("bucket-ownership cedar-transcripts")
    assert first[at].calls[0].endswith("(no answer: it may have been made)")
    assert set(outcomes[at + 1 :]) == {"not-run"}
    assert set(outcomes[:at]) == {"ok", "changed"}
    proxy.cut = ()
    second = list(applied().values())
    assert {each.outcome for each in second[:at]} == {"ok"}
    assert {each.outcome for each in second} == {"ok", "changed"}


def test_no_mailbox_and_no_whole_key_is_in_what_was_called(proxy: type[Proxy]) -> None:
    iam = client("iam", "us-east-1")
    iam.create_user(UserName="sync")
    key = iam.create_access_key(UserName="sync")["AccessKey"]
    said = applied()
    assert said["budget cloud-monthly"].outcome == "changed"
    assert key["AccessKeyId"] not in str(said)
    assert "@" not in str([each.calls for each in said.values()])
