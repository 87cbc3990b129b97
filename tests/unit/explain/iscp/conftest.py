from collections.abc import Callable
from typing import Any

import pytest

from drplan.declare import District
from drplan.explain.document import Document
from drplan.explain.iscp import plan_documents
from drplan.explain.source import Source
from drplan.record.ledger import Ledger
from tests.unit.audit.ledgers import district as small

Pages = Callable[..., dict[str, Document]]


@pytest.fixture(scope="session")
def made() -> Pages:
    """Return what makes a district's pages by their path."""

    def make(district: District, **chains: Any) -> dict[str, Document]:
        return {page.path: page for page in plan_documents(Source(district, Ledger(**chains), {}))}

    return make


@pytest.fixture(scope="session")
def example(district: District, made: Pages) -> dict[str, Document]:
    return made(district)


@pytest.fixture(scope="session")
def base() -> District:
    return small()


@pytest.fixture(scope="session")
def empty() -> District:
    return District(
        name="Bare District", domain="bare.example", sites=(), roles=(), repositories=(), policies=()
    )
