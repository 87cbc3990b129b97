"""A drill of data alone: what is in AWS alone is not read, and is no evidence of anything."""

from drplan.act.drill_data import DataPorts, Way, conduct_data
from drplan.declare import DynamoTable, RdsInstance
from drplan.plan.drill import plan_drill
from drplan.plan.points import Choice
from drplan.plan.restorable import kept, read_alone, restorable
from drplan.plan.scope import of_site
from drplan.ports import Recovered, RecoveryPoint
from tests.unit.act.conftest import KEPT, START, World, district, service

TABLE = DynamoTable(account="cloud", table="meals", whole_up_to=1000)


class Prover:
    """Proves all it is asked for, and says what that was."""

    def __init__(self):
        self.asked = []

    def prove(self, data_set, point, repository, *, into, sample=None):
        self.asked.append(data_set.name)
        return Recovered(KEPT, KEPT, 3, whole=KEPT)

    def stop(self):
        pass


def with_source(name, source, **more):
    plain = service(name, "host-a")
    data = plain.data_sets[0].model_copy(update={"source": source, **more})
    return plain.model_copy(update={"data_sets": (data,)})


def test_an_instance_is_not_read_and_has_no_evidence_while_files_beside_it_pass():
    declared = district(
        service("files", "host-a"), with_source("sis", RdsInstance(account="cloud", instance="sis"))
    )
    choices = {
        f"{name}-data": Choice(RecoveryPoint(f"{name}-data", "onsite", "a" * 64, START, 1, 3), "newest")
        for name in ("files", "sis")
    }
    plan = plan_drill(declared, of_site(declared.sites[0]), choices)
    world, prover = World(declared), Prover()
    ports = DataPorts(declared, world, {}, world, world, world, world, prover=prover)
    done = conduct_data(plan, ports, Way(None))
    assert prover.asked == ["files-data"]
    told = [(each.outcome, each.because) for each in done.backs["sis"].verdicts]
    assert ("no-evidence", ("sis-data: its bytes are in AWS alone: rehearse its restore",)) in told
    assert not [outcome for outcome, _ in told if outcome == "pass"]


def test_a_table_is_read_alone_unless_it_is_declared_to_be_too_large():
    for size, alone in ((None, True), (1000, True), (1001, False)):
        (data,) = with_source("meals", TABLE, size=size).data_sets
        assert read_alone(data) is alone
    declared = district(service("files", "host-a"))
    assert kept(TABLE, declared)
    assert not restorable(TABLE, declared)
    assert read_alone(declared.sites[0].services[0].data_sets[0])
