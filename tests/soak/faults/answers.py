"""What commands of drplan say for themselves, and how they end when all is well."""

import json

from tests.soak.faults import invariants as must
from tests.soak.faults.compare import DATA_SETS

GOOD = {"backup": (0,), "drill": (3,), "check": (0,), "status": (0,), "host": (0,)}
DRILLS = ("drill", "host")


def answer_of(done):
    """Return what a command printed as JSON, ``None`` when it did not come so far."""
    try:
        return json.loads(done.out)
    except ValueError:
        return None


def cut_off(done):
    """Say whether a signal of ours ended it."""
    return done.code is not None and (done.code < 0 or done.code == must.INTERRUPTED)


def unproven(name, done):
    """Return what an answer itself names as failed."""
    answer = answer_of(done) or {}
    if name == "backup":
        sets = answer.get("data_sets", ())
        return [
            each["data_set"] for each in sets if each["error"] or each["failed"] or len(each["points"]) < 2
        ]
    if name in DRILLS:
        most = len(DATA_SETS) if name == "drill" else 1
        sets = [each for service in answer.get("services", ()) for each in service["data_sets"]]
        wrong = [each["name"] for each in sets if each["verdict"]["outcome"] != "pass"]
        return wrong or ([] if len(sets) == most or not answer else ["a data set is missing"])
    return []
