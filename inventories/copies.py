"""Where copies lie and how often they are made: 3-2-1-1-0.

Three copies with production, on two media, one of them off site, one that nobody here can delete, and no
error in the last restore.
"""

from datetime import date, time, timedelta

from drplan import BackupPolicy, CloudStorage, Escrow, Funding, Repository, Retention, Secret, Window

# What administers the copies administers nothing else: who steals a server's secret cannot touch a copy.
COPIES_ADMIN = Secret.env("DRPLAN_COPIES_ADMIN")

# Old recovery points are dropped by hand, with what no host has, at a door that is opened for it.
PRUNE_USER = Secret.env("DRPLAN_ONSITE_PRUNE_USER")
PRUNE_SECRET = Secret.env("DRPLAN_ONSITE_PRUNE_SECRET")

# It hands the passwords out in daily work; the envelopes are for the day it is gone too.
KEY_VAULT = "district-key-vault"

ESCROW = (
    Escrow(
        place="sealed envelope in the superintendent's safe",
        holder="superintendent",
        confirmed_on=date(2026, 8, 13),
    ),
    Escrow(
        place="bank box of the business office", holder="business-manager", confirmed_on=date(2026, 8, 14)
    ),
)

OPERATING = Funding(budget="operating", source="technology operating budget")
GENERAL = Funding(budget="operating", source="general fund")

repositories = (
    Repository(
        name="onsite",
        location="rest:https://198.18.20.5:8000/drplan/",
        site="hs",
        media="disk",
        password=Secret.env("DRPLAN_ONSITE_PASSWORD"),
        user=Secret.env("DRPLAN_ONSITE_USER"),
        user_secret=Secret.env("DRPLAN_ONSITE_USER_SECRET"),
        ca_certificate=Secret.env("DRPLAN_ONSITE_CA"),
        admin=COPIES_ADMIN,
        prune_location="rest:https://198.18.20.5:8001/drplan/",
        prune_user=PRUNE_USER,
        prune_secret=PRUNE_SECRET,
        append_only=True,
        password_service=KEY_VAULT,
        escrow=ESCROW,
        restore_mbit_s=800,
        # Disks, power and the share of the server's price that falls on a year.
        dollars_a_year=2_400,
        funding=OPERATING,
    ),
    Repository(
        name="offsite",
        location="s3:http://203.0.113.10:8333/drplan-offsite",
        site="bluewater-storage",
        media="object-storage",
        password=Secret.env("DRPLAN_OFFSITE_PASSWORD"),
        user=Secret.env("DRPLAN_OFFSITE_USER"),
        user_secret=Secret.env("DRPLAN_OFFSITE_USER_SECRET"),
        admin=COPIES_ADMIN,
        prune_user=Secret.env("DRPLAN_OFFSITE_PRUNE_USER"),
        prune_secret=Secret.env("DRPLAN_OFFSITE_PRUNE_SECRET"),
        immutable_days=30,
        password_service=KEY_VAULT,
        escrow=ESCROW,
        restore_mbit_s=450,
        # Bluewater rents it from Wasabi and bills bytes at list price. What is agreed for a year holds its
        # support and room to grow besides; the difference stands in the finance report.
        storage=CloudStorage(provider="wasabi", region="us-east-1", storage_class="standard"),
        dollars_a_year=5_880,
        funding=OPERATING,
    ),
    # River Bend keeps ours and we keep theirs; each can write to the other and read its own, no more.
    Repository(
        name="neighbor",
        location="rest:https://203.0.113.130:8000/cedar-valley/",
        site="river-bend",
        media="disk",
        password=Secret.env("DRPLAN_NEIGHBOR_PASSWORD"),
        user=Secret.env("DRPLAN_NEIGHBOR_USER"),
        user_secret=Secret.env("DRPLAN_NEIGHBOR_USER_SECRET"),
        append_only=True,
        isolated=True,
        quota=2_000_000_000_000,
        limit_mbit_s=100,
        password_service=KEY_VAULT,
        escrow=ESCROW,
        restore_mbit_s=400,
        # The disks that we keep for them cost us; what they keep for us costs nothing more.
        dollars_a_year=1_150,
        funding=GENERAL,
    ),
)

# ``within`` is longer than an intruder may go unseen, and longer than the object lock: what an append-only
# copy is sent with a false date cannot push a good recovery point out.
KEEP = Retention(within=timedelta(days=35), daily=14, weekly=9, monthly=12, yearly=3)

AFTER_SCHOOL = Window(opens=time(18, 0), lasts=timedelta(hours=11))

policies = (
    # Begun within 22 hours of the last and done within two: never more than a day is lost.
    BackupPolicy(
        name="nightly",
        copies=("onsite", "offsite"),
        cadence=timedelta(hours=22),
        duration=timedelta(hours=2),
        window=AFTER_SCHOOL,
        retention=KEEP,
        dollars_a_month=250,
    ),
    # Likewise never more than four hours: too often for a window, and small enough for none.
    BackupPolicy(
        name="every-four-hours",
        copies=("onsite", "offsite"),
        cadence=timedelta(hours=3, minutes=45),
        duration=timedelta(minutes=15),
        retention=KEEP,
        dollars_a_month=75,
    ),
    # Records that cannot be made again lie with the neighbor too.
    BackupPolicy(
        name="records",
        copies=("onsite", "offsite", "neighbor"),
        cadence=timedelta(hours=3, minutes=45),
        duration=timedelta(minutes=15),
        retention=KEEP,
        dollars_a_month=125,
    ),
)
