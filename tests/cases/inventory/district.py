"""Cedar Valley School District: a fictional example. Copy this folder and make it yours.

Its addresses are from the ranges kept for tests and documentation (RFC 2544, RFC 5737): a command given by
mistake outside the lab reaches nobody.
"""

from datetime import timedelta

from drplan import BackupPolicy, District, Repository, Role, Secret

from . import do, es, hs, ms

district = District(
    name="Cedar Valley School District",
    domain="cedarvalley.example",
    sites=(do.site, hs.site, ms.site, es.site),
    roles=(
        Role(
            name="technology-director",
            title="Director of Technology",
            phone="555-0100",
            email="technology@cedarvalley.example",
            alternate="systems-administrator",
        ),
        Role(
            name="systems-administrator",
            title="Systems Administrator",
            phone="555-0101",
            email="systems@cedarvalley.example",
            alternate="network-administrator",
        ),
        Role(
            name="network-administrator",
            title="Network Administrator",
            phone="555-0102",
            email="network@cedarvalley.example",
            alternate="systems-administrator",
        ),
        Role(
            name="registrar",
            title="District Registrar",
            phone="555-0103",
            email="registrar@cedarvalley.example",
            alternate="technology-director",
        ),
        Role(
            name="hs-principal",
            title="Principal, High School",
            phone="555-0120",
            email="hs-office@cedarvalley.example",
            alternate="technology-director",
        ),
        Role(
            name="ms-principal",
            title="Principal, Middle School",
            phone="555-0130",
            email="ms-office@cedarvalley.example",
            alternate="technology-director",
        ),
        Role(
            name="es-principal",
            title="Principal, Elementary School",
            phone="555-0140",
            email="es-office@cedarvalley.example",
            alternate="technology-director",
        ),
    ),
    repositories=(
        Repository(
            name="onsite",
            location="rest:https://198.18.20.5:8000/drplan/",
            site="hs",
            media="disk",
            password=Secret.env("DRPLAN_ONSITE_PASSWORD"),
            user=Secret.env("DRPLAN_ONSITE_USER"),
            user_secret=Secret.env("DRPLAN_ONSITE_USER_SECRET"),
            ca_certificate=Secret.env("DRPLAN_ONSITE_CA"),
            append_only=True,
        ),
        Repository(
            name="offsite",
            location="s3:http://203.0.113.10:8333/drplan-offsite",
            site="do",
            media="object-storage",
            password=Secret.env("DRPLAN_OFFSITE_PASSWORD"),
            user=Secret.env("DRPLAN_OFFSITE_USER"),
            user_secret=Secret.env("DRPLAN_OFFSITE_USER_SECRET"),
            immutable_days=30,
        ),
    ),
    policies=(
        BackupPolicy(name="nightly", copies=("onsite", "offsite"), cadence=timedelta(hours=24)),
        BackupPolicy(name="every-four-hours", copies=("onsite", "offsite"), cadence=timedelta(hours=4)),
    ),
)
