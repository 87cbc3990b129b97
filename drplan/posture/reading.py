"""Reading results of any of the tools, and seeing that they are of this tenant and of no time to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from drplan.declare.tenants import AwsAccount, Tenant
from drplan.posture.prowler import is_prowler, read_prowler
from drplan.posture.results import Assessment, Tool
from drplan.posture.scuba import read_scuba
from drplan.posture.untrusted import read_json, refused

_CLOCKS_DIFFER = timedelta(minutes=10)


def read_results(data: bytes, tool: Tool | None = None) -> Assessment:
    """Read a file of results; raises ``UsageError`` for one by no tool known here, or not by ``tool``."""
    whole = read_json(data)
    if isinstance(whole, dict) and "MetaData" in whole:
        found = read_scuba(whole)
    elif is_prowler(whole):
        found = read_prowler(whole)
    else:
        raise refused("it is not of ScubaGear, ScubaGoggles or Prowler (OCSF)")
    if tool is not None and found.tool != tool:
        raise refused(f"it was written by {found.tool}, not by {tool}")
    return found


def see_tenant(found: Assessment, tenant: Tenant) -> None:
    """Raise ``UsageError`` unless the results are of this tenant."""
    name = tenant.account_id if isinstance(tenant, AwsAccount) else tenant.domain
    if found.kind != tenant.kind:
        raise refused(f"it is of the kind {found.kind}, and {tenant.name} is of the kind {tenant.kind}")
    if name.casefold() not in found.tenant:
        raise refused(f"it is of another tenant than {tenant.name}, which is declared as {name}")


def see_time(found: Assessment, now: datetime) -> None:
    """Raise ``UsageError`` for results that are from the future."""
    if found.ran > now + _CLOCKS_DIFFER:
        raise refused(f"it says it was made on {found.ran:%Y-%m-%d %H:%M} UTC, which is still to come")
