"""Nobody reviews what he did himself, also not under the name of his alternate."""

import pytest

from drplan.declare import District, Role
from drplan.record.exercise import ExerciseRecord
from drplan.record.independence import not_independent, not_its_key, operators_of
from tests.unit.audit.ledgers import check, district, drill, exercise

KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ3xkI4QU0eF4Yy3F8tX3uHk9s1n0m2b7c6d5e4f3a2b"


def role(name: str, **about: object) -> Role:
    told = {"title": name, "phone": f"555-{name}", "email": f"{name}@d.example"}
    return Role.model_validate({"name": name} | told | about)


def declared(*roles: Role) -> District:
    return district().model_copy(update={"roles": roles})


@pytest.mark.parametrize(
    ("reviewer", "operator", "why"),
    [
        ({}, {"name": "director"}, "director did it"),
        ({}, {}, ""),
        ({"alternate": "admin"}, {}, ""),
        ({}, {"alternate": "director"}, ""),
        ({"phone": "1"}, {"phone": "1"}, ""),
        ({"alternate": "admin", "phone": "1"}, {"phone": "1"}, "one holder"),
        ({"phone": "1"}, {"phone": "1", "alternate": "director"}, "one holder"),
        ({"alternate": "admin", "email": "A@d.example"}, {"email": "a@d.example"}, "one holder"),
        ({"keys": [KEY + " a"]}, {"keys": [KEY + " b"]}, "one holder"),
        ({"keys": [KEY]}, {"keys": [KEY.replace("J3x", "K3x")]}, ""),
    ],
)
def test_a_role_may_review_unless_it_did_it_or_is_its_double(reviewer, operator, why):
    one = role(**{"name": "director"} | reviewer)
    other = role(**{"name": "admin"} | operator)
    found = not_independent(one.name, (other.name,), declared(one, other))
    assert why in found
    assert bool(found) == bool(why)


def test_who_is_no_longer_declared_is_known_by_its_word_alone():
    assert not_independent("director", ("gone",), declared(role("director"))) == ""


def test_of_each_kind_of_record_it_is_known_who_did_it():
    assert operators_of(drill({"drill": "d", "day": 0, "services": {}})) == ("admin",)
    assert operators_of(check({"check": "c", "day": 0, "repositories": {}})) == ("admin",)
    held = exercise({"exercise": "x", "day": 0, "noted": []})
    assert isinstance(held, ExerciseRecord)
    assert operators_of(held) == (held.facilitator_role,)


@pytest.mark.parametrize(
    ("holders", "refused"),
    [((), False), (("admin",), True), (("director",), False), (("admin", "director"), False)],
)
def test_a_key_that_is_declared_as_a_roles_signs_for_that_role_alone(holders, refused):
    roles = [role(name, keys=[KEY] if name in holders else []) for name in ("director", "admin")]
    why = not_its_key(f'a@d.example namespaces="drplan-evidence" {KEY}', "director", declared(*roles))
    assert bool(why) is refused
    assert not why or "admin" in why
