"""A reverse HTTP proxy on loopback, before moto or SeaweedFS, that answers wrongly where it is told to.

It stands for what moto has none of: throttling, servers that fail, credentials that run out in the middle.
What it answers has AWS's own form for the service asked (XML of S3, of the query protocol, of EC2, or JSON).

    with FaultProxy(moto_url) as proxy:
        proxy.inject(Fault("PutBucketVersioning", times=2, status=503, code="SlowDown"))
        ...  # AWS_ENDPOINT_URL = proxy.url
        assert proxy.asked["PutBucketVersioning"] == 3
"""

import http.client
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal, Self
from urllib.parse import parse_qs, parse_qsl, urlsplit
from xml.sax.saxutils import escape

_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}
_OF_SERVICE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")

_BUCKET_PARTS = {
    "location": "BucketLocation",
    "versioning": "BucketVersioning",
    "publicAccessBlock": "PublicAccessBlock",
    "ownershipControls": "BucketOwnershipControls",
    "encryption": "BucketEncryption",
    "policy": "BucketPolicy",
    "lifecycle": "BucketLifecycleConfiguration",
    "object-lock": "ObjectLockConfiguration",
    "tagging": "BucketTagging",
    "acl": "BucketAcl",
}
_OBJECT_PARTS = {
    "retention": "ObjectRetention",
    "legal-hold": "ObjectLegalHold",
    "tagging": "ObjectTagging",
    "acl": "ObjectAcl",
}
_VERBS = {"GET": "Get", "PUT": "Put", "DELETE": "Delete", "HEAD": "Head"}


@dataclass
class Fault:
    """What goes wrong: ``times`` times (``None``: for ever) on ``operation`` (``*``: any).

    ``after`` requests go well before.

    ``kind``: ``answer`` with ``status``, ``code``, ``message`` and ``headers``, never asking what is behind;
    ``drop`` the connection unanswered; ``drop-after``: what is behind does it, the answer is lost;
    ``delay``: answer rightly after ``seconds``.
    """

    operation: str = "*"
    times: int | None = 1
    after: int = 0
    kind: Literal["answer", "drop", "drop-after", "delay"] = "answer"
    status: int = 503
    code: str = "SlowDown"
    message: str = "Reduce your request rate."
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def strikes(self, operation: str) -> bool:
        """Say whether it happens to this request, and count it."""
        if self.operation not in ("*", operation) or self.times == 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        if self.times is not None:
            self.times -= 1
        return True


def _of_s3(method: str, path: str, query: Mapping[str, str]) -> str:
    bucket, _, key = path.lstrip("/").partition("/")
    if not bucket:
        return "ListBuckets"
    parts = _OBJECT_PARTS if key else _BUCKET_PARTS
    part = next((name for name in parts if name in query), None)
    if part is not None:
        return _VERBS[method] + parts[part]
    if not key:
        return _of_bucket(method, query)
    if method == "POST":
        return "CreateMultipartUpload" if "uploads" in query else "CompleteMultipartUpload"
    if "uploadId" in query:
        return "UploadPart" if method == "PUT" else "AbortMultipartUpload"
    return _VERBS[method] + "Object"


def _of_bucket(method: str, query: Mapping[str, str]) -> str:
    if method == "POST":
        return "DeleteObjects"
    if method != "GET":
        return {"HEAD": "HeadBucket", "PUT": "CreateBucket", "DELETE": "DeleteBucket"}[method]
    if "versions" in query:
        return "ListObjectVersions"
    if "uploads" in query:
        return "ListMultipartUploads"
    return "ListObjectsV2" if "list-type" in query else "ListObjects"


def operation_of(method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[str, str]:
    """Return the service and the operation that a signed request is for, such as ``("iam", "GetUser")``.

    S3 carries no operation's name: it is told by method, path and query. Others of REST are told as
    ``GET /path``.
    """
    found = _OF_SERVICE.search(headers.get("Authorization", ""))
    service = found[1] if found else "s3"
    split = urlsplit(target)
    if headers.get("X-Amz-Target"):
        return service, headers["X-Amz-Target"].rpartition(".")[2]
    if service == "s3":
        return service, _of_s3(method, split.path, dict(parse_qsl(split.query, keep_blank_values=True)))
    asked = {**parse_qs(split.query), **parse_qs(body.decode("latin-1"))}
    return service, asked["Action"][0] if "Action" in asked else f"{method} {split.path}"


def _error_body(service: str, fault: Fault) -> tuple[str, bytes]:
    code, message = escape(fault.code), escape(fault.message)
    inner = f"<Code>{code}</Code><Message>{message}</Message>"
    more = "".join(
        f"<{name}>{escape(value)}</{name}>"
        for name, value in fault.headers.items()
        if name in ("Region", "Endpoint")
    )
    if service == "s3":
        return "application/xml", f"<Error>{inner}{more}<RequestId>R</RequestId></Error>".encode()
    if service == "ec2":
        told = f"<Response><Errors><Error>{inner}</Error></Errors><RequestID>R</RequestID></Response>"
        return "text/xml", told.encode()
    if service in ("iam", "sts", "sns", "rds"):
        told = f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error></ErrorResponse>"
        return "text/xml", told.encode()
    return "application/x-amz-json-1.1", json.dumps({"__type": fault.code, "message": fault.message}).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: "FaultProxy"

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        held = b""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            held += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return held

    def relay(self) -> None:
        """Meet the fault, or ask what is behind."""
        body = self._body()
        service, operation = operation_of(self.command, self.path, dict(self.headers), body)
        fault = self.proxy.meet(operation)
        if fault is not None and fault.kind == "drop":
            self.close_connection = True
            return
        if fault is not None and fault.kind == "answer":
            kind, told = _error_body(service, fault)
            self._answer(fault.status, {"Content-Type": kind, **fault.headers}, told)
            return
        if fault is not None and fault.kind == "delay":
            time.sleep(fault.seconds)
        status, headers, told = self.proxy.behind(self.command, self.path, dict(self.headers), body)
        if fault is not None and fault.kind == "drop-after":
            self.close_connection = True
            return
        self._answer(status, headers, told)

    def _answer(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        try:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in _HOP:
                    self.send_header(name, value)
            length = (
                headers.get("Content-Length", str(len(body))) if self.command == "HEAD" else str(len(body))
            )
            self.send_header("Content-Length", length)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


class FaultProxy:
    """Listens on loopback from ``with`` to its end; ``asked`` counts requests by operation."""

    def __init__(self, behind: str) -> None:
        split = urlsplit(behind)
        self._host, self._port = split.hostname or "127.0.0.1", split.port or 80
        self._lock = threading.Lock()
        self.faults: list[Fault] = []
        self.asked: Counter[str] = Counter()
        verbs = {f"do_{verb}": _Handler.relay for verb in (*_VERBS, "POST")}
        handler = type("Handler", (_Handler,), {"proxy": self, **verbs})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def inject(self, *faults: Fault) -> None:
        """Have these happen from now on, beside those that are there; the first that strikes is the one."""
        with self._lock:
            self.faults.extend(faults)

    def heal(self) -> None:
        """Have nothing go wrong any more, and count anew."""
        with self._lock:
            self.faults.clear()
            self.asked.clear()

    def meet(self, operation: str) -> Fault | None:
        """Count a request and return what happens to it."""
        with self._lock:
            self.asked[operation] += 1
            return next((fault for fault in self.faults if fault.strikes(operation)), None)

    def behind(
        self, method: str, target: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask what is behind."""
        link = http.client.HTTPConnection(self._host, self._port, timeout=60)
        try:
            kept = {
                name: value for name, value in headers.items() if name.lower() not in ("expect", "connection")
            }
            if kept.pop("Transfer-Encoding", None) is not None:
                kept["Content-Length"] = str(len(body))
            link.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
            for name, value in kept.items():
                link.putheader(name, value)
            link.endheaders(body or None)
            answer = link.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            link.close()
