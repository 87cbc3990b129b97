"""The lab that is judged: the high school at a level, one server with nothing but the baseline."""

from __future__ import annotations

import ctypes
import os
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager

from drplan.adapters.access import Access, enter
from drplan.declare import District, Server, Site

HOST = "hs-file1"
WITH_ROLES = "hs-db1"
PROFILE = "xccdf_org.ssgproject.content_profile_cis_level1_server"
RULE = "xccdf_org.ssgproject.content_rule_"


@contextmanager
def inside(access: Access) -> Iterator[None]:
    """Work inside the lab's network, and be outside again afterwards."""
    outside, before = os.open("/proc/thread-self/ns/net", os.O_RDONLY), dict(os.environ)
    try:
        enter(access)
        yield
    finally:
        ctypes.CDLL(None).setns(outside, 0)
        os.close(outside)
        os.environ.clear()
        os.environ.update(before)


def at_level(district: District, level: str) -> District:
    """Return the district with the high school at a level, one server with nothing but the baseline."""
    return district.model_copy(
        update={
            "sites": tuple(_at_level(site, level) if site.code == "hs" else site for site in district.sites)
        }
    )


def _at_level(site: Site, level: str) -> Site:
    only = {"baselines": ("baseline",)}
    assets = [
        asset.model_copy(update={"level": level, **(only if asset.name == HOST else {})})
        if isinstance(asset, Server)
        else asset
        for asset in site.assets
    ]
    return site.model_copy(update={"assets": tuple(assets)})


def site_of(district: District) -> Site:
    """Return the high school."""
    return next(site for site in district.sites if site.code == "hs")


def rules(results: str) -> dict[str, str]:
    """Return each rule's result from an XCCDF results file; rules that were not selected are left out."""
    space = {"x": "http://checklists.nist.gov/xccdf/1.2"}
    found = ET.fromstring(results).iterfind(".//x:rule-result", space)
    seen = {str(each.get("idref")).removeprefix(RULE): each.findtext("x:result", "", space) for each in found}
    return {rule: result for rule, result in seen.items() if result != "notselected"}
