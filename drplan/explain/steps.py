"""How one service is brought back, step by step, from what is declared of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from drplan.declare import (
    Asset,
    AutomaticStep,
    AwsAccount,
    District,
    GoogleWorkspace,
    HumanStep,
    Microsoft365,
    NetworkDevice,
    Probe,
    RecoveryStep,
    Server,
    Service,
)
from drplan.declare.lookup import asset_named, data_sets_on, role_named, server_named, vendor_named
from drplan.explain.commands import (
    apply_command,
    on_host,
    restore_host_command,
)
from drplan.explain.content import Step
from drplan.explain.device_lines import answer_command, answer_expected
from drplan.explain.handing_back import hand_back_steps
from drplan.explain.network_steps import by_hand
from drplan.explain.network_words import platform_of
from drplan.explain.places import restore_steps
from drplan.explain.probe_words import probe_commands, probe_expectation, probe_title
from drplan.explain.step_times import took_of
from drplan.explain.words import length, listing
from drplan.plan.restorable import restorable
from drplan.plan.step_id import step_id, step_ids
from drplan.record.drill import DrillRecord


def steps_of(
    services: Iterable[Service], district: District, last: DrillRecord | None
) -> dict[str, tuple[Step, ...]]:
    """Return each service's steps by its name; ids are those of :mod:`drplan.plan.step_id`.

    ``services`` come in the order of recovery: an asset that several share is rebuilt in the first, and the
    others hold that step again under the same id. Raises ``UsageError`` for a name that is not declared.
    """
    rebuilt: set[str] = set()
    found = {}
    for service in services:
        steps = took_of(named(list(_drafts(service, district, rebuilt))), last)
        found[service.name] = tuple(steps)
        rebuilt |= {step.subject for step in steps if step.action == "deploy"}
    return found


def named(drafts: Sequence[Step]) -> list[Step]:
    """Give each step its id from what it is done to and what is done; one that has an id keeps it."""
    ids = step_ids((step.subject, step.action) for step in drafts)
    return [step if step.id else replace(step, id=found) for step, found in zip(drafts, ids, strict=True)]


def _drafts(service: Service, district: District, rebuilt: AbstractSet[str]) -> Iterator[Step]:
    if service.vendor is not None:
        yield _call_vendor(service.vendor, service, district)
    found = [asset_named(district, name) for name in service.runs_on]
    yield from (_blank(asset, district) for asset in found if asset.name not in rebuilt)
    yield from (hold_step(asset, district, again=asset.name in rebuilt) for asset in found if asset.baselines)
    for data_set in service.data_sets:
        yield from restore_steps(data_set, district)
    real = [step for step in service.recovery_steps if step.occasion != "test-only"]
    yield from (_done(step, service, district) for step in real if isinstance(step, AutomaticStep))
    yield from _looks(service, district)
    yield from (_done(step, service, district) for step in real if isinstance(step, HumanStep))
    yield from hand_back_steps(service, district)


def _call_vendor(name: str, service: Service, district: District) -> Step:
    vendor = vendor_named(district, name)
    promise = f"It promises to be back within {length(vendor.rto)}." if vendor.rto else "It promises no time."
    return Step(
        what=f"{service.title} is run by {vendor.title}. Call its emergency desk, {vendor.phone}, "
        f"{vendor.email}: ask what is down, what was lost, and when it will be back. {promise}",
        expect="It names a time, and somebody to call again. Write both down.",
        otherwise=f"Nobody answers: tell {_called(service.owner, district)}, and stay with the workaround.",
        action="call",
        subject=service.name,
    )


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


def _blank(asset: Asset, district: District) -> Step:
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


def _looks(service: Service, district: District) -> Iterator[Step]:
    if not service.probes:
        yield Step(
            what="No probe is declared: nothing here can show that it works. Ask its owner to look.",
            action="probe",
            subject=service.name,
        )
    for probe in service.probes:
        yield _look(probe, service, district)


def _look(probe: Probe, service: Service, district: District) -> Step:
    return Step(
        what=f"Look whether it works. {probe_title(probe)}",
        commands=probe_commands(probe, district),
        expect=probe_expectation(probe),
        otherwise="Anything else is not recovered: go back through the steps of this service, then call "
        f"{_called(service.owner, district)}.",
        action="probe",
        subject=service.name,
    )


def _done(step: RecoveryStep, service: Service, district: District) -> Step:
    took = f"{length(step.duration)}, as declared"
    said = step_id(service.name, step.kind, _place(step, service))
    if isinstance(step, HumanStep):
        what = f"{step.what}. Done by: {_called(step.role, district)}."
        return Step(what=what, id=said, action="human", subject=service.name, took=took)
    return Step(
        what=f"{step.what}.",
        id=said,
        commands=(on_host(server_named(district, step.server).address, "sudo", *step.argv),),
        expect="It ends without an error.",
        otherwise=f"Read what it printed, mend that on {step.server}, and run it again.",
        action="automatic",
        subject=service.name,
        took=took,
    )


def _place(step: RecoveryStep, service: Service) -> int:
    """Return which of its kind a step is, counted as a drill does; those of the real day alone follow."""
    alike = [each for each in service.recovery_steps if each.kind == step.kind]
    ordered = sorted(alike, key=lambda each: each.occasion == "real-only")
    return next(place for place, each in enumerate(ordered, start=1) if each is step)


def _called(role: str, district: District) -> str:
    found = role_named(district, role)
    return f"{found.title}, {found.phone}"
