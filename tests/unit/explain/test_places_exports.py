"""Putting the exports of hosted services back by hand, and looking first whether any lie there."""

from pathlib import PurePosixPath

import pytest

from drplan import DataSet, MoodleBackups, OneRosterExport, TenantExport
from drplan.adapters.places_there import _question
from drplan.explain.places import restore_steps

PLACE = PurePosixPath("/srv/export")
SOURCES = (
    OneRosterExport(server="hs-db1", path=PLACE),
    MoodleBackups(server="hs-db1", path=PLACE),
    TenantExport(tenant="district-google", product="mail", server="hs-db1", path=PLACE, form="gyb"),
)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
def test_an_export_goes_back_to_its_folder_on_its_server(district, source):
    policy = district.policies[0].name
    data_set = DataSet(name="export", source=source, policy=policy, privacy="student-records")
    first, last = restore_steps(data_set, district)
    assert first.commands == ("drplan restore export --to restored/export",)
    assert "/srv/export" in last.what
    assert "-cpf - srv/export" in last.commands[0]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind)
def test_its_folder_is_looked_into_before_anything_is_brought_there(source):
    assert _question(source) == ("hs-db1", ("folders", "/srv/export"))
