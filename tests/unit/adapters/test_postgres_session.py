"""What is asked of PostgreSQL is asked of its own functions; what is said on the way is no answer."""

from drplan.adapters.agent.postgres_session import session

PSQL = r"""#!/bin/sh
while IFS= read -r line; do
  printf '%s\n' "$line" >> "$HEARD"
  case $line in "\\echo "*) printf '%s\n' "${line#* }" ;; esac
done
"""


def test_each_session_begins_by_looking_for_names_in_pg_catalog_alone(tmp_path, monkeypatch):
    for name, body in {
        "psql": PSQL,
        "setpriv": '#!/bin/sh\nwhile [ "$1" != -- ]; do shift; done\nshift\nexec "$@"',
    }.items():
        (tmp_path / name).write_text(body)
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("HEARD", str(tmp_path / "heard"))
    with session("gradebook") as held:
        assert held.ask("select 1;") == []
    first, _, *later = (tmp_path / "heard").read_text().splitlines()
    assert first == "set search_path = pg_catalog; set client_min_messages = error;"
    assert "select 1;" in later
