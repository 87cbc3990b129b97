"""Results of other tools: read for what they say, refused for what they are not, and nobody's data kept."""

import copy
import json
from collections import Counter
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from drplan import AwsAccount, GoogleWorkspace, Microsoft365
from drplan.errors import UsageError
from drplan.posture.reading import read_results, see_tenant, see_time
from drplan.posture.scuba import result_of
from drplan.posture.untrusted import LARGEST

CASES = Path(__file__).parents[2] / "cases" / "posture"
REFUSED = json.loads((CASES / "refused.json").read_text())
WORDS = json.loads((CASES / "words.json").read_text())
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def sample(tool):
    return (CASES / f"{tool}.json").read_bytes()


def hostile(case):
    """Return the bytes of a case: a text, or a sample with one thing changed."""
    if "text" in case:
        return case["text"].encode()
    if "cut" in case:
        return sample("scubagear")[: case["cut"]]
    if "nested" in case:
        return b"[" * case["nested"]
    whole = json.loads(sample(case["of"]))
    (*way, last), value = case["set"]
    place = whole
    for step in way:
        place = place[step]
    place[last] = value
    return json.dumps(whole).encode()


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["name"])
def test_a_hostile_file_is_refused_in_one_line(case):
    with pytest.raises(UsageError) as refused:
        read_results(hostile(case))
    assert case["says"] in refused.value.message
    assert "\n" not in refused.value.message
    assert len(refused.value.message) < 250
    assert not any(each in refused.value.message for each in ("@", "<", "ana"))


def test_a_file_too_large_is_not_even_parsed():
    with pytest.raises(UsageError, match="larger than 64 MB"):
        read_results(b" " * (LARGEST + 1))


@pytest.mark.parametrize("case", WORDS, ids=lambda case: f"{case['said']} ({case['criticality']})")
def test_a_tools_word_means_what_its_source_says(case):
    assert result_of(case["said"], case["criticality"]) == case["means"]


@pytest.mark.parametrize(
    ("tool", "kind"), [("scubagear", "microsoft-365"), ("scubagoggles", "google-workspace")]
)
def test_a_real_sample_is_read_whole_as_its_own_summary_counts_it(tool, kind):
    found = read_results(sample(tool))
    assert (found.tool, found.kind) == (tool, kind)
    said: Counter[str] = Counter()
    for product in json.loads(sample(tool))["Summary"].values():
        said.update({name: product[name] for name in ("Passes", "Failures", "Warnings", "Manual")})
    seen = Counter(each.result for each in found.seen)
    assert seen["pass"] == said["Passes"] > 0
    assert seen["fail"] == said["Failures"] + said["Warnings"] > 0
    assert seen["not-checked"] + seen["no-events"] == said["Manual"] > 0
    assert seen.total() == said.total()


def test_prowlers_findings_are_counted_by_check():
    found = read_results(sample("prowler"))
    assert (found.tool, found.kind, found.ran) == ("prowler", "aws", datetime(2024, 12, 30, 15, tzinfo=UTC))
    assert {each.id: each.result for each in found.seen} == {
        "accessanalyzer_enabled": "fail",
        "ec2_instance_imdsv2_enabled": "pass",
        "s3_bucket_public_access_block_enabled": "pass",
    }


@pytest.mark.parametrize(
    ("change", "result"),
    [({"status_code": "MANUAL"}, "not-checked"), ({"status": "Suppressed"}, "not-checked")],
    ids=["left to people", "muted"],
)
def test_what_prowler_did_not_check_or_muted_is_no_pass(change, result):
    whole = json.loads(sample("prowler"))
    whole[1] |= change
    found = read_results(json.dumps(whole).encode())
    assert next(each.result for each in found.seen if each.id.startswith("s3_")) == result


@pytest.mark.parametrize("tool", ["scubagear", "scubagoggles", "prowler"])
def test_nothing_of_what_a_tool_says_about_people_is_kept(tool):
    whole = json.loads(sample(tool))
    planted = "Ana Lopez ana.lopez@school.example <b>7 mailboxes</b>"
    text = json.dumps(whole).replace('"Details": "', f'"Details": "{planted}').replace('"arn:', f'"{planted}')
    assert planted in text
    kept = json.dumps(asdict(read_results(text.encode())), default=str)
    assert not any(each in kept for each in ("Ana", "@", "<b>", "mailboxes", "arn:"))


def test_a_byte_order_mark_is_borne():
    assert read_results(b"\xef\xbb\xbf" + sample("scubagear")).tool == "scubagear"


def test_another_tool_than_said_is_refused():
    with pytest.raises(UsageError, match="written by scubagear, not by prowler"):
        read_results(sample("scubagear"), "prowler")


GOOGLE = GoogleWorkspace(name="google", domain="example.org", owner="admin")
MICROSOFT = Microsoft365(name="m365", domain="tqhjy.onmicrosoft.com", owner="admin")
ACCOUNT = AwsAccount(name="cloud", account_id="123456789012", region="us-east-1", owner="admin")


@pytest.mark.parametrize(
    ("tool", "tenant"), [("scubagear", MICROSOFT), ("scubagoggles", GOOGLE), ("prowler", ACCOUNT)]
)
def test_results_are_of_the_declared_tenant(tool, tenant):
    found = read_results(sample(tool))
    see_tenant(found, tenant)
    with pytest.raises(UsageError, match="of another tenant"):
        see_tenant(replace(found, tenant=frozenset({"elsewhere.example"})), tenant)


@pytest.mark.parametrize(
    ("tool", "tenant", "says"),
    [
        (
            "scubagear",
            MICROSOFT.model_copy(update={"domain": "other.onmicrosoft.com"}),
            "another tenant than m365",
        ),
        ("scubagear", GOOGLE, "of the kind microsoft-365, and google is of the kind google-workspace"),
        ("prowler", ACCOUNT.model_copy(update={"account_id": "210987654321"}), "another tenant than cloud"),
    ],
)
def test_results_of_another_tenant_are_refused(tool, tenant, says):
    with pytest.raises(UsageError, match=says):
        see_tenant(read_results(sample(tool)), tenant)


def test_results_from_the_future_are_refused():
    found = read_results(sample("scubagear"))
    see_time(found, found.ran - timedelta(minutes=9))
    with pytest.raises(UsageError, match="still to come"):
        see_time(found, found.ran - timedelta(minutes=11))


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def ways(value, so_far=()):
    """Yield the way to every part of a JSON document."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*so_far, key)
        yield from ways(inner, (*so_far, key))


WHOLES = {tool: json.loads(sample(tool)) for tool in ("scubagear", "prowler")}
WAYS = {tool: list(ways(whole)) for tool, whole in WHOLES.items()}


@settings(max_examples=150, deadline=None)
@given(tool=st.sampled_from(sorted(WHOLES)), data=st.data(), put=LEAVES)
def test_whatever_stands_in_a_file_it_is_refused_or_nothing_more_passes(tool, data, put):
    assume(put not in {"Pass", "PASS"} if isinstance(put, str) else True)
    whole = copy.deepcopy(WHOLES[tool])
    *way, last = data.draw(st.sampled_from(WAYS[tool]))
    place = whole
    for step in way:
        place = place[step]
    place[last] = put
    before = {each.id for each in read_results(sample(tool)).seen if each.result == "pass"}
    try:
        found = read_results(json.dumps(whole).encode())
    except UsageError:
        return
    named = {put} if last in {"Control ID", "event_code"} and isinstance(put, str) else set()
    assert {each.id for each in found.seen if each.result == "pass"} <= before | named
