"""Controllers read by their APIs, from a fake that speaks their documented shapes over real HTTPS.

No real Meraki organisation and no real UniFi console was tried.
"""

import json
import logging
import ssl
from contextlib import contextmanager
from typing import Any

import pytest

from drplan.adapters.access import Access
from drplan.adapters.network.controllers import ControllerDevice
from drplan.adapters.network.controllers.client import Pace, ReadingClient
from drplan.adapters.network.controllers.line import Line, ReadingConnection
from drplan.adapters.network.devices import SshDevices
from drplan.adapters.sources import DeviceText
from drplan.declare import NetworkDevice, Secret
from drplan.errors import (
    DrplanError,
    NotWhole,
    NoWayBack,
    SecretMissing,
    SourceError,
    Unreachable,
    UsageError,
)
from drplan.gear import PLATFORMS
from drplan.gear.loading import LOADING
from drplan.gear.mask import masked
from drplan.gear.settled import settled
from tests import controllers_fake as fake
from tests.controllers_fake import KEY, MERAKI, NETWORK, ORGANIZATION, UNIFI, FakeApi, Reply, counted

SETTINGS = f"{MERAKI}/networks/{NETWORK}/settings"
DEVICES = f"{MERAKI}/organizations/{ORGANIZATION}/devices"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    api = FakeApi(tmp_path_factory.mktemp("controller"))
    yield api
    api.stop()


@pytest.fixture
def meraki(server):
    server.answers, server.asked = fake.meraki_answers(), []
    return server


@pytest.fixture
def unifi(server):
    server.answers, server.asked = fake.unifi_answers(), []
    return server


class Slept:
    """A clock that only goes on while somebody sleeps."""

    def __init__(self):
        self.waits = []

    def clock(self):
        return sum(self.waits)

    def pace(self, **fields):
        return Pace(clock=self.clock, sleep=self.waits.append, **fields)


def declared(platform, **fields):
    known = {
        "name": "hs-ctl1",
        "address": fake.HOST,
        "owner": "n",
        "platform": platform,
        "serial": fake.SERIAL,
    }
    return NetworkDevice.model_validate({**known, "admin": Secret.env("CONTROLLER_KEY"), **fields})


def opened(api, platform, *, pace=None, key=KEY, trust=None, longest=None, **fields):
    line = Line(fake.HOST, api.port, trust or api.trust(), **({"longest": longest} if longest else {}))
    known = PLATFORMS[platform]
    assert known.controller is not None
    client = ReadingClient("hs-ctl1", known.controller, line, key, pace or Slept().pace())
    return ControllerDevice(declared(platform, **fields), known, client)


def refused(api, platform="cisco-meraki", kind=DrplanError, **how):
    with pytest.raises(kind) as caught:
        opened(api, platform, **how).fetch()
    error = caught.value
    assert error.message.startswith("hs-ctl1")
    assert error.next_step
    assert KEY not in f"{error.message} {error.next_step} {error!r}"
    return error


def test_a_merakis_network_comes_as_one_document_with_its_units(meraki):
    held = json.loads(opened(meraki, "cisco-meraki").fetch())
    assert (held["schema"], held["platform"]) == ("drplan/controller/1", "cisco-meraki")
    assert held["organization"]["policyObjects"] == [
        {"id": "11", "name": "printers", "cidr": "10.20.40.0/24"}
    ]
    assert held["appliance"]["vlans"][0]["subnet"] == "10.20.20.0/24"
    assert held["ssids"]["0"]["splash"] == {"splashPage": "None"}
    assert sorted(held["devices"]) == ["Q2SW-0000-0001", fake.SERIAL]
    assert [port["portId"] for port in held["devices"]["Q2SW-0000-0001"]["ports"]] == ["1", "2"]


def test_a_consoles_sites_come_as_one_document_with_details(unifi):
    held = json.loads(opened(unifi, "ubiquiti-unifi").fetch())
    assert held["application"] == {"version": "10.4.57"}
    site = held["sites"]["s-1"]
    assert [each["vlanId"] for each in site["networks"]] == [1, 20]
    assert site["wifi"][0]["securityConfiguration"]["passphrase"] == "Quiet-Otter-31"
    assert site["lags"] == []


def test_an_application_is_asked_only_for_what_its_version_has(unifi):
    unifi.answers = fake.unifi_answers("10.1.78")
    assert "lags" not in json.loads(opened(unifi, "ubiquiti-unifi").fetch())["sites"]["s-1"]
    assert not [path for _, path, _ in unifi.asked if "switching" in path]
    unifi.answers = fake.unifi_answers("9.5.21")
    assert "9.5.21" in refused(unifi, "ubiquiti-unifi", SourceError).message


@pytest.mark.parametrize("platform", ["cisco-meraki", "ubiquiti-unifi"])
def test_only_get_leaves_and_the_same_told_twice_is_the_same_text(server, platform):
    server.answers = fake.meraki_answers() if "meraki" in platform else fake.unifi_answers()
    server.asked = []
    text = opened(server, platform).fetch()
    assert server.verbs == {"GET"}
    assert opened(server, platform).fetch() == text
    assert KEY not in text


def test_what_changes_by_itself_is_kept_and_not_compared(unifi):
    platform = PLATFORMS["ubiquiti-unifi"]
    before = opened(unifi, "ubiquiti-unifi").fetch()
    unit = unifi.answers[f"{UNIFI}/sites/s-1/devices/d-1"]
    unit.update(state="OFFLINE", ipAddress="10.20.0.77", provisionedAt="2026-11-23T04:00:00Z")
    after = opened(unifi, "ubiquiti-unifi").fetch()
    assert before != after
    assert (
        settled(before, platform) == settled(after, platform) == settled(settled(after, platform), platform)
    )
    unit["name"] = "hs-ap1-gym"
    assert settled(opened(unifi, "ubiquiti-unifi").fetch(), platform) != settled(after, platform)


@pytest.mark.parametrize(
    ("platform", "secrets"),
    [("cisco-meraki", ["Gecko-Plaza-19", "Chalk77Board"]), ("ubiquiti-unifi", ["Quiet-Otter-31"])],
)
def test_a_masked_document_is_still_one_and_holds_no_secret(server, platform, secrets):
    server.answers = fake.meraki_answers() if "meraki" in platform else fake.unifi_answers()
    text = opened(server, platform).fetch()
    known = PLATFORMS[platform]
    shown = masked(text, known, b"key")
    assert all(each in text and each not in shown for each in secrets)
    assert shown.count("<secret ") == len(secrets)
    assert json.loads(settled(shown, known))
    assert masked(shown, known, b"key") == shown
    changed = masked(text.replace(secrets[0], "Another-One-7"), known, b"key")
    assert sum(a != b for a, b in zip(changed.splitlines(), shown.splitlines(), strict=True)) == 1


def linked(pages, host):
    """Answer Meraki's pages: each but the last leads on by a link."""

    def page(query):
        at = int(query.get("startingAfter", 0))
        if at + 1 == len(pages):
            return Reply(pages[at])
        url = f"https://{host}{DEVICES}?perPage=1000&startingAfter={at + 1}"
        return Reply(pages[at], Link=f"<{url}>; rel=next, <https://x/>; rel=first")

    return page


def test_linked_pages_are_read_to_the_last(meraki):
    units = meraki.answers[DEVICES]
    meraki.answers[DEVICES] = linked([units[:1], units[1:2], units[2:]], f"{fake.HOST}:{meraki.port}")
    assert len(json.loads(opened(meraki, "cisco-meraki").fetch())["devices"]) == 2
    assert [path for _, path, _ in meraki.asked].count(DEVICES) == 3


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "api.meraki.com@evil.example", "[broken"]
)
def test_a_next_page_elsewhere_is_refused_and_the_key_stays(meraki, host):
    units = meraki.answers[DEVICES]
    meraki.answers[DEVICES] = linked([units[:1], units[1:]], host)
    error = refused(meraki, kind=SourceError)
    assert "next page" in error.message
    assert [path for _, path, _ in meraki.asked].count(DEVICES) == 1


@pytest.mark.parametrize("link", ["</x>; REL=next", '</x>; title="a"; rel="up next"', "next"])
@pytest.mark.parametrize("path", [DEVICES, SETTINGS], ids=["a list in pages", "a thing"])
def test_an_answer_that_says_that_more_follows_is_not_taken_for_all(meraki, path, link):
    meraki.answers[path] = Reply(meraki.answers[path], Link=link)
    refused(meraki, kind=(NotWhole, SourceError))


def test_all_answers_together_have_a_size(meraki):
    assert "together" in refused(meraki, kind=NotWhole, pace=Slept().pace(size=700)).message


def test_pages_in_circles_end(meraki):
    url = f"https://{fake.HOST}:{meraki.port}{DEVICES}?startingAfter=1"
    meraki.answers[DEVICES] = Reply([], Link=f'<{url}>; rel="next"')
    assert "circles" in refused(meraki, kind=NotWhole).message


def test_counted_pages_are_read_to_the_last(unifi):
    zones = [{"id": f"z-{number:03}", "name": str(number)} for number in range(450)]
    unifi.answers[f"{UNIFI}/sites/s-1/firewall/zones"] = counted(zones[::-1])
    held = json.loads(opened(unifi, "ubiquiti-unifi").fetch())
    assert held["sites"]["s-1"]["firewallZones"] == zones


@pytest.mark.parametrize(
    "page",
    [
        {"offset": 0, "limit": 200, "count": 1, "totalCount": 2, "data": []},
        {"offset": 0, "limit": 200, "count": 0, "totalCount": 2, "data": []},
        {"offset": 7, "limit": 200, "count": 0, "totalCount": 0, "data": []},
        {"offset": 0, "limit": 200, "count": 1, "totalCount": 0, "data": [{"id": "z"}]},
        {"offset": 0, "limit": 200, "count": 1, "totalCount": 1, "data": ["z"]},
        {"offset": 0, "limit": 200, "count": 1, "totalCount": 1, "data": [{"name": "without an id"}]},
        {"offset": 0, "limit": 200, "count": 2, "totalCount": 2, "data": [{"id": "z"}, {"id": "z"}]},
        {"data": None},
        [],
    ],
)
def test_a_page_that_does_not_add_up_is_no_backup(unifi, page):
    unifi.answers[f"{UNIFI}/sites/s-1/firewall/zones"] = page
    assert "/sites/s-1/firewall/zones" in refused(unifi, "ubiquiti-unifi", NotWhole).message


def test_a_busy_api_is_waited_for_as_long_as_it_asks(meraki):
    slept = Slept()
    meraki.answers[SETTINGS] = [
        Reply({}, 429, Retry_After="7"),
        Reply({}, 429, Retry_After="2"),
        Reply({"a": 1}),
    ]
    assert json.loads(opened(meraki, "cisco-meraki", pace=slept.pace()).fetch())["network"]["settings"] == {
        "a": 1
    }
    assert slept.waits == [7.0, 2.0]


def test_an_api_that_asks_for_too_much_patience_is_given_up(meraki):
    slept = Slept()
    meraki.answers[SETTINGS] = Reply({}, 429, Retry_After="3600")
    error = refused(meraki, kind=Unreachable, pace=slept.pace())
    assert f"/networks/{NETWORK}/settings" in error.message
    assert slept.waits == []


def test_an_api_that_fails_is_asked_again_ever_later_and_then_given_up(meraki):
    slept = Slept()
    meraki.answers[SETTINGS] = [Reply({}, 500), Reply({}, 503), Reply({"a": 1})]
    opened(meraki, "cisco-meraki", pace=slept.pace()).fetch()
    assert slept.waits == [1.0, 2.0]
    meraki.answers[SETTINGS] = Reply({}, 502)
    assert "502" in refused(meraki, kind=Unreachable, pace=slept.pace()).message
    assert slept.waits == [1.0, 2.0, 1.0, 2.0, 4.0, 8.0]


def test_all_of_it_has_a_time_and_a_number_of_requests(meraki):
    slept = Slept()
    meraki.answers[SETTINGS] = Reply({}, 500)
    assert "patience" in refused(meraki, kind=Unreachable, pace=slept.pace(in_all=2.0)).message
    assert "requests" in refused(meraki, kind=NotWhole, pace=Slept().pace(requests=4)).message


def test_an_unknown_key_and_a_missing_right_are_said_apart_and_not_tried_twice(meraki):
    error = refused(meraki, kind=SourceError, key="another-key")
    assert "does not know the key" in error.message
    assert "another-key" not in f"{error.message}{error.next_step}"
    assert len(meraki.asked) == 1
    meraki.answers[SETTINGS] = Reply({"errors": [f"no right for {KEY}"]}, 403)
    error = refused(meraki, kind=SourceError)
    assert f"/networks/{NETWORK}/settings" in error.message
    assert "read-only access" in error.next_step


@pytest.mark.parametrize(
    "reply",
    [
        Reply(b'{"a": [1, 2'),
        Reply({"a": 1}, missing=9),
        Reply(b'{"a": NaN}'),
        Reply(b"<html>welcome</html>", kind="text/html"),
        Reply({"a": 1}, kind="text/plain"),
        Reply({"errors": ["VLANs are not enabled"]}, 400),
        Reply({}, 404),
        Reply(b"", 204),
    ],
    ids=["cut JSON", "cut body", "no JSON number", "a page", "another type", "400", "404", "204"],
)
def test_an_endpoint_that_does_not_tell_makes_no_backup(meraki, reply):
    meraki.answers[SETTINGS] = reply
    assert f"GET /networks/{NETWORK}/settings" in refused(meraki, kind=NotWhole).message


def test_a_huge_answer_is_not_read_to_its_end(meraki):
    meraki.answers[SETTINGS] = Reply({"a": "x" * 5000})
    assert "longer than 4000 bytes" in refused(meraki, kind=NotWhole, longest=4000).message


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(meraki, status):
    meraki.answers[SETTINGS] = Reply({}, status, Location="https://n123.meraki.example/api/v1/x")
    before = len(meraki.asked)
    assert "elsewhere" in refused(meraki, kind=SourceError).message
    assert meraki.asked[-1][1] == SETTINGS
    assert len(meraki.asked) > before


def test_a_missing_list_of_units_or_an_unknown_network_is_no_backup(meraki):
    meraki.answers[DEVICES] = []
    assert "no unit" in refused(meraki, kind=NotWhole).message
    meraki.answers[f"{MERAKI}/devices/{fake.SERIAL}"] = {"serial": fake.SERIAL}
    assert "networkId" in refused(meraki, kind=NotWhole).message


def test_vlans_are_asked_for_only_where_they_are_on(meraki):
    meraki.answers[f"{MERAKI}/networks/{NETWORK}/appliance/vlans/settings"] = {"vlansEnabled": False}
    assert "vlans" not in json.loads(opened(meraki, "cisco-meraki").fetch())["appliance"]
    assert not [path for _, path, _ in meraki.asked if path.endswith("/appliance/vlans")]


def test_a_unit_without_a_serial_number_says_what_to_declare(meraki):
    assert "serial" in refused(meraki, kind=UsageError, serial=None).next_step
    assert meraki.asked == []


def test_a_certificate_that_is_not_the_districts_is_not_believed(meraki):
    error = refused(meraki, kind=Unreachable, trust=ssl.create_default_context())
    assert "not believed" in error.message
    assert meraki.asked == []


@pytest.mark.parametrize("verb", ["POST", "PUT", "DELETE", "PATCH", "HEAD", "get"])
def test_no_other_verb_leaves_the_line(meraki, verb):
    line = ReadingConnection(fake.HOST, meraki.port, context=meraki.trust())
    with pytest.raises(UsageError, match="only reads"):
        line.request(verb, SETTINGS, headers={"Authorization": f"Bearer {KEY}"})
    line.close()
    assert meraki.asked == []


@pytest.mark.parametrize("key", ["", "two words", "line\nbreak", "schlüssel"])
def test_a_key_that_cannot_be_one_is_never_shown(meraki, key):
    error = refused(meraki, kind=SecretMissing, key=key)
    assert not key or key not in error.message


def test_a_key_shows_in_no_word_of_the_client_and_no_log(meraki, caplog):
    caplog.set_level(logging.DEBUG)
    device = opened(meraki, "cisco-meraki")
    device.fetch()
    client = device._client
    assert KEY not in f"{client!r} {client.line!r} {device!r} {caplog.text}"


def test_nothing_is_changed_on_a_controller(unifi):
    device = opened(unifi, "ubiquiti-unifi")
    with pytest.raises(NoWayBack):
        device.apply(["x"])
    for work in (device.confirm, device.rollback, device.save, device.neighbours, lambda: device.diff("x")):
        with pytest.raises(SourceError):
            work()
    with pytest.raises(UsageError, match="does not bring a controller back"):
        device.restore("x")
    assert unifi.asked == []


def test_a_lab_asks_no_controller_and_no_key_means_no_question():
    class Secrets:
        def read(self, secret):
            raise AssertionError(secret)

    for platform in ("cisco-meraki", "ubiquiti-unifi"):
        for where in ("lab", "loopback lab"):
            with (
                pytest.raises(Unreachable, match="the real one is not asked"),
                SshDevices(Access(where=where), Secrets()).open(declared(platform)),
            ):
                pass
        with (
            pytest.raises(SecretMissing, match="API key is not declared"),
            SshDevices(Access(), Secrets()).open(declared(platform, admin=None)),
        ):
            pass


def test_what_is_kept_of_a_controller_is_its_document_its_facts_and_what_a_person_does(meraki):
    class Source:
        @contextmanager
        def _open(self):
            yield opened(meraki, "cisco-meraki")

        def capture(self, _):
            with self._open() as device:
                return device.facts(), device.fetch()

    source: Any = Source()
    captured, facts = DeviceText(declared("cisco-meraki"), source).captured()
    assert captured.name == "hs-ctl1.json"
    assert int(captured.entries["running-config"]["lines"]) > 50
    assert (facts.model, facts.serial, facts.version) == ("MX85", fake.SERIAL, "wired-18-211")
    assert "drplan does not bring it back" in captured.beside[LOADING]
    assert "claim the new unit" in captured.beside[LOADING]
    assert not [each for each in ("Gecko", "Chalk", KEY) if each in captured.beside[LOADING]]
