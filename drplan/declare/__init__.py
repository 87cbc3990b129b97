"""What a district has and what it promises: frozen values, no input or output."""

from drplan.declare.assets import Asset, AwsAccount, Interface, NetworkDevice, Server
from drplan.declare.district import District, Site
from drplan.declare.hosts import pyinfra_hosts
from drplan.declare.objectives import Objectives, Tier
from drplan.declare.people import Role
from drplan.declare.protection import (
    BackupPolicy,
    DataSet,
    DeviceConfig,
    Paths,
    PostgresDatabase,
    Repository,
    S3Bucket,
    Source,
)
from drplan.declare.secret import Secret
from drplan.declare.services import (
    FileProbe,
    HttpProbe,
    HumanStep,
    ObjectProbe,
    Probe,
    RouteProbe,
    Service,
    SqlProbe,
)

__all__ = [
    "Asset",
    "AwsAccount",
    "BackupPolicy",
    "DataSet",
    "DeviceConfig",
    "District",
    "FileProbe",
    "HttpProbe",
    "HumanStep",
    "Interface",
    "NetworkDevice",
    "ObjectProbe",
    "Objectives",
    "Paths",
    "PostgresDatabase",
    "Probe",
    "Repository",
    "Role",
    "RouteProbe",
    "S3Bucket",
    "Secret",
    "Server",
    "Service",
    "Site",
    "Source",
    "SqlProbe",
    "Tier",
    "pyinfra_hosts",
]
