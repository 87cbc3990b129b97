"""Steps that put an asset back: blank in its place, held to its baselines, or a tenant's own."""

from __future__ import annotations

from drplan.declare import (
    Asset,
    AwsAccount,
    District,
    GoogleWorkspace,
    Microsoft365,
    NetworkDevice,
    Server,
)
from drplan.declare.lookup import data_sets_on
from drplan.explain.commands import (
    apply_command,
    restore_host_command,
)
from drplan.explain.content import Step
from drplan.explain.device_lines import answer_command, answer_expected
from drplan.explain.network_steps import by_hand
from drplan.explain.network_words import platform_of
from drplan.explain.words import listing
from drplan.plan.restorable import restorable


def hold_step(asset: Asset, district: District, *, again: bool = False) -> Step:
    """Return the step that holds an asset to its baselines; ``again`` says that the page has it above."""
    site = next(s.code for s in district.sites if any(each.name == asset.name for each in s.assets))
    return Step(
        what=f"Hold {asset.name} to its baselines ({listing(asset.baselines)})."
        + (" This is the step of the same id above; doing it again changes nothing." if again else ""),
        commands=(apply_command(site, asset.name),),
        expect="It ends without an error. Run it again: it reports no change.",
        otherwise=f"It names the operation that failed. Mend that on {asset.name} and run it again.",
        action="deploy",
        subject=asset.name,
    )


def blank_step(asset: Asset, district: District) -> Step:
    """Return the step that puts a blank one in the place of what was lost."""
    if isinstance(asset, AwsAccount):
        return Step(
            what=f"See that AWS account {asset.account_id} ({asset.name}, {asset.region}) lets you in.",
            commands=("aws sts get-caller-identity --query Account --output text",),
            expect=f"It prints {asset.account_id}.",
            otherwise="Another number is another account: change nothing there. No credentials: type aws "
            "configure, with an access key of the emergency administrator. Refused: call its owner.",
            action="blank",
            subject=asset.name,
        )
    if isinstance(asset, GoogleWorkspace | Microsoft365):
        return _tenant(asset)
    if isinstance(asset, NetworkDevice) and (known := platform_of(asset)) and not known.restores:
        return by_hand(asset, "blank")
    return Step(
        what=f"If {asset.name} is lost, put a blank {_like(asset)} in its place{_stands(asset, district)} "
        f"that answers SSH at {asset.address} and lets your key in. "
        f"If it still stands and can be trusted, leave it.{_at_once(asset, district)}",
        commands=(answer_command(asset),),
        expect=answer_expected(asset),
        otherwise=_not_let_in(asset),
        action="blank",
        subject=asset.name,
    )


def _like(asset: Server | NetworkDevice) -> str:
    runs = f"{asset.software.name} {asset.software.version}" if asset.software else ""
    if isinstance(asset, Server):
        return f"host with {runs or 'Debian'}"
    return f"network device ({asset.platform}{f', {runs}' if runs else ''})"


def _stands(asset: Server | NetworkDevice, district: District) -> str:
    rooms = {room.name: room.title for site in district.sites for room in site.rooms}
    room = f" ({rooms.get(asset.room, asset.room)})" if asset.room else ""
    return f"{room}, a guest of {asset.host}," if isinstance(asset, Server) and asset.host else room


def _not_let_in(asset: Server | NetworkDevice) -> str:
    key = "/etc/ssh/ssh_host_ed25519_key.pub"
    admin = f" (what its administrators use is kept under {asset.admin.describe()})" if asset.admin else ""
    return (
        "No answer: check power, cable and address at the device itself. Permission denied: put your public "
        f"key into its authorized_keys there{admin}. A changed host key is right after a rebuild, and only "
        f"then: read the new fingerprint at its console (ssh-keygen -lf {key}), then type ssh-keygen -R "
        f"{asset.address} and drplan deploy trust --asset {asset.name} --replace --fingerprint "
        f"{asset.name}=, followed by what you read."
    )


def _at_once(asset: Asset, district: District) -> str:
    """Offer the one command for a lost server, where drplan restores all that lies on it."""
    data = data_sets_on(district, asset.name)
    if not isinstance(asset, Server) or not all(restorable(each.source, district) for each in data):
        return ""
    return (
        " Once it is blank, and what the services on it wait for is back, "
        f"{restore_host_command(asset.name)} and the moment of its loss (UTC, as in 2026-11-22T06:10) does "
        "what follows for all that stands on it, and writes over no data."
    )


def _tenant(asset: GoogleWorkspace | Microsoft365) -> Step:
    return Step(
        what=f"Sign in to the administrator's console of {asset.domain} ({asset.name}) with the emergency "
        "administrator.",
        expect="The console opens, and its list of administrators holds nobody you do not know.",
        otherwise="Somebody else holds the tenant: change nothing, call its maker's emergency desk.",
        action="blank",
        subject=asset.name,
    )
