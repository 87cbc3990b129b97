"""A small district of databases, directories, names and addresses: ``tests/e2e/test_roles.py`` raises it."""

from datetime import timedelta

from drplan import BackupPolicy, District, DnsRecord, DnsZone, Repository, Role, Secret

from . import lab

district = District(
    name="Roles Test District",
    domain="roles.example",
    sites=(lab.site,),
    roles=(
        Role(
            name="systems-administrator",
            title="Systems Administrator",
            phone="555-0101",
            email="systems@roles.example",
        ),
    ),
    repositories=(
        Repository(
            name="onsite",
            location="rest:https://198.18.40.5:8000/drplan/",
            site="lab",
            media="disk",
            password=Secret.env("DRPLAN_ONSITE_PASSWORD"),
            user=Secret.env("DRPLAN_ONSITE_USER"),
            user_secret=Secret.env("DRPLAN_ONSITE_USER_SECRET"),
            ca_certificate=Secret.env("DRPLAN_ONSITE_CA"),
            append_only=True,
        ),
    ),
    zones=(
        DnsZone(
            name="roles.example",
            servers=("lab-core1", "lab-core2"),
            sites=("lab",),
            records=(
                DnsRecord(name="www", type="CNAME", value="lab-core1"),
                DnsRecord(name="@", type="TXT", value='v=spf1 -all; "quoted"'),
            ),
        ),
    ),
    policies=(BackupPolicy(name="nightly", cadence=timedelta(hours=24), copies=("onsite",)),),
)
