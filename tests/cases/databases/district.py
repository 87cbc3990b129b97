"""One server with a database of each kind and a directory: ``tests/soak/test_scratch_databases.py``."""

from datetime import timedelta

from drplan import BackupPolicy, District, Repository, Role, Secret

from . import lab

district = District(
    name="Databases Test District",
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
            location="rest:https://198.18.44.5:8000/drplan/",
            site="lab",
            media="disk",
            password=Secret.env("DRPLAN_ONSITE_PASSWORD"),
            user=Secret.env("DRPLAN_ONSITE_USER"),
            user_secret=Secret.env("DRPLAN_ONSITE_USER_SECRET"),
            ca_certificate=Secret.env("DRPLAN_ONSITE_CA"),
            append_only=True,
        ),
    ),
    policies=(BackupPolicy(name="nightly", cadence=timedelta(hours=24), copies=("onsite",)),),
)
