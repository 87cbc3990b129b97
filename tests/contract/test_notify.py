"""Messages through the real Apprise to real servers on this machine: a webhook, and mail by SMTP.

Teams and Slack are not tried against the real services: only their addresses are built.
"""

import json
import socket
import subprocess
import sys
from email import message_from_string

import pytest
from apprise import Apprise

from drplan import Notify, Secret
from drplan.adapters.notify import AppriseNotifier
from drplan.adapters.secrets import SecretStore
from drplan.errors import SecretMissing, Unreachable
from drplan.ports import Message
from tests.contract.sinks import Mailbox, Webhook, serving

TOKEN = "t0kenT0kenT0kenT0kenT0ken"
WORSE = Message("Backups: 1 worse", "worse: files in onsite: beyond 4x\nworse: mail & <more>", worse=True)
OPS = Notify(name="ops", url=Secret.env("OPS_URL"))


@pytest.fixture
def send(monkeypatch):
    def to(url, message=WORSE):
        monkeypatch.setenv("OPS_URL", url)
        AppriseNotifier(SecretStore()).send(OPS, message)

    return to


def test_a_webhook_gets_title_lines_and_whether_it_is_bad_news(send):
    with serving(Webhook()) as hook:
        send(f"json://{hook.place}/{TOKEN}")
        send(f"json://{hook.place}/{TOKEN}", Message("Backups: 1 better", "better: files", worse=False))
    (path, first, _), (_, second, _) = hook.heard
    assert path.strip("/") == TOKEN
    assert json.loads(first)["title"] == WORSE.title
    assert json.loads(first)["message"] == WORSE.body
    assert [json.loads(each)["type"] for each in (first, second)] == ["warning", "success"]


def test_mail_arrives_with_the_title_as_its_subject_and_each_line_unchanged(send):
    with serving(Mailbox()) as box:
        send(f"mailto://{box.place}/?from=backup@d.example&to=ops@d.example&mode=insecure&format=text")
    ((envelope, text),) = box.mail
    assert [word.split()[1].upper() for word in envelope] == ["FROM:<BACKUP@D.EXAMPLE>", "TO:<OPS@D.EXAMPLE>"]
    mail = message_from_string(text)
    assert mail["Subject"] == WORSE.title
    body = bytes(mail.get_payload(decode=True)).decode()
    assert body.splitlines()[:2] == WORSE.body.splitlines()


def test_a_service_that_refuses_or_is_not_there_has_not_taken_it_and_its_address_stays_secret(send, capfd):
    with serving(Webhook()) as hook:
        hook.answers = [500] * 9
        with pytest.raises(Unreachable) as refused:
            send(f"json://{hook.place}/{TOKEN}")
    with pytest.raises(Unreachable) as gone:
        send(f"json://{hook.place}/{TOKEN}")
    for raised in (refused.value, gone.value):
        assert "ops" in raised.message
        assert "env OPS_URL" in raised.next_step
        assert TOKEN not in raised.message + raised.next_step
    assert capfd.readouterr() == ("", "")


def test_a_service_that_never_answers_has_not_taken_it_within_the_limit(send, monkeypatch):
    monkeypatch.setattr("drplan.adapters.notify.LIMIT_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(Unreachable):
        send(f"json://127.0.0.1:{silent.getsockname()[1]}/{TOKEN}")


@pytest.mark.parametrize(
    "url", ["nonsense", f"nosuch://{TOKEN}", f"slack://{TOKEN}", f"json://host/,json://other/{TOKEN} more"]
)
def test_what_is_no_address_is_said_without_showing_it(send, url, capfd):
    with pytest.raises((SecretMissing, Unreachable)) as raised:
        send(url)
    shown = f"{raised.value.message} {raised.value.next_step} {capfd.readouterr()}"
    assert TOKEN not in shown
    assert url not in shown


def test_an_address_that_leads_nowhere_is_said(monkeypatch):
    monkeypatch.delenv("OPS_URL", raising=False)
    with pytest.raises(SecretMissing, match="env OPS_URL"):
        AppriseNotifier(SecretStore()).send(OPS, WORSE)


@pytest.mark.parametrize(
    "url",
    [
        "workflows://prod-01.westus.logic.azure.com:443/0123456789abcdef0123456789abcdef/" + "s" * 43,
        "slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ/#backups",
        "jsons://user:secret@hooks.d.example/backups",
        "mailtos://user:secret@smtp.d.example:587/?from=backup@d.example&to=ops@d.example",
        "pover://uuuuuuuuuuuuuuuuuuuuuuuuuuuuuu@tttttttttttttttttttttttttttttt",
    ],
)
def test_addresses_of_the_services_that_the_page_names_can_be_built(url):
    assert Apprise.instantiate(url) is not None


def test_apprise_is_loaded_for_a_message_and_not_before():
    modules = "drplan.adapters.notify, drplan.adapters.textfile, drplan.cli.backup_status"
    look = f"import sys, {modules}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)
    assert not {"apprise", "prometheus_client", "requests"} & set(done.stdout.split())
