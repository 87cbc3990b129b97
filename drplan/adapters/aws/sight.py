"""Looking at an object the way its users do."""

from __future__ import annotations

from drplan.adapters.aws.session import errors_for, s3_client
from drplan.declare import ObjectProbe
from drplan.errors import DrplanError
from drplan.ports import Sighting

_CHUNK = 1 << 16
_ANY_REGION = "us-east-1"
"""S3 answers here for every bucket and says where it is; botocore follows."""


def _holds(probe: ObjectProbe) -> bool:
    wanted, tail = probe.contains.encode(), b""
    body = s3_client(_ANY_REGION).get_object(Bucket=probe.bucket, Key=probe.key)["Body"]
    for chunk in body.iter_chunks(_CHUNK):
        if wanted in tail + chunk:
            return True
        tail = (tail + chunk)[-len(wanted) :]
    return False


class ObjectSight:
    """Looks at objects. Never raises: what cannot be looked at is not healthy, and says why."""

    def look(self, probe: ObjectProbe) -> Sighting:
        """Healthy when the current version of the object holds the probe's text."""
        subject = f"{probe.bucket}/{probe.key}"
        try:
            with errors_for(subject):
                healthy = _holds(probe)
        except DrplanError as error:
            return Sighting(healthy=False, detail=error.message)
        return Sighting(healthy, f"{subject} {'holds' if healthy else 'does not hold'} {probe.contains!r}")
