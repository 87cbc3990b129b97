"""Make this checkout ready to run: ``make setup``, or ``python3 -m scripts.setup`` (``--dev``: to be tested).

It needs nothing but Python's standard library, and writes only to ``.venv`` and ``.drplan`` in this folder,
and, as root, the Debian packages that the lab needs and this machine lacks. This file alone must be readable
by Pythons too old for the rest, to say so.
"""

import os
import sys


def main(*options: str) -> int:
    """Run the steps; 0 when this machine is ready, 2 when a step could not be done."""
    version = sys.version.split()[0]
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python is who this is for
        return failed(
            f"drplan needs Python 3.11 or newer, and this is {version}", "make setup PYTHON=python3.11"
        )
    from scripts import setup_debian, setup_foresight, setup_python, setup_restic
    from scripts.setup_words import SetupFailed, say

    # What is installed is for all who use this machine, whatever the caller's umask.
    os.umask(0o022)
    try:
        setup_foresight.foresee()
        setup_debian.ensure()
        setup_python.ensure(dev="--dev" in options)
        setup_restic.ensure()
    except SetupFailed as failure:
        return failed(failure, failure.next_step, failure.detail)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return failed(
            f"{where}{error.strerror or error}",
            "see that this folder can be written and its disk has room, then make setup again",
        )
    except KeyboardInterrupt:
        return failed("interrupted", "make setup again: it goes on where it was")
    say("done")
    return 0


def failed(message: object, next_step: str, detail: str = "") -> int:
    """Print a failure the one way we print them, after the last words of the program that failed."""
    lines = [detail] if detail else []
    sys.stderr.write("\n".join([*lines, f"error: {message}", f"next: {next_step}", ""]))
    return 2


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
