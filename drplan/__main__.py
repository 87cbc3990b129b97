"""``python -m drplan`` is ``drplan``."""

from drplan.cli import main

main()
