"""What OSCAL results point at: the declaration, signed records, the plan that they follow."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from hashlib import sha256

from drplan.audit.controls.oscal_told import NAMESPACE, Json, Told

_FOLDERS = {
    "drill": "evidence",
    "check": "checks",
    "escrow": "escrow",
    "exercise": "exercises",
    "approval": "approvals",
    "deploy": "deploys",
    "posture": "posture",
}


def resources(told: Told) -> Iterator[Json]:
    """Yield the declaration and every record that is evidence, by its head."""
    yield declaration(told)
    for ref in told.records:
        yield {
            "uuid": told.record_id(ref),
            "title": f"Signed record of {ref.noun} {ref.id}",
            "description": "The hash is the record's head: the SHA-256 of its SHA256SUMS.",
            "rlinks": [
                {
                    "href": f"{_FOLDERS[ref.noun]}/{ref.id}/SHA256SUMS",
                    "hashes": [{"algorithm": "SHA-256", "value": ref.head}],
                }
            ],
        }


def declaration(told: Told) -> Json:
    """Return the declaration, by the hash of the plan made from it."""
    return {
        "uuid": told.id("resource", "declaration"),
        "title": f"The declaration of {told.case.district.name} and the plan made from it",
        "props": [{"name": "plan-sha256", "ns": NAMESPACE, "value": told.case.plan_sha256}],
    }


def embedded(name: str, document: Json) -> Json:
    """Return a document that stands in another one."""
    content = (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()
    return {
        "uuid": name,
        "title": "Assessment plan, as OSCAL: a stub that names what is reviewed",
        "props": [{"name": "sha256", "ns": NAMESPACE, "value": sha256(content).hexdigest()}],
        "base64": {
            "filename": "assessment-plan.json",
            "media-type": "application/json",
            "value": base64.b64encode(content).decode(),
        },
    }
