"""A guard over AWS clients: nothing but scratch buckets can be changed through them.

Every request is held back twice, by what was asked for and by what would go over the wire, so that no path
through boto3 leads around it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote, urlsplit

from drplan.errors import LabError

READS = ("Get", "Head", "List", "Describe")
"""What the names of operations begin with that change nothing."""

_REMOVALS = ("Delete", "Abort")
_READING_METHODS = {"GET", "HEAD"}


class Guard:
    """Lets reading pass everywhere and changes in buckets that are ``mine``; raises ``LabError`` for others.

    Once ``ending`` is set only removals pass there. Give :meth:`watch` each client.
    """

    def __init__(self, mine: Callable[[str], bool]) -> None:
        self._mine = mine
        self.ending = False

    def watch(self, client: Any) -> None:
        """Hold back what this client would change elsewhere, from now on."""
        endpoint = urlsplit(client.meta.endpoint_url).hostname

        def by_wire(request: Any, event_name: str, **_: Any) -> None:
            self._by_wire(request, event_name, endpoint)

        client.meta.events.register_last("provide-client-params.*", self._by_words)
        client.meta.events.register_last("before-send.*", by_wire)

    def _by_words(self, params: Any, model: Any, **_: Any) -> None:
        operation = str(model.name)
        if operation.startswith(READS):
            return
        bucket = str(params.get("Bucket", ""))
        self._see(model.service_model.service_name, operation, bucket)
        if self.ending and not operation.startswith(_REMOVALS):
            raise LabError(f"the drill is ending: no {operation} any more", next_step="start the drill again")

    def _by_wire(self, request: Any, event_name: str, endpoint: str | None) -> None:
        _, service, operation = event_name.split(".", 2)
        if operation.startswith(READS) and (service != "s3" or request.method in _READING_METHODS):
            return
        url = urlsplit(request.url)
        host = url.hostname or ""
        in_path = unquote(url.path).lstrip("/").partition("/")[0]
        self._see(service, operation, in_path if host == endpoint else host.partition(".")[0])

    def _see(self, service: str, operation: str, bucket: str) -> None:
        if service != "s3" or not self._mine(bucket):
            raise LabError(
                f"{operation} on {bucket or service} was refused: only scratch buckets may be changed",
                next_step="tell whoever maintains drplan: nothing of a drill should have asked for this",
            )
