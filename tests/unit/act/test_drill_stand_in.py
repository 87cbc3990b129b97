"""What a lab only stands in for: its data comes back, and nothing says that its service did."""


def test_a_service_on_a_stand_in_is_no_evidence_though_its_probes_would_be_healthy(make_world, drill):
    world = make_world()
    world.stand_ins = {"host-a"}
    asked = []
    look = world.look

    def heard(probe):
        asked.append(probe)
        return look(probe)

    world.look = heard
    (files,) = drill(world).services
    assert files.verdict.outcome == "no-evidence"
    assert files.verdict.because == ("host-a is a stand-in",)
    assert files.rta_seconds is None
    assert [each.verdict.outcome for each in files.data_sets] == ["pass"]
    assert asked == []


def test_data_that_came_back_otherwise_fails_on_a_stand_in_too(make_world, drill):
    world = make_world()
    world.stand_ins = {"host-a"}
    world.found = {"/srv/canary": {"type": "file", "sha256": "bb"}}
    (files,) = drill(world).services
    assert files.verdict.outcome == "fail"


def test_what_depends_on_it_is_skipped_and_never_passes(make_world, make_service, drill):
    world = make_world(make_service("files", "host-a"), make_service("web", "host-b", ("files",)))
    world.stand_ins = {"host-a"}
    assert {each.name: each.verdict.outcome for each in drill(world).services} == {
        "files": "no-evidence",
        "web": "no-evidence",
    }
