"""The places copies are kept, and how often copies are made."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from drplan.declare.base import Bytes, Declared, Dollars, Megabits, Name, Text
from drplan.declare.lifecycle import Funding
from drplan.declare.secret import Secret
from drplan.declare.storage import Storage


class Escrow(Declared):
    """A second place of a password, in reach when all else is gone."""

    place: Text
    """Where it lies: a sealed envelope, a bank's box."""
    holder: Name
    """The role that can open it."""
    confirmed_on: date
    """The day it was last opened and found right."""


class Repository(Declared):
    """A place where restic keeps recovery points."""

    name: Name
    """Its name, unlike any other of its kind."""
    location: Text
    """restic's own word for it: `rest:https://…`, `s3:https://…`, a folder."""
    site: Name
    """A site's code, or the name of the partner or vendor that keeps it."""
    media: Text
    """What it is written on, as in disk, tape or object-storage."""
    password: Secret
    """The repository's password, by reference."""
    user: Secret | None = None
    """The name its server is asked with, by reference."""
    user_secret: Secret | None = None
    """The secret its server is asked with, by reference."""
    ca_certificate: Secret | None = None
    """PEM text, by reference, when the server's certificate is the district's own."""
    admin: Secret | None = None
    """The secret its storage is administered with, by reference."""
    prune_location: Text | None = None
    """restic's word for it where old recovery points are dropped from, when that is another door."""
    prune_user: Secret | None = None
    """The name that is dropped with, by reference: never the one that hosts write with."""
    prune_secret: Secret | None = None
    """The secret that is dropped with, by reference; no host has it."""
    filled_from: Name | None = None
    """The repository that `drplan backup copy` fills it from; hosts then do not write to it."""
    quota: Bytes | None = None
    """How much its keeper lets it grow to; a backup that would pass it is refused before it sends."""
    limit_mbit_s: Megabits | None = None
    """The most that is sent to it, in megabits a second, as agreed with its keeper."""
    ssh_host_key: Text | None = None
    """The public key by which an SFTP server is known, as in `ssh-ed25519 AAAA…`."""
    host: Name | None = None
    """The asset it lies on, when that is the district's."""
    immutable_days: Annotated[int, Field(ge=0)] = 0
    """The credentials that write here cannot delete before that many days have passed."""
    append_only: bool = False
    """The credentials that write here can add, and neither delete nor change."""
    isolated: bool = False
    """No credential of the district's network opens it, or it is connected to nothing."""
    encrypted: bool = True
    """False for a copy that restic does not write, when what writes it does not encrypt."""
    password_service: Name | None = None
    """The service that hands the password out, if one does."""
    escrow: tuple[Escrow, ...] = ()
    """Where else the password is kept."""
    restore_mbit_s: Megabits | None = None
    """What a restore reads from it, in megabits a second, declared or last measured."""
    checked_within: Annotated[timedelta, Field(ge=timedelta(days=1))] = timedelta(days=28)
    """The time within which `drplan backup check` reads every pack of it again."""
    dollars_a_year: Dollars | None = None
    """What keeping copies there costs a year, in dollars."""
    funding: Funding | None = None
    """Who pays that."""
    ingest_mbit_s: Megabits | None = None
    """What it takes in from all that write to it at once, in megabits a second.

    Without one it is taken for as fast as its `restore_mbit_s`, and without that for 500.
    """
    storage: Storage | None = None
    """What its bytes are paid by, when they lie with a provider; its monthly cost is reckoned from it."""


class Retention(Declared):
    """Which recovery points stay, in the words of `restic forget`; only good ones count."""

    within: timedelta | None = None
    """Everything that is younger than this, counted from the moment old ones are dropped."""
    daily: Annotated[int, Field(ge=0)] = 0
    """The last one of that many days."""
    weekly: Annotated[int, Field(ge=0)] = 0
    """The last one of that many weeks."""
    monthly: Annotated[int, Field(ge=0)] = 0
    """The last one of that many months."""
    yearly: Annotated[int, Field(ge=0)] = 0
    """The last one of that many years."""

    @model_validator(mode="after")
    def _keeps_something(self) -> Self:
        if not (self.within or self.daily or self.weekly or self.monthly or self.yearly):
            raise ValueError("a retention that keeps nothing: say what to keep, or declare no retention")
        return self


class Window(Declared):
    """The hours in which backups may fill the links."""

    opens: time
    """The time of day, local, at which it opens."""
    lasts: timedelta
    """How long it stays open, a day at the most."""

    @model_validator(mode="after")
    def _is_within_a_day(self) -> Self:
        if not timedelta(0) < self.lasts <= timedelta(days=1):
            raise ValueError("lasts must be longer than zero and at most a day")
        return self


class BackupPolicy(Declared):
    """Which repositories hold copies, and how often a recovery point is made."""

    name: Name
    """Its name, unlike any other of its kind."""
    copies: tuple[Name, ...]
    """The repositories that hold copies, nearest first."""
    cadence: timedelta
    """The time from one recovery point to the next."""
    duration: timedelta = timedelta(0)
    """How long making one takes at the most, as seen."""
    window: Window | None = None
    """When backups run; any hour will do without one."""
    retention: Retention | None = None
    """What is kept; nothing is ever dropped without one."""
    dollars_a_month: Dollars | None = None
    """What all copies that it makes may cost a month, in dollars: its budget."""

    @model_validator(mode="after")
    def _something_is_kept(self) -> Self:
        if not self.copies:
            raise ValueError("copies must name at least one repository")
        if self.cadence <= timedelta(0):
            raise ValueError("cadence must be longer than zero")
        if self.duration < timedelta(0):
            raise ValueError("duration must not be negative")
        return self
