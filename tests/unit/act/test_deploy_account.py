"""A deploy's record: everything an auditor asks for, and nothing of what stands in files."""

import hashlib
from datetime import UTC, datetime
from ipaddress import IPv4Address

from drplan import Server
from drplan.act.account import Circumstances
from drplan.act.deploy_account import DeployRun, deploy_record
from drplan.ports import AssetResult, OperationResult
from drplan.record.canonical import read_record, record_bytes
from drplan.record.deploy import DeployRecord, ScopeRecord

START = datetime(2026, 11, 22, 9, 0, 5, tzinfo=UTC)
DETAIL = "@@ -1 +1 @@\n- Jane Doe, grade 7\n+ \udce9"


def recorded(*results, **told):
    assets = [Server(name=each.asset, address=IPv4Address("192.0.2.5"), owner="admin") for each in results]
    run = DeployRun(
        **{
            "verb": "drift",
            "scope": ScopeRecord(site="hs", kind=None, baseline=None, assets=()),
            "assets": assets,
            "results": results,
            "started": START,
            "ended": START,
            "standing": "falls-short",
            "exit_code": 1,
            **told,
        }
    )
    about = Circumstances("D", "admin", "0" * 64, {"pyinfra": "3.10"})
    return deploy_record(run, about, where="production", account="jo@mgmt1")


def held(*names):
    return tuple(OperationResult(name, "ok") for name in names)


def test_what_differed_is_kept_as_a_count_and_a_hash_and_never_as_text():
    record = recorded(AssetResult("a", (OperationResult("Banner", "would-change", DETAIL),)))
    ((operation,),) = [asset.operations for asset in record.assets]
    assert (operation.name, operation.outcome, operation.detail_lines) == ("Banner", "would-change", 3)
    assert operation.detail_sha256 == hashlib.sha256(DETAIL.encode(errors="surrogateescape")).hexdigest()
    assert b"Jane" not in record_bytes(record)


def test_what_held_is_named_once_for_all_assets_that_share_it():
    drifted = AssetResult("c", (*held("SSH"), OperationResult("Banner", "would-change")))
    record = recorded(
        AssetResult("a", held("SSH", "Banner")), AssetResult("b", held("SSH", "Banner")), drifted
    )
    assert [vars(each) for each in record.held] == [
        {"assets": ("a", "b"), "operations": ("SSH", "Banner")},
        {"assets": ("c",), "operations": ("SSH",)},
    ]
    assert [(each.name, each.held, len(each.operations)) for each in record.assets] == [
        ("a", 2, 0),
        ("b", 2, 0),
        ("c", 1, 1),
    ]


def test_the_whole_is_no_better_than_its_worst_asset():
    well, gone = AssetResult("a", held("SSH")), AssetResult("b", error="timeout")
    assert recorded(well).verdict.outcome == "pass"
    assert recorded(well, gone).verdict.outcome == "no-evidence"
    assert recorded(well, gone).verdict.because == ("b: not tried: timeout",)


def test_a_record_reads_back_as_it_was_written():
    record = recorded(AssetResult("a", held("SSH")), broken_off="KeyboardInterrupt", bare=("printer",))
    assert record.id == "20261122T090005Z-hs-drift"
    assert read_record(record_bytes(record), DeployRecord) == record
    assert record.model_dump()["not_applicable"] == ("printer",)


def test_an_exception_is_kept_with_its_reason():
    excepted = OperationResult("Firewall", "excepted", "until 2027-01-01: the vendor's port, by admin")
    ((operation,),) = [
        asset.operations for asset in recorded(AssetResult("a", (*held("SSH"), excepted))).assets
    ]
    assert (operation.outcome, operation.reason) == ("excepted", excepted.detail)


def test_the_api_calls_of_a_change_are_kept_and_a_record_without_any_keeps_its_bytes():
    called = OperationResult("trail", "changed", "+ on", ("cloudtrail:StartLogging Name=district-trail",))
    record = recorded(AssetResult("cloud", (*held("SSH"), called)), verb="apply")
    assert record.assets[0].operations[0].calls == called.calls
    assert read_record(record_bytes(record), DeployRecord) == record
    plain = recorded(AssetResult("a", (OperationResult("Banner", "changed", "+ x"),)))
    assert b'"calls"' not in record_bytes(plain)
    assert b"allow_delete" not in record_bytes(plain)
