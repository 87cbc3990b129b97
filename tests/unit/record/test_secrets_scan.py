"""A known secret is found in what is about to be written, and never repeated."""

from __future__ import annotations

import json

import pytest

from drplan.errors import EvidenceError
from drplan.record.secrets_scan import refuse_secrets

SECRETS = ["correct horse", 'quo"ted\\pass', "zwölf→Uhr", "line one\nline two"]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "written",
    [
        lambda secret: f"password={secret};".encode(),
        lambda secret: json.dumps({"detail": f"x{secret}y"}).encode(),
        lambda secret: json.dumps({"detail": f"x{secret}y"}, ensure_ascii=False).encode(),
    ],
)
def test_a_secret_is_found_plain_and_escaped(secret, written):
    with pytest.raises(EvidenceError) as caught:
        refuse_secrets(written(secret), ["another one", secret], where="record.json")
    assert secret not in str(caught.value) + caught.value.next_step
    assert "record.json" in str(caught.value)


def test_clean_data_passes_and_the_same_with_a_secret_in_it_does_not():
    clean = '{"detail":"restored 12 files"}'
    refuse_secrets(clean.encode(), SECRETS, where="record.json")
    with pytest.raises(EvidenceError):
        refuse_secrets(clean.replace("files", SECRETS[0]).encode(), SECRETS, where="record.json")


def test_a_secret_too_short_to_tell_from_chance_is_not_looked_for_and_one_letter_more_is():
    refuse_secrets(b"admin", ["admin", ""], where="record.json")
    with pytest.raises(EvidenceError):
        refuse_secrets(b"admin1", ["admin1"], where="record.json")
