"""One site, two releases: ``lab-core1`` (Debian 12) and ``lab-core2`` (Debian 13) hold the same roles."""

from datetime import timedelta
from ipaddress import IPv4Network
from pathlib import PurePosixPath

from drplan import (
    Certificate,
    DataSet,
    LdapDirectory,
    Leases,
    MariaDbDatabase,
    Objectives,
    PostgresDatabase,
    Server,
    Service,
    Site,
    Software,
    Source,
    Tier,
    Vlan,
    pyinfra_hosts,
)

LAN = IPv4Network("198.18.40.0/24")
STUDENTS = IPv4Network("198.18.41.0/24")

CERTIFICATE = Certificate(
    chain=PurePosixPath("/etc/ssl/lab/chain.pem"), key=PurePosixPath("/etc/ssl/lab/key.pem")
)

CORE = ("baseline", "backup-client", "database-mariadb", "database-postgres", "directory-ldap", "dns-dhcp")


def leases(network: IPv4Network) -> Leases:
    """Return what both core servers lend of a network, half of it each."""
    return Leases(
        first=network[100], last=network[199], gateway=network[1], servers=("lab-core1", "lab-core2")
    )


def server(name: str, number: int, release: str, baselines: tuple[str, ...]) -> Server:
    """Return a server of the lab; ``release`` is Debian's."""
    return Server(
        name=name,
        address=LAN[number],
        owner="systems-administrator",
        baselines=baselines,
        certificate=CERTIFICATE,
        software=Software(name="Debian", version=release),
    )


def service(name: str, server: str, **sources: Source) -> Service:
    """Return a service whose data sets have these sources, by name."""
    return Service(
        name=name,
        title=name,
        tier=Tier.INSTRUCTION,
        objectives=Objectives(rto=timedelta(hours=8), rpo=timedelta(hours=24), mtd=timedelta(hours=48)),
        owner="systems-administrator",
        runs_on=(server,),
        data_sets=tuple(
            DataSet(name=f"{name}-{each}", source=source, policy="nightly", privacy="internal")
            for each, source in sources.items()
        ),
        impact="None: it is a test.",
        workaround="None.",
    )


site = Site(
    code="lab",
    title="Roles lab",
    kind="district-office",
    students=0,
    networks=(LAN, STUDENTS),
    contact="systems-administrator",
    vlans=(
        Vlan(number=10, name="servers", network=LAN, leases=leases(LAN)),
        Vlan(number=20, name="students", network=STUDENTS, leases=leases(STUDENTS)),
    ),
    assets=(
        server("lab-core1", 11, "12", CORE),
        server("lab-core2", 12, "13", CORE),
    ),
    services=tuple(
        service(
            f"{name}-service",
            name,
            meals=MariaDbDatabase(server=name, database="meals"),
            grades=PostgresDatabase(server=name, database="grades"),
            people=LdapDirectory(server=name, suffix="dc=roles,dc=example"),
        )
        for name in ("lab-core1", "lab-core2")
    ),
)

hosts = pyinfra_hosts(site)
