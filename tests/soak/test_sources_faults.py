"""What can go wrong with a source, on real hosts of two releases; and what goes right, on the other one."""

import pytest

from tests.e2e.roles_lab import CORES, roles_applied, roles_lab
from tests.e2e.test_sources import (
    SUFFIX,
    prepared,
    test_a_directory_comes_back_to_the_byte_with_its_canary,
    test_a_dump_that_ends_early_and_well_is_refused,
    test_a_mariadb_database_comes_back_with_its_programs_and_every_row,
    test_a_whole_cluster_comes_back_from_its_base_backup_and_a_failed_one_leaves_it_as_it_was,
)

__all__ = [
    "roles_applied",
    "roles_lab",
    "test_a_directory_comes_back_to_the_byte_with_its_canary",
    "test_a_dump_that_ends_early_and_well_is_refused",
    "test_a_mariadb_database_comes_back_with_its_programs_and_every_row",
    "test_a_whole_cluster_comes_back_from_its_base_backup_and_a_failed_one_leaves_it_as_it_was",
]

pytestmark = pytest.mark.lab

CLUSTER = "set -- $(pg_lsclusters -h)"


@pytest.fixture(scope="module", params=CORES)
def host(request, roles_applied):
    return prepared(roles_applied[0], request.param)


def test_a_directory_that_slapcat_leaves_half_out_is_refused(host):
    before = host.in_place_of("slapcat", f'/usr/sbin/slapcat -a "(objectClass=dcObject)" -b {SUFFIX}')
    assert host.refused("ldap", {"suffix": SUFFIX}, before=before) == "source-not-whole"


def test_a_database_that_goes_down_in_the_middle_of_its_dump_leaves_nothing(host):
    host.sql("create table if not exists long as select generate_series(1, 900000) n;")
    kill = "kill -KILL $(head -n 1 /var/lib/postgresql/*/main/postmaster.pid)"
    before = host.in_place_of("pg_dump", f'/usr/bin/pg_dump "$@" | {{ head -c 300000; {kill}; cat; }}')
    try:
        source = {"database": "kept_grades"}
        assert host.refused("postgres", source, before=before) in ("source-broken-off", "source-not-whole")
    finally:
        host.run(f"{CLUSTER}; systemctl restart postgresql@$1-main")
    assert "answer" in host.protect("postgres", {"database": "kept_grades"})


def test_each_thing_that_is_wrong_with_a_database_has_its_name(host):
    host.postgres("createdb nothing_here")
    host.run("mariadb", "create or replace database nothing_here;")
    for kind in ("postgres", "mariadb"):
        assert host.refused(kind, {"database": "nothing_here"}) == "source-empty"
    grades = {"database": "kept_grades"}
    assert host.refused("postgres", grades, before="PGUSER=grades") == "source-refused"
    host.run("mkdir -p /run/few && ln -sf /usr/bin/python3 /usr/bin/setpriv /usr/bin/ssh-keygen /run/few/")
    assert host.refused("postgres", grades, before="PATH=/run/few") == "tool-missing"
    host.run(f"systemctl stop mariadb; {CLUSTER}; systemctl stop postgresql@$1-main")
    try:
        for kind, source in {"postgres": grades, "mariadb": {"database": "meals"}}.items():
            assert host.refused(kind, source) == "source-down"
    finally:
        host.run(f"systemctl start mariadb; {CLUSTER}; systemctl start postgresql@$1-main")
