"""A host that is lost and brought back by ``drplan restore host``, and what befalls it on its way back."""

from tests.soak.faults.faults_process import CommandKilled, CommandStopped, ResticKilled, ServerRestarted


def on_way_back(fault):
    """Return a fault as one that befalls the way back of a lost host, always in the midst of it."""
    as_told = {
        "kind": "host brought back",
        "commands": frozenset(("host",)),
        "stops": frozenset(),
        "only_during": True,
        "writers_rest": True,
        "__doc__": fault.__doc__,
    }
    return type(f"{fault.__name__}OnWayBack", (fault,), as_told)


WAYS_BACK = {
    "host's way back killed": on_way_back(CommandKilled),
    "host's way back stopped": on_way_back(CommandStopped),
    "restic killed on a host's way back": on_way_back(ResticKilled),
    "rest server restarted on a host's way back": on_way_back(ServerRestarted),
}
