"""One configuration of FRR there and back, and where the cases are."""

from pathlib import Path

from drplan.adapters.network.source import DeviceConfigSource
from tests.frr_router import FrrRouter, daemons_for

CASES = sorted((Path(__file__).parent / "cases/network/frr").glob("*.conf"))


def there_and_back(router: FrrRouter, configuration: str) -> None:
    """Load it, fetch it, lose the router, restore to a blank one; fails where anything differs."""
    source = DeviceConfigSource(router.access)
    router.load(configuration)
    kept = source.fetch(router.device)
    router.start("", daemons_for(configuration))
    assert source.fetch(router.device) != kept, "the blank router is not blank"
    source.restore(router.device, kept)
    assert source.fetch(router.device) == kept
