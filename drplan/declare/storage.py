"""What keeping copies at a provider is paid by: its list prices, or a contract of the district's own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from drplan.declare.base import Declared, Dollars, Name, Text

Price = Annotated[Decimal, Field(ge=0, lt=1_000_000, decimal_places=6)]
"""A price in United States dollars, exact to a millionth."""

Restores = Annotated[int, Field(ge=0, le=366)]
"""How often a year."""


class CloudStorage(Declared):
    """Objects in a provider's storage class, at its list prices as `drplan/prices` has them."""

    kind: Literal["list-price"] = "list-price"
    """Set by the word itself, never written in an inventory."""
    provider: Name
    """Which price table: aws-s3, azure-blob, backblaze-b2, cloudflare-r2, google-cloud-storage or wasabi."""
    region: Name
    """The provider's own word for where it is, as in us-east-1."""
    storage_class: Name
    """The provider's own word for how it is kept, as in standard-ia."""
    restored_a_year: Restores = 1
    """How often a year all of it is restored, in drills and in earnest."""
    read_from_inside: bool = False
    """Whether checks and restores run in the same region, so that what they read does not leave it."""


class StorageContract(Declared):
    """Objects kept at a price that was agreed with their keeper; it stands before any list price."""

    kind: Literal["contract"] = "contract"
    """Set by the word itself, never written in an inventory."""
    dollars_a_tb_month: Price
    """What 10^12 bytes cost for a month."""
    agreed_on: date
    """The day the price was agreed."""
    ends: date | None = None
    """The last day it holds; until it is ended, without one."""
    agreed_in: Text
    """Where it is written: a quote's or a contract's number."""
    read_dollars_a_tb: Price = Decimal(0)
    """What reading 10^12 bytes from outside costs."""
    minimum_days: Annotated[int, Field(ge=0, le=3650)] = 0
    """For how many days at the least each object is paid."""
    minimum_dollars_a_month: Dollars = 0
    """What a month costs at the least."""
    restored_a_year: Restores = 1
    """How often a year all of it is restored, in drills and in earnest."""


Storage = Annotated[CloudStorage | StorageContract, Field(discriminator="kind")]
"""What the copies in a repository are paid by."""
