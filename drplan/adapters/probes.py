"""Looking at services from outside, whatever their kind."""

from __future__ import annotations

import urllib.request
from collections.abc import Sequence

from drplan.adapters.access import Access
from drplan.adapters.aws_sight import ObjectSight
from drplan.adapters.network import RouteSight
from drplan.adapters.ssh import Ran, run_on
from drplan.adapters.untried import refuse_untried
from drplan.declare.district import District
from drplan.declare.lookup import device_named, server_named
from drplan.declare.probes import CommandProbe, FileProbe, HttpProbe, ObjectProbe, Probe, RouteProbe, SqlProbe
from drplan.errors import DrplanError
from drplan.ports import Sighting

_SECONDS = 20.0
_HTTP_SECONDS = 5.0
_MUCH = 1 << 20


class Prober:
    """Implements :class:`drplan.ports.Prober`."""

    def __init__(self, district: District, access: Access) -> None:
        self._district = district
        self._access = access

    def look(self, probe: Probe) -> Sighting:
        """Look once; what cannot be looked at is not healthy, and says why."""
        try:
            return self._look(probe)
        except DrplanError as error:
            return Sighting(healthy=False, detail=error.message)

    def _look(self, probe: Probe) -> Sighting:
        if isinstance(probe, ObjectProbe):
            return ObjectSight().look(probe)
        refuse_untried(self._access, probe.kind)
        if isinstance(probe, RouteProbe):
            return RouteSight(self._access).look(probe, device_named(self._district, probe.seen_from))
        if isinstance(probe, HttpProbe):
            return _see_page(probe)
        return self._see_on_host(probe)

    def _see_on_host(self, probe: SqlProbe | FileProbe | CommandProbe) -> Sighting:
        server = server_named(self._district, probe.server)
        ran = run_on(self._access, server, command_of(probe), seconds=_SECONDS)
        return _judge(probe, ran)


def command_of(probe: SqlProbe | FileProbe | CommandProbe) -> Sequence[str]:
    """Return the command that looks, as an operator could type it on the host."""
    if isinstance(probe, SqlProbe):
        psql = ("psql", "-XAt", "-d", probe.database, "-c", probe.query)
        return ("sudo", "-n", "-u", "postgres", "--", *psql)
    if isinstance(probe, FileProbe):
        return ("sudo", "-n", "cat", "--", probe.path)
    return ("sudo", "-n", "--", *probe.argv)


def _judge(probe: SqlProbe | FileProbe | CommandProbe, ran: Ran) -> Sighting:
    match probe:
        case SqlProbe():
            return _judge_sql(probe, ran)
        case FileProbe():
            return _judge_file(probe, ran)
        case CommandProbe():
            return _judge_command(probe, ran)


def _judge_sql(probe: SqlProbe, ran: Ran) -> Sighting:
    said = ran.out.decode(errors="replace").strip()
    if ran.code != 0:
        last = ran.err.splitlines()[-1] if ran.err else f"exit {ran.code}"
        return Sighting(healthy=False, detail=f"{probe.database} does not answer: {last}")
    if said != probe.expect:
        return Sighting(healthy=False, detail=f"{probe.database} gives another answer than expected")
    return Sighting(healthy=True, detail=f"{probe.database} answers as expected")


def _judge_file(probe: FileProbe, ran: Ran) -> Sighting:
    if ran.code != 0:
        return Sighting(healthy=False, detail=f"{probe.path} cannot be read")
    if probe.contains.encode() not in ran.out:
        return Sighting(healthy=False, detail=f"{probe.path} does not hold what it should")
    return Sighting(healthy=True, detail=f"{probe.path} holds what it should")


def _judge_command(probe: CommandProbe, ran: Ran) -> Sighting:
    program = f"{probe.argv[0]} on {probe.server}"
    if ran.code != 0:
        return Sighting(healthy=False, detail=f"{program} ended with {ran.code}")
    if probe.contains.encode() not in ran.out:
        return Sighting(healthy=False, detail=f"{program} does not print what it should")
    return Sighting(healthy=True, detail=f"{program} prints what it should")


def _see_page(probe: HttpProbe) -> Sighting:
    # A proxy of this machine's own would look at another network than the service's users do.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(probe.url, timeout=_HTTP_SECONDS) as answer:
            body = answer.read(_MUCH).decode(errors="replace")
    except (OSError, ValueError) as error:
        return Sighting(healthy=False, detail=f"{probe.url} does not answer: {error}")
    if probe.contains not in body:
        return Sighting(healthy=False, detail=f"{probe.url} does not hold what it should")
    return Sighting(healthy=True, detail=f"{probe.url} answers as expected")
