"""A controller backed up by its API into a real restic and a real git, as an operator types it.

The controller is a fake that speaks UniFi's documented shapes over real HTTPS: no real one was tried.
"""

import json
import subprocess
from contextlib import nullcontext
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from click.testing import CliRunner

from drplan import wiring
from drplan.adapters.access import Access
from drplan.adapters.network.controllers import device as controller
from drplan.adapters.secrets import SecretStore
from drplan.adapters.tools import find_restic
from drplan.cli import cli
from drplan.declare import Secret
from tests.contract.weak_key import PASSWORD, make_repository
from tests.controllers_fake import HOST, KEY, UNIFI, FakeApi, Reply, unifi_answers
from tests.device_fleet import declared

ROOT = Path(__file__).parents[2]


class Console:
    name, platform = "hs-ctl1", "ubiquiti-unifi"


def district(repository):
    """Return a school whose only device is a console at the fake's address."""
    found = declared([Console()], repository)
    (site,) = found.sites
    console = site.assets[0].model_copy(
        update={"address": IPv4Address(HOST), "admin": Secret.env("DRPLAN_TEST_CONTROLLER_KEY")}
    )
    return found.model_copy(update={"sites": (site.model_copy(update={"assets": (console,)}),)})


@pytest.fixture
def api(tmp_path, monkeypatch):
    found = FakeApi(tmp_path)
    found.answers = unifi_answers()
    restic = str(find_restic(ROOT / ".drplan"))
    there = district(make_repository(tmp_path / "repository", restic))
    monkeypatch.setenv("SSL_CERT_FILE", str(found.authority))
    monkeypatch.setenv("DRPLAN_TEST_CONTROLLER_KEY", KEY)
    monkeypatch.setenv("DRPLAN_TEST_PASSWORD", PASSWORD)
    monkeypatch.setenv("DRPLAN_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("DRPLAN_RESTIC", restic)
    monkeypatch.setattr(controller, "HTTPS_PORT", found.port)
    monkeypatch.setattr(wiring, "district", lambda _: there)
    monkeypatch.setattr(wiring, "secrets", SecretStore)
    monkeypatch.setattr(wiring, "enter", Access)
    with nullcontext(found):
        yield found
    found.stop()


def typed(*words):
    return CliRunner().invoke(cli, [*words])


def test_a_controller_is_kept_whole_and_masked_comes_back_as_a_file_and_is_never_written_to(api, tmp_path):
    done = typed("backup", "run", "--kind", "network", "--format", "json")
    assert done.exit_code == 0, done.output
    history = ["git", "--git-dir", str(tmp_path / "state/configurations")]
    shown = subprocess.run([*history, "log", "-p"], capture_output=True, text=True, check=True).stdout
    assert '"passphrase": "<secret ' in shown
    secrets = ("Quiet-Otter-31", KEY)
    assert not [each for each in secrets if each in shown + done.output]
    back = typed("restore", "hs-ctl1-config", "--to", str(tmp_path / "back"))
    assert back.exit_code == 0, back.output
    (kept,) = (tmp_path / "back").rglob("hs-ctl1.json")
    site = json.loads(kept.read_text())["sites"]["s-1"]
    assert site["wifi"][0]["securityConfiguration"]["passphrase"] == "Quiet-Otter-31"
    assert "drplan does not bring it back" in next((tmp_path / "back").rglob("LOADING.txt")).read_text()
    assert api.verbs == {"GET"}

    api.answers[f"{UNIFI}/sites/s-1/wifi/broadcasts/w-1"]["securityConfiguration"]["passphrase"] = (
        "Loud-Otter-32"
    )
    changed = typed("backup", "run", "--kind", "network", "--because", "new passphrase")
    assert changed.exit_code == 0, changed.output
    assert "1 line more, 1 line less, in sites" in changed.stdout
    assert "Loud-Otter-32" not in changed.output

    api.answers[f"{UNIFI}/sites/s-1/firewall/zones"] = Reply({}, 500, Retry_After="999")
    failed = typed("backup", "run", "--kind", "network")
    assert failed.exit_code == 2, failed.output
    assert "GET /sites/s-1/firewall/zones" in failed.output
    assert KEY not in failed.output
