"""One site, one server, three services: each owns one data set and is asked for a word in it."""

from datetime import timedelta
from ipaddress import IPv4Network

from drplan import (
    CommandProbe,
    DataSet,
    LdapDirectory,
    MariaDbDatabase,
    Objectives,
    PostgresDatabase,
    Server,
    Service,
    Site,
    Software,
    Source,
    SqlProbe,
    Tier,
    pyinfra_hosts,
)

LAN = IPv4Network("198.18.44.0/24")
CORE = ("baseline", "backup-client", "database-mariadb", "database-postgres", "directory-ldap", "dns-dhcp")
HOST = "lab-data1"
SUFFIX = "dc=roles,dc=example"
WORD = "the canary sings"
SEARCH = ("ldapsearch", "-Q", "-LLL", "-Y", "EXTERNAL", "-H", "ldapi:///", "-b", SUFFIX, "(uid=canary)", "sn")


def service(name: str, source: Source, probe: CommandProbe | SqlProbe) -> Service:
    """Return a service whose only data set has this source."""
    return Service(
        name=name,
        title=name,
        tier=Tier.INSTRUCTION,
        objectives=Objectives(rto=timedelta(hours=8), rpo=timedelta(hours=24), mtd=timedelta(hours=48)),
        owner="systems-administrator",
        runs_on=(HOST,),
        data_sets=(DataSet(name=f"{name}-data", source=source, policy="nightly", privacy="internal"),),
        probes=(probe,),
        impact="None: it is a test.",
        workaround="None.",
    )


site = Site(
    code="lab",
    title="Databases lab",
    kind="district-office",
    students=0,
    networks=(LAN,),
    contact="systems-administrator",
    assets=(
        Server(
            name=HOST,
            address=LAN[11],
            owner="systems-administrator",
            baselines=CORE,
            software=Software(name="Debian", version="13"),
        ),
    ),
    services=(
        service(
            "meals",
            MariaDbDatabase(server=HOST, database="meals"),
            CommandProbe(
                server=HOST, argv=("mariadb", "-BN", "meals", "-e", "select * from canary"), contains=WORD
            ),
        ),
        service(
            "grades",
            PostgresDatabase(server=HOST, database="grades"),
            SqlProbe(server=HOST, database="grades", query="select * from canary", expect=WORD),
        ),
        service(
            "people",
            LdapDirectory(server=HOST, suffix=SUFFIX),
            CommandProbe(server=HOST, argv=SEARCH, contains=WORD),
        ),
    ),
)

hosts = pyinfra_hosts(site)
