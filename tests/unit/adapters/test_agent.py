import sys
import zipfile
from io import BytesIO
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from drplan.adapters.agent import answer, restic
from drplan.adapters.agent.postgres import schema_digest
from drplan.adapters.agent.restic_results import moment
from drplan.adapters.agent_archive import archive_bytes

SCHEMA = "CREATE TABLE public.canary (\n    word text\n);\n"


def test_what_changes_from_dump_to_dump_does_not_change_the_schemas_digest():
    noisy = f"-- Dumped by pg_dump 15.18\n\n\\restrict x7Yq\n{SCHEMA}\n\\unrestrict x7Yq\n"
    assert schema_digest(noisy) == schema_digest(SCHEMA)
    assert schema_digest(SCHEMA.replace("text", "char")) != schema_digest(SCHEMA)


def test_the_archive_is_the_same_bytes_every_time_and_holds_the_standard_library_only():
    first, again = archive_bytes(), archive_bytes()
    assert first == again
    with zipfile.ZipFile(BytesIO(first)) as archive:
        text = "\n".join(archive.read(name).decode() for name in archive.namelist())
    imported = {
        line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))
    }
    assert imported - {"", "drplan_agent"} <= sys.stdlib_module_names


def test_a_verb_for_every_request_is_known_and_none_destroys():
    assert not [verb for verb in answer.VERBS if "forget" in verb or "prune" in verb or "delete" in verb]
    sources = Path(answer.__file__).parent.glob("*.py")
    assert not [s.name for s in sources if '"forget"' in s.read_text() or '"prune"' in s.read_text()]


def test_plain_text_between_json_lines_is_survived():
    said = 'created new cache\n{"message_type":"summary","snapshot_id":"ab"}\nnot json\n[{"id":"cd"}]\n'
    assert list(restic.messages(said)) == [{"message_type": "summary", "snapshot_id": "ab"}, {"id": "cd"}]


@given(st.text())
def test_no_text_breaks_the_reader_or_hides_the_message_after_it(text):
    found = list(restic.messages(f'{text}\n{{"id":"ab"}}\n'))
    assert found[-1] == {"id": "ab"}
    assert all(isinstance(message, dict) for message in found)


def test_nothing_secret_is_in_an_argument_list():
    place = restic.Target("restic", "rest:https://h:8000/x/", "/c", {"RESTIC_PASSWORD": "hunter2"}, "PEM")
    assert "hunter2" not in " ".join(restic.argv(place, "backup", "/srv", cached=True))


def test_addresses_of_served_repositories_are_known_and_of_folders_not():
    assert restic.address("rest:https://198.18.20.5:8000/x/") == ("198.18.20.5", 8000)
    assert restic.address("s3:http://203.0.113.10:8333/bucket") == ("203.0.113.10", 8333)
    assert restic.address("s3:s3.amazonaws.com/bucket") == ("s3.amazonaws.com", 443)
    assert restic.address("/srv/repository") is None


def test_nanoseconds_are_cut_and_zones_kept():
    assert moment("2026-11-22T03:01:20.550806796Z").isoformat() == "2026-11-22T03:01:20.550806+00:00"
    assert moment("2026-11-22T03:01:20.5+01:00").isoformat() == "2026-11-22T03:01:20.500000+01:00"
    assert moment("2026-11-22T03:01:20Z").isoformat() == "2026-11-22T03:01:20+00:00"
