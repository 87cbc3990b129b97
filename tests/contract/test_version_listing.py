"""A listing as AWS writes it, versions and delete markers mixed: moto parts them, so a small server plays it.

The server is no S3: it answers ListObjectVersions with two pages and nothing else.
"""

import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest

from drplan.adapters.aws.versions import versions
from drplan.plan.cloud.point_in_time import then

SECOND = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
VERSION = (
    "<{sort}><Key>{key}</Key><VersionId>{name}</VersionId><IsLatest>{latest}</IsLatest>"
    "<LastModified>2026-11-20T06:00:{second:02}.000Z</LastModified><Size>1</Size></{sort}>"
)


def listed(sort, key, name, second, *, latest=False):
    return VERSION.format(sort=sort, key=key, name=name, second=second, latest=str(latest).lower())


def page(*entries, after=""):
    more = (
        f"<NextKeyMarker>{after}</NextKeyMarker><NextVersionIdMarker>x</NextVersionIdMarker>" if after else ""
    )
    cut = f"<IsTruncated>{str(bool(after)).lower()}</IsTruncated>"
    return f"<ListVersionsResult>{cut}{more}{''.join(entries)}</ListVersionsResult>".encode()


@pytest.fixture
def client():
    """Return a client of a server that tells the pages it is given, one an answer."""
    pages: list[bytes] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            body = pages.pop(0)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        made = boto3.client(
            "s3",
            region_name="us-east-1",
            endpoint_url=f"http://127.0.0.1:{server.server_port}",
            aws_access_key_id="lab",
            aws_secret_access_key="lab",
        )
        yield made, pages
        server.shutdown()


def current(found):
    """Return the version that was current at the sixth second, by key; nothing for one that was not there."""
    told = then(found, SECOND + timedelta(seconds=6))
    return {each.key: (each.state, each.version and each.version.version) for each in told}


def names(found):
    return [(each.key, each.version, each.ordered) for each in found]


def test_a_put_and_a_delete_in_one_second_come_in_the_listings_order_also_over_two_pages(client):
    made, pages = client
    first = [
        listed("Version", "a", "a3", 9, latest=True),
        listed("DeleteMarker", "a", "a2", 5),
        listed("Version", "a", "a1", 5),
        listed("Version", "b", "b4", 9, latest=True),
        listed("Version", "b", "b3", 5),
    ]
    pages += [
        page(*first, after="b"),
        page(listed("DeleteMarker", "b", "b2", 5), listed("Version", "b", "b1", 5)),
    ]
    found = list(versions(made, "bucket"))
    assert [name for _, name, _ in names(found)] == ["a3", "a2", "a1", "b4", "b3", "b2", "b1"]
    assert current(found) == {"a": ("absent", "a2"), "b": ("there", "b3")}


def test_a_server_that_parts_versions_and_markers_leaves_one_second_unknown(client):
    made, pages = client
    pages.append(
        page(
            listed("Version", "a", "a3", 9, latest=True),
            listed("Version", "a", "a1", 5),
            listed("Version", "b", "b1", 3),
            listed("DeleteMarker", "a", "a2", 5),
            listed("DeleteMarker", "b", "b2", 7, latest=True),
        )
    )
    found = list(versions(made, "bucket"))
    assert [each.ordered for each in found] == [False] * 5
    told = current(found)
    assert (told["a"][0], told["b"]) == ("unknown", ("there", "b1"))


def test_a_server_that_writes_all_markers_first_is_put_in_the_order_of_keys(client):
    made, pages = client
    markers = [listed("DeleteMarker", key, f"{key}2", 7, latest=True) for key in "ab"]
    pages.append(page(*markers, *(listed("Version", key, f"{key}1", 3) for key in "ab")))
    assert [each.version for each in versions(made, "bucket")] == ["a2", "a1", "b2", "b1"]


def test_what_others_ask_by_the_same_client_is_left_as_it_is(client):
    made, pages = client
    pages += [page(listed("Version", "a", "a1", 5, latest=True))] * 2
    assert len(list(versions(made, "bucket"))) == 1
    assert [each["VersionId"] for each in made.list_object_versions(Bucket="bucket")["Versions"]] == ["a1"]
