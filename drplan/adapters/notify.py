"""Messages to people by e-mail, chat and webhooks, through Apprise (https://appriseit.com).

Apprise is loaded when there is something to send, and not before. Its addresses hold tokens: none is ever
in an error of ours, and what Apprise logs goes nowhere.
"""

from __future__ import annotations

import logging
from typing import Any

from drplan.declare.notify import Notify
from drplan.errors import SecretMissing, Unreachable
from drplan.ports import Message, SecretReader

LIMIT_SECONDS = 30.0
"""How long one message may take; a service that is slower has not taken it."""


class AppriseNotifier:
    """Implements :class:`drplan.ports.Notifier`."""

    def __init__(self, secrets: SecretReader) -> None:
        self._secrets = secrets

    def send(self, to: Notify, message: Message) -> None:
        """Send it; raises ``SecretMissing`` without an address, ``Unreachable`` when it was not taken."""
        from apprise import NotifyFormat, NotifyType

        sent = self._services(to).notify(
            message.body,
            title=message.title,
            notify_type=NotifyType.WARNING if message.worse else NotifyType.SUCCESS,
            body_format=NotifyFormat.TEXT,
            timeout=LIMIT_SECONDS,
        )
        if not sent:
            raise Unreachable(
                f"the message to {to.name} was not taken",
                next_step=f"see that the address at {to.url.describe()} is right and answers; "
                "it is tried again next time",
            )

    def _services(self, to: Notify) -> Any:
        from apprise import Apprise, AppriseAsset, PersistentStoreMode

        _keep_silent()
        url = self._secrets.read(to.url)
        asset = AppriseAsset(
            app_id="drplan",
            app_desc="drplan",
            app_url="",
            pem_autogen=False,
            pgp_autogen=False,
            storage_mode=PersistentStoreMode.MEMORY,
        )
        service = Apprise.instantiate(url, asset=asset)
        if service is None:
            raise SecretMissing(
                f"what is at {to.url.describe()} is no address that messages can be sent to ({to.name})",
                next_step="write it as https://appriseit.com/services/ says for the service",
            )
        services = Apprise(asset=asset)
        services.add(service)
        return services


def _keep_silent() -> None:
    """Keep what Apprise logs, which may hold an address, from Python's handler of last resort."""
    log = logging.getLogger("apprise")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
