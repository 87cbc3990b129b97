"""What one storage class costs in one region, in dollars, exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from drplan.declare.storage import StorageContract

MEMORY = "from memory, unconfirmed"
"""The source of a table that no page was found for."""
_BYTES = {"GB": 10**9, "GiB": 2**30}
_A_TERABYTE = 1000

_Money = Annotated[Decimal, Field(ge=0)]


class Data(BaseModel):
    """What a price file says: nothing else may stand there, and nothing changes it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Prices(Data):
    """One storage class in one region. A price for a gigabyte is for ``unit``, as the provider bills it."""

    title: str
    """What the provider calls the product."""
    region: str
    name: str
    """The storage class."""
    as_of: date
    """The day the prices were read."""
    source: str
    """The page they were read on, or :data:`MEMORY`."""
    unconfirmed: tuple[str, ...] = ()
    """The fields of this class that the source does not confirm."""
    unit: Literal["GB", "GiB"]
    """10^9 or 2^30 bytes."""
    storage: _Money
    """A gigabyte for a month."""
    write: _Money
    """1,000 requests that write or list."""
    read: _Money
    """1,000 requests that read."""
    watched: _Money = Decimal(0)
    """1,000 objects for a month, where the provider watches how often they are read."""
    retrieval: _Money = Decimal(0)
    """Reading a gigabyte, wherever it goes."""
    retrieval_requests: _Money = Decimal(0)
    """1,000 objects brought out of an archive, beside the requests that read them."""
    egress: _Money
    """A gigabyte that leaves the provider."""
    egress_free: _Money = Decimal(0)
    """Gigabytes a month that leave for nothing."""
    egress_free_times: _Money = Decimal(0)
    """Of what is stored, how many times over may leave in a month for nothing."""
    minimum_days: Annotated[int, Field(ge=0)] = 0
    """For how many days at the least each object is paid."""
    minimum_object: Annotated[int, Field(ge=0)] = 0
    """How many bytes at the least each object is paid for."""
    minimum_month: _Money = Decimal(0)
    """What a month costs at the least."""
    hours: Annotated[int, Field(ge=0)] = 0
    """How long objects take to come out of the archive before they can be read, at the most."""

    @model_validator(mode="after")
    def _names_its_own_fields(self) -> Prices:
        strange = set(self.unconfirmed) - set(type(self).model_fields)
        if strange:
            raise ValueError(f"unconfirmed names what is no field: {', '.join(sorted(strange))}")
        return self

    @property
    def from_memory(self) -> bool:
        """Whether no page was found at all."""
        return self.source == MEMORY

    @property
    def gigabyte(self) -> int:
        """The bytes of one ``unit``."""
        return _BYTES[self.unit]

    def for_bytes(self, price: Decimal, size: Fraction) -> Fraction:
        """Return what so many bytes cost at a price for a gigabyte."""
        return Fraction(price) * size / self.gigabyte


def contract_prices(contract: StorageContract) -> Prices:
    """Return a contract as prices; a contract has none for requests."""
    return Prices(
        title="contract",
        region="",
        name="contract",
        as_of=contract.agreed_on,
        source=contract.agreed_in,
        unit="GB",
        storage=contract.dollars_a_tb_month / _A_TERABYTE,
        write=Decimal(0),
        read=Decimal(0),
        egress=contract.read_dollars_a_tb / _A_TERABYTE,
        minimum_days=contract.minimum_days,
        minimum_month=Decimal(contract.minimum_dollars_a_month),
    )
