"""A district whose names are programs: what ``init`` writes of them runs nothing, in no other folder."""

import pytest

from tests.unit.cli.test_init import DAY, options, run

FREE = ("district", "site-title", "director-phone", "administrator-phone", "keeper", "keeper-phone")
NAMES = ("site", "server", "domain")
HOSTILE = (
    'a\'"""\nimport os; os.system(\'touch {acted}\')\n"""',
    "a\"; __import__('os').system('touch {acted}') #",
    "$(touch {acted}) `touch {acted}`",
    "a\n\ttouch {acted}",
    "!!python/object/apply:os.system [touch {acted}]",
    "{{{{ 7*7 }}}} ${{{{ github.token }}}} a\\",
)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_no_name_is_run_by_what_was_written(tmp_path, monkeypatch, number):
    acted, folder = tmp_path / "acted", tmp_path / "maple"
    said = HOSTILE[number].format(acted=acted)
    done = run("init", folder, *options(**dict.fromkeys(FREE, said)), *DAY)
    if done.exit_code == 0:
        monkeypatch.chdir(folder)
        assert run("validate", *DAY).exit_code == 0
        scripts = [folder / "Makefile", folder / "with-secrets", *(folder / ".github").rglob("*.yml")]
        assert not [path for path in scripts if str(acted) in path.read_text()]
    assert not acted.exists()


@pytest.mark.parametrize("field", NAMES)
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, field):
    done = run("init", tmp_path / "deep" / "maple", *options(**{field: "../../evil"}), *DAY)
    assert done.exit_code != 0
    assert not list(tmp_path.rglob("*evil*"))
