"""Programs that a host gets from the operator's machine, where drplan found or made them."""

from pathlib import Path

from pyinfra import host
from pyinfra.api import DeployError
from pyinfra.operations import files


def source(key: str) -> str:
    """Return the file that ``host.data`` names; without it this is no ``drplan deploy``."""
    found = host.data.get(key)
    if not found or not Path(found).is_file():
        raise DeployError(f"host.data.{key} must lead to a file on this machine: run drplan deploy")
    return str(found)


def program(name: str, src: str, dest: str) -> None:
    """Hold a program in place: everybody may run it, root alone changes it."""
    files.put(name=name, src=src, dest=dest, user="root", group="root", mode="755")


def program_folder(name: str) -> None:
    """Hold the folder of drplan's own programs."""
    files.directory(name=name, path="/usr/local/lib/drplan", user="root", group="root", mode="755")
