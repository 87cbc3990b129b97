"""Fetching a page as a browser does, but from nowhere else than its own host."""

from __future__ import annotations

import ssl
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import SplitResult, urljoin, urlsplit

from drplan.adapters.probes.line import SECONDS, believing, connected, why
from drplan.adapters.probes.seen import Seen
from drplan.declare.probes import HttpProbe
from drplan.ports import SecretReader

_MUCH = 1 << 20
_HOPS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_TURNED_AWAY = (401, 403)


@dataclass(frozen=True)
class _Page:
    status: int
    body: bytes
    leads_to: str | None


def see_page(probe: HttpProbe, secrets: SecretReader) -> Seen:
    """Fetch it directly: a proxy of this machine's own would look at another network than the users do."""
    trust = believing(probe.ca_certificate, secrets)
    try:
        return _follow(probe, trust)
    except (OSError, ValueError, HTTPException) as error:
        return Seen("silent", f"{shown(probe.url)} does not answer: {why(error)}")


def shown(url: str) -> str:
    """Return an address without what may be secret in it: a login, a query."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _follow(probe: HttpProbe, trust: ssl.SSLContext) -> Seen:
    url, end = urlsplit(probe.url), time.monotonic() + SECONDS
    for _ in range(_HOPS):
        page = _fetch(url, trust, end - time.monotonic())
        if page.leads_to is None or page.status == probe.status:
            return _judge(probe, page)
        to = urlsplit(urljoin(url.geturl(), page.leads_to))
        if to.hostname != url.hostname or to.scheme not in ("https", url.scheme):
            return Seen("other", f"{shown(probe.url)} sends to another host, or out of HTTPS")
        url = to
    return Seen("other", f"{shown(probe.url)} sends on and on")


def _fetch(url: SplitResult, trust: ssl.SSLContext, seconds: float) -> _Page:
    if url.hostname is None:
        raise ValueError(url.scheme)
    if seconds <= 0:
        raise TimeoutError
    secured = url.scheme == "https"
    port = url.port or (443 if secured else 80)
    asks = (HTTPSConnection if secured else HTTPConnection)(url.hostname, port)
    with connected(url.hostname, port, seconds) as line:
        asks.sock = trust.wrap_socket(line, server_hostname=url.hostname) if secured else line
        try:
            asks.request("GET", url._replace(scheme="", netloc="", fragment="").geturl() or "/")
            answer = asks.getresponse()
            leads_to = answer.headers["Location"] if answer.status in _REDIRECTS else None
            return _Page(answer.status, answer.read(_MUCH), leads_to)
        finally:
            asks.close()


def _judge(probe: HttpProbe, page: _Page) -> Seen:
    where = shown(probe.url)
    if page.status != probe.status:
        turned_away = page.status in _TURNED_AWAY
        return Seen("refused" if turned_away else "other", f"{where} answers with status {page.status}")
    if probe.contains.encode() not in page.body:
        return Seen("other", f"{where} does not hold what it should")
    return Seen("healthy", f"{where} answers as expected")
