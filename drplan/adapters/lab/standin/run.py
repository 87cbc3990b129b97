"""Start a part of a stand-in by its file, with nothing imported that it does not need.

``python -I -S -E run.py session`` is what a login gets; ``run.py listen FOLDER`` what waits for logins. The
packages above this one are put in place empty: theirs would bring in half of drplan, and a login its second.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType

_HERE = os.path.dirname(os.path.abspath(__file__))


def _bare_packages() -> None:
    names = ("drplan", "drplan.adapters", "drplan.adapters.lab", "drplan.adapters.lab.standin")
    for depth, name in enumerate(reversed(names)):
        package = ModuleType(name)
        package.__path__ = [os.path.abspath(os.path.join(_HERE, *[os.pardir] * depth))]
        sys.modules[name] = package


def _bare_typing() -> None:
    """Have what only a type checker reads at hand, without the module: it takes as long as all of ours."""
    typing = ModuleType("typing")
    vars(typing)["Any"] = object
    sys.modules.setdefault("typing", typing)


if __name__ == "__main__":
    _bare_packages()
    _bare_typing()
    if sys.argv[1] == "session":
        from drplan.adapters.lab.standin.session import session

        session(sys.argv[2])
    else:
        from drplan.adapters.lab.standin.listener import listen

        listen(sys.argv[2])
