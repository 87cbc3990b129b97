"""Which declared folders become shares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploys.shares import RESERVED, shares


def test_a_folder_below_srv_is_shared_by_its_own_name():
    assert shares(["/srv/school", "/srv/a/exams"]) == {"school": "/srv/school", "exams": "/srv/a/exams"}


def test_a_folder_elsewhere_and_srv_itself_are_not_shared():
    assert shares(["/var/lib/samba/private", "/srv", "/etc", "/srv2/x"]) == {}


def test_two_folders_called_the_same_are_told_apart_by_where_they_lie():
    assert shares(["/srv/a/exams", "/srv/b/Exams"]) == {
        "srv-a-exams": "/srv/a/exams",
        "srv-b-Exams": "/srv/b/Exams",
    }


def test_a_folder_is_never_taken_for_one_of_sambas_own_sections():
    assert shares(["/srv/homes", "/srv/a/[global]"]) == {
        "srv-homes": "/srv/homes",
        "-global-": "/srv/a/[global]",
    }


@pytest.mark.parametrize("path", ["/srv/%U", "/srv/a\npath = /"])
def test_a_path_that_samba_would_read_as_another_is_refused(path):
    with pytest.raises(ValueError, match="Samba cannot share"):
        shares([path])


@given(
    st.lists(st.lists(st.sampled_from(["a", "A", "a-b", "b", "homes", "2"]), min_size=1, max_size=3)).map(
        lambda many: ["/srv/" + "/".join(parts) for parts in many]
    )
)
def test_no_folder_is_lost_or_shared_twice(folders):
    found = shares(folders)
    assert sorted(found.values()) == sorted(set(folders))
    assert len({name.casefold() for name in found} - set(RESERVED)) == len(found)
