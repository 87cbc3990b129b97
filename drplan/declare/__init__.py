"""What a district has and what it promises: frozen values, no input or output."""

from drplan.declare.assets import (
    Asset,
    Certificate,
    ControlException,
    DeviceRole,
    Interface,
    Login,
    NetworkDevice,
    Platform,
    Port,
    Server,
    Snmp,
    Software,
)
from drplan.declare.aws_account import Budget, Trail
from drplan.declare.aws_backup import BackupVault, RestoreTest, VaultPlan
from drplan.declare.aws_copies import CopyBucket
from drplan.declare.aws_data import DynamoTable, RdsInstance, SecretNames
from drplan.declare.calendar import AcademicCalendar, Period, PeriodKind
from drplan.declare.data import (
    Command,
    DataSet,
    DeviceConfig,
    LdapDirectory,
    MariaDbDatabase,
    Paths,
    PostgresCluster,
    PostgresDatabase,
    S3Bucket,
    Source,
    SqliteDatabase,
)
from drplan.declare.district import District
from drplan.declare.drills import Drills
from drplan.declare.exercises import Exercise, Peril, Scenario
from drplan.declare.exports import MoodleBackups, OneRosterExport, Question, TenantExport
from drplan.declare.hosts import pyinfra_hosts
from drplan.declare.improvements import Improvement
from drplan.declare.lifecycle import Funding, Lifecycle, Replacement
from drplan.declare.management import Management, SnmpUser
from drplan.declare.names import DnsRecord, DnsZone, Leases
from drplan.declare.network_probes import DhcpProbe, DnsProbe, LdapProbe, PortProbe, RadiusProbe
from drplan.declare.notify import Notify
from drplan.declare.objectives import Objectives, Tier
from drplan.declare.outside import Agreement, Partner, Vendor
from drplan.declare.people import Role
from drplan.declare.posture import PolicyWaiver
from drplan.declare.probes import (
    CommandProbe,
    FileProbe,
    HttpProbe,
    ObjectProbe,
    Probe,
    Refused,
    RouteProbe,
    SqlProbe,
    VlanProbe,
)
from drplan.declare.protection import BackupPolicy, Escrow, Repository, Retention, Window
from drplan.declare.sanity import Accepted, Ignored, Tolerance
from drplan.declare.secret import HostSecret, Secret
from drplan.declare.services import (
    AutomaticStep,
    BusinessImpact,
    Function,
    Harm,
    HumanStep,
    Paper,
    RecoveryStep,
    Service,
    Tightening,
)
from drplan.declare.sites import Link, Room, Site, Vlan
from drplan.declare.storage import CloudStorage, StorageContract
from drplan.declare.tenants import AwsAccount, GoogleWorkspace, Microsoft365
from drplan.declare.waivers import Waiver

__all__ = [
    "AcademicCalendar",
    "Accepted",
    "Agreement",
    "Asset",
    "AutomaticStep",
    "AwsAccount",
    "BackupPolicy",
    "BackupVault",
    "Budget",
    "BusinessImpact",
    "Certificate",
    "CloudStorage",
    "Command",
    "CommandProbe",
    "ControlException",
    "CopyBucket",
    "DataSet",
    "DeviceConfig",
    "DeviceRole",
    "DhcpProbe",
    "District",
    "DnsProbe",
    "DnsRecord",
    "DnsZone",
    "Drills",
    "DynamoTable",
    "Escrow",
    "Exercise",
    "FileProbe",
    "Function",
    "Funding",
    "GoogleWorkspace",
    "Harm",
    "HostSecret",
    "HttpProbe",
    "HumanStep",
    "Ignored",
    "Improvement",
    "Interface",
    "LdapDirectory",
    "LdapProbe",
    "Leases",
    "Lifecycle",
    "Link",
    "Login",
    "Management",
    "MariaDbDatabase",
    "Microsoft365",
    "MoodleBackups",
    "NetworkDevice",
    "Notify",
    "ObjectProbe",
    "Objectives",
    "OneRosterExport",
    "Paper",
    "Partner",
    "Paths",
    "Peril",
    "Period",
    "PeriodKind",
    "Platform",
    "PolicyWaiver",
    "Port",
    "PortProbe",
    "PostgresCluster",
    "PostgresDatabase",
    "Probe",
    "Question",
    "RadiusProbe",
    "RdsInstance",
    "RecoveryStep",
    "Refused",
    "Replacement",
    "Repository",
    "RestoreTest",
    "Retention",
    "Role",
    "Room",
    "RouteProbe",
    "S3Bucket",
    "Scenario",
    "Secret",
    "SecretNames",
    "Server",
    "Service",
    "Site",
    "Snmp",
    "SnmpUser",
    "Software",
    "Source",
    "SqlProbe",
    "SqliteDatabase",
    "StorageContract",
    "TenantExport",
    "Tier",
    "Tightening",
    "Tolerance",
    "Trail",
    "VaultPlan",
    "Vendor",
    "Vlan",
    "VlanProbe",
    "Waiver",
    "Window",
    "pyinfra_hosts",
]
