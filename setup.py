"""Puts the baselines into the wheel, so that `drplan init` has them wherever it is installed.

All else is said in pyproject.toml.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py


class WithBaselines(build_py):
    """Copies `deploys/` to `drplan/deploys` of what is built; an editable installation finds it in place."""

    def run(self) -> None:
        """Build as usual, then add them."""
        super().run()
        if not self.editable_mode:
            to = Path(self.build_lib) / "drplan" / "deploys"
            shutil.copytree("deploys", to, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))


setup(cmdclass={"build_py": WithBaselines})
