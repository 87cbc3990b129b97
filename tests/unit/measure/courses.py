"""Small recoveries, and a strategy for all sorts of them."""

from hypothesis import strategies as st

from drplan.measure.course import Course, Part

ACTIONS = ("restore", "deploy", "blank", "human", "probe", "automatic")


def restore(subject, seconds, repository="onsite", fixed=0.0):
    return Part(subject, "restore", seconds, repository, fixed)


@st.composite
def courses(draw):
    """Return up to eight services in a graph without circles, each of some pieces."""
    parts, needs = {}, {}
    for number in range(draw(st.integers(1, 8))):
        name = f"s{number}"
        own = draw(st.lists(st.tuples(st.sampled_from(ACTIONS), st.floats(0, 1e5)), min_size=1, max_size=4))
        parts[name] = tuple(
            Part(f"{name}-data" if action == "restore" else name, action, seconds, "onsite", min(seconds, 60))
            for action, seconds in own
        )
        before = [f"s{each}" for each in range(number)]
        needs[name] = draw(st.lists(st.sampled_from(before), unique=True)) if before else []
    return Course(parts, needs)
