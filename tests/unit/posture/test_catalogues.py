"""The catalogues that drplan carries: whole, of one release, and found by name."""

import pytest

from drplan.errors import DeclarationError
from drplan.posture import CATALOGUES, nearest
from drplan.posture.markdown import plain, read_baseline


@pytest.mark.parametrize(
    ("kind", "release", "count"), [("google-workspace", "v1.0.1", 137), ("microsoft-365", "v1.8.0", 134)]
)
def test_a_catalogue_says_where_it_is_from_and_has_each_policy_once(kind, release, count):
    catalogue = CATALOGUES[kind]
    assert (catalogue.kind, catalogue.release, catalogue.licence) == (kind, release, "CC0-1.0")
    assert (
        len(catalogue.policies)
        == len(catalogue.by_id)
        == len({each.bare for each in catalogue.policies})
        == count
    )
    for each in catalogue.policies:
        assert each.criticality in each.requirement
        assert each.group
        assert each.link.startswith(f"{catalogue.source}/blob/{release}/")
        assert not any(mark in each.requirement + each.where for mark in ("<", "**", "]("))


def test_a_name_stands_for_a_suite_a_product_a_group_or_one_policy():
    catalogue = CATALOGUES["microsoft-365"]
    counts = [
        len(catalogue.under(name))
        for name in ("MS", "MS.AAD", "MS.AAD.3", "MS.AAD.3.1v1", "MS.AA", "MS.AAD.3.1")
    ]
    assert counts == [134, 30, 9, 1, 0, 0]


def test_a_policy_held_by_two_names_is_held_once_and_in_the_catalogues_order():
    held = CATALOGUES["google-workspace"].held(("GWS.GMAIL.1.1v1", "GWS.CHAT", "GWS.GMAIL.1"))
    assert [each.id for each in held][-1] == "GWS.GMAIL.1.1v1"
    assert len(held) == len({each.id for each in held}) == 8


@pytest.mark.parametrize(
    ("name", "meant"),
    [("MS.AAD.3.2v2", "MS.AAD.3.2v1"), ("MS.EXCH", "MS.EXO"), ("GWS", None), ("MS.TEAM.1", "MS.TEAMS.1")],
)
def test_a_name_that_stands_for_nothing_leads_to_the_nearest(name, meant):
    assert nearest(CATALOGUES["microsoft-365"], name) == meant


BASELINE = """# CISA M365 Secure Configuration Baseline for Teams
## 1. Meetings
#### MS.TEAMS.1.1v1
External participants SHOULD NOT be let
in unasked.

<!--Policy: MS.TEAMS.1.1v1; Criticality: SHOULD -->
#### MS.TEAMS.1.2v2
The following SHALL be kept:

  a. **audio**

  b. video

- _Rationale:_ none
#### MS.TEAMS.1.1v1 Instructions
1. Sign in to the **[admin center](https://admin.example)**.
2. Select **Meetings** -\\> **Policies**.
3. Select **Save**.
"""


def test_a_baseline_is_read_with_its_groups_lists_and_places():
    first, second = read_baseline(BASELINE, "teams.md", "https://up.example/teams.md")
    assert (first.id, first.product, first.group, first.criticality) == (
        "MS.TEAMS.1.1v1",
        "Teams",
        "Meetings",
        "SHOULD",
    )
    assert first.requirement == "External participants SHOULD NOT be let in unasked."
    assert first.where == "Sign in to the admin center; Select Meetings > Policies"
    assert first.link == "https://up.example/teams.md#msteams11v1"
    assert second.requirement == "The following SHALL be kept: a. audio b. video"
    assert second.where == ""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("# CISA M365 Secure", "# Some", "no title of a SCuBA baseline"),
        ("#### MS.TEAMS.1.2v2", "#### MS.TEAMS.1.2", "line 8 has a heading that is no policy"),
        ("#### MS.TEAMS.1.2v2", "### MS.TEAMS.1.2v2", "heading that is no policy"),
        ("MS.TEAMS.1.2v2", "MS.TEAMS.1.1v1", "it has MS.TEAMS.1.1v1 twice"),
        ("The following SHALL be kept:\n", "", "says neither SHALL nor SHOULD"),
        ("SHALL be kept", "is kept", "says neither SHALL nor SHOULD"),
        (BASELINE[BASELINE.index("####") :], "", "it has no policy"),
    ],
)
def test_a_baseline_that_cannot_be_read_whole_is_refused(old, new, says):
    with pytest.raises(DeclarationError, match=says) as refused:
        read_baseline(BASELINE.replace(old, new), "gear/teams.md", "https://up.example")
    assert refused.value.message.startswith("gear/teams.md cannot be read whole")


@pytest.mark.parametrize(
    ("marked", "said"),
    [
        ("**Security** -\\> *Login*", "Security > Login"),
        ("see [this](https://x.example) `now`", "see this now"),
        ("a<br/>b", "a b"),
    ],
)
def test_markdown_is_told_plainly(marked, said):
    assert plain(marked) == said
