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


def test_clean_data_passes():
    refuse_secrets(b'{"detail":"restored 12 files"}', SECRETS, where="record.json")


def test_a_secret_too_short_to_tell_from_chance_is_not_looked_for():
    refuse_secrets(b"admin", ["admin", ""], where="record.json")
