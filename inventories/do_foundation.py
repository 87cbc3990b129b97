"""Tier 0, machines and accounts: hosts, keys, backups, the directory, phones."""

from datetime import timedelta

from drplan import (
    BusinessImpact,
    CommandProbe,
    DataSet,
    HttpProbe,
    HumanStep,
    LdapDirectory,
    LdapProbe,
    Refused,
    Secret,
    Service,
    Tier,
)

from . import papers
from .shorthand import GIGABYTE, MEGABYTE, folder, promise

SUFFIX = "dc=cedarvalley,dc=example"

hypervisor = Service(
    name="district-hypervisor",
    title="Virtual machine hosts, a pair",
    function="hypervisor",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=2, rpo=24, mtd=8),
    owner="systems-administrator",
    runs_on=("do-hv1", "do-hv2"),
    depends_on=("district-network",),
    data_sets=tuple(
        folder(name=f"{host}-settings", server=host, path="/etc/libvirt", size=20 * MEGABYTE)
        for host in ("do-hv1", "do-hv2")
    ),
    probes=tuple(
        CommandProbe(server=host, argv=("virsh", "list", "--name"), contains=guest)
        for host, guest in (("do-hv1", "do-dc1"), ("do-hv2", "do-dc2"))
    ),
    impact="Every server of the data room but backup and vault is down.",
    workaround="Either host carries all guests but the test cache and the print server.",
    bia=BusinessImpact(teaching="severe", safety="major", pay="major", records="major", dollars_a_day=30_000),
)

# On metal of its own, so that it is there before the hypervisors are. It is restored with the envelopes.
vault = Service(
    name="district-key-vault",
    title="Key vault",
    function="key-vault",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=2, rpo=24, mtd=8),
    owner="technology-director",
    runs_on=("do-vault1",),
    depends_on=("district-network",),
    data_sets=(
        folder(name="key-vault-store", server="do-vault1", path="/var/lib/vault", size=200 * MEGABYTE),
    ),
    probes=(HttpProbe(url="https://198.18.10.21:8200/v1/sys/health", contains='"sealed":false'),),
    recovery_steps=(
        HumanStep(
            what="Two holders open their envelopes and unseal the vault",
            role="superintendent",
            duration=timedelta(minutes=30),
        ),
    ),
    impact="Nobody gets a password of a server, a device or a backup from it.",
    workaround="The sealed envelopes in the superintendent's safe and the bank box.",
    papers=papers.vault,
    bia=BusinessImpact(records="severe", dollars_a_day=5_000),
)

backup = Service(
    name="district-backup",
    title="Backup schedule and ledger",
    function="backup",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=3, rpo=24, mtd=8),
    owner="systems-administrator",
    runs_on=("do-backup1",),
    depends_on=("district-network", "district-key-vault"),
    data_sets=(folder(name="backup-ledger", server="do-backup1", path="/var/lib/drplan", size=2 * GIGABYTE),),
    probes=(
        CommandProbe(
            server="do-backup1",
            argv=("systemctl", "is-active", "drplan-backup@backup-ledger.timer"),
            contains="active",
        ),
    ),
    impact="Network devices and cloud data get no new recovery points; servers go on by timers of their own.",
    workaround="Run the backups by hand from any machine; restores need restic and an envelope alone.",
    bia=BusinessImpact(records="severe", dollars_a_day=2_000),
)


def canary(server: str, user: str | None) -> LdapProbe:
    """Return what looks for the canary in a server's directory, as nobody or with drplan's own login."""
    return LdapProbe(
        server=server,
        user=user,
        password=Secret.env("DRPLAN_DIRECTORY_PASSWORD") if user else None,
        base=SUFFIX,
        filter="(uid=canary)",
    )


directory = Service(
    name="district-directory",
    title="Accounts and groups",
    function="directory",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=4, rpo=4, mtd=8, wrt=1),
    owner="systems-administrator",
    runs_on=("do-dc1", "do-dc2"),
    depends_on=("district-dns-dhcp", "district-hypervisor"),
    data_sets=tuple(
        DataSet(
            name=f"{server}-directory",
            source=LdapDirectory(server=server, suffix=SUFFIX),
            policy="every-four-hours",
            privacy="student-records",
            canaries=(f"uid=canary,ou=services,{SUFFIX}",),
            under_13=True,
            kept_for=timedelta(days=365),
            size=900 * MEGABYTE,
            nightly_change=9 * MEGABYTE,
        )
        for server in ("do-dc1", "do-dc2")
    ),
    probes=tuple(
        Refused(
            probe=canary(server, user=None), beside=canary(server, user=f"uid=drplan,ou=services,{SUFFIX}")
        )
        for server in ("do-dc1", "do-dc2")
    ),
    recovery_steps=(
        HumanStep(
            what="Reset the directory's own keys before anybody logs in, after an intrusion",
            role="systems-administrator",
            duration=timedelta(minutes=20),
            occasion="real-only",
        ),
    ),
    impact="Nobody logs in to computers, mail or the student information system.",
    workaround="Local administrator accounts from the envelopes; teaching goes on without computers.",
    papers=papers.directory,
    bia=BusinessImpact(teaching="severe", safety="minor", pay="major", records="major", dollars_a_day=25_000),
)

phones = Service(
    name="district-phones",
    title="Phones and 911 calls with the caller's room",
    function="phones",
    tier=Tier.FOUNDATION,
    objectives=promise(rto=4, rpo=24, mtd=6),
    owner="network-administrator",
    runs_on=("do-phone1", "do-phone2"),
    depends_on=("district-network", "district-dns-dhcp", "district-hypervisor"),
    data_sets=tuple(
        folder(name=f"{server}-settings", server=server, path="/etc/asterisk", size=80 * MEGABYTE)
        for server in ("do-phone1", "do-phone2")
    ),
    probes=(
        CommandProbe(
            server="do-phone1",
            argv=("asterisk", "-rx", "pjsip show registrations"),
            contains="Registered",
        ),
    ),
    recovery_steps=(
        HumanStep(
            what="Call the 911 test line from each school and hear the right address read back",
            role="facilities-director",
            duration=timedelta(minutes=30),
        ),
    ),
    impact="A classroom cannot call for help, and 911 does not learn the room.",
    workaround="One copper line in each main office; radios to every classroom wing.",
    papers=papers.phones,
    bia=BusinessImpact(safety="severe", dollars_a_day=4_000),
)

services = (hypervisor, vault, backup, directory, phones)
