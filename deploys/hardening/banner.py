"""What people read before they log in."""

from pyinfra.operations import files

from deploys.control import held
from deploys.steps import rendered


def hold() -> None:
    """Hold it."""
    if name := held("banner-network"):
        files.put(
            name=name, src=rendered("issue"), dest="/etc/issue.net", user="root", group="root", mode="644"
        )
    if name := held("banner-local"):
        files.put(name=name, src=rendered("issue"), dest="/etc/issue", user="root", group="root", mode="644")
