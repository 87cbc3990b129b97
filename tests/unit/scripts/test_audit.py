"""An audit that looked nothing up finds nothing, and must not be taken for a sound one."""

from scripts.audit import NOT_ALL, judge, main

SOUND = {"name": "click", "version": "8.5.1", "vulns": []}
FAULTY = {"name": "old", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["1.1"]}]}
SKIPPED = {"name": "lost", "skip_reason": "Dependency not found on PyPI and could not be audited: lost (1.0)"}


def test_an_audit_that_looked_everything_up_ends_well():
    assert judge({"dependencies": [SOUND]}) == (0, ["1 of 1 packages were looked up"])


def test_what_could_not_be_looked_up_is_counted_and_never_sound():
    code, lines = judge({"dependencies": [SOUND, SKIPPED]})
    assert code == NOT_ALL
    assert lines[0] == "1 of 2 packages were looked up"
    assert lines[1].startswith("NOT AUDITED: 1 packages")


def test_an_empty_report_is_no_sound_one():
    assert judge({"dependencies": []})[0] == NOT_ALL


def test_a_vulnerability_is_named_with_what_mends_it_even_where_others_were_not_looked_up():
    code, lines = judge({"dependencies": [FAULTY, SKIPPED]})
    assert code == 1
    assert lines[0] == "old 1.0: PYSEC-1, mended in 1.1"
    assert "NOT AUDITED" in lines[-1]


def test_without_uv_nothing_is_taken_for_audited(monkeypatch, capsys):
    monkeypatch.setattr("scripts.audit.ARGV", ("no-such-uv",))
    assert main() == 3
    assert capsys.readouterr().out.startswith("NOT AUDITED: no-such-uv is not on PATH")
