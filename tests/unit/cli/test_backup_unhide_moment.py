"""A moment that has not come is no moment since which anything was done."""

from datetime import UTC, datetime, timedelta

import pytest

from drplan.cli.backup_unhide import _moment
from drplan.declare import Repository, Secret
from drplan.errors import UsageError

PLACE = Repository(
    name="offsite",
    location="s3:https://s3.example/copies",
    site="x",
    media="disk",
    password=Secret.env("P"),
)


def test_a_moment_to_come_is_refused():
    now = datetime.now(UTC).replace(tzinfo=None)
    with pytest.raises(UsageError, match="has not come yet"):
        _moment(PLACE, now + timedelta(hours=1), dry_run=True)
    assert _moment(PLACE, now - timedelta(hours=1), dry_run=True).tzinfo is UTC
