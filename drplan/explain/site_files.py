"""A whole district as the Python files that declare it: ``district.py`` and one file a site."""

from __future__ import annotations

import keyword
from collections.abc import Iterable

from drplan.declare import District, Site
from drplan.explain.site_names import line
from drplan.explain.site_source import Expression, SourceWriter, import_lines

_RESERVED = frozenset({"date", "datetime", "district", "drplan", "ipaddress", "pathlib", "time", "timedelta"})


def site_files(district: District, header: Iterable[str] = ()) -> dict[str, str]:
    """Return the text of each file by its name. Loading them gives a district equal to this one.

    ``header`` lines stand as comments at the top of each file.
    """
    top = "".join(f"# {printable}\n" for printable in map(line, header) if printable)
    modules = module_names(site.code for site in district.sites)
    files = {
        f"{module}.py": _site_file(site, top) for module, site in zip(modules, district.sites, strict=True)
    }
    return {"district.py": _district_file(district, modules, top), **files}


def module_names(codes: Iterable[str]) -> list[str]:
    """Return a Python module's name for each site code, each once, none that Python or the files use."""
    taken = set(_RESERVED)
    names = []
    for code in codes:
        name = code.replace("-", "_")
        while name in taken or keyword.iskeyword(name):
            name += "_"
        taken.add(name)
        names.append(name)
    return names


def _site_file(site: Site, top: str) -> str:
    writer = SourceWriter()
    declared = writer.assignment("site", site)
    imports = writer.imports(("pyinfra_hosts",))
    return f"{top}\n{imports}\n{declared}\nhosts = pyinfra_hosts(site)\n".lstrip("\n")


def _district_file(district: District, modules: list[str], top: str) -> str:
    writer = SourceWriter()
    sites = tuple(Expression(f"{module}.site") for module in modules)
    declared = writer.assignment("district", district, sites=sites)
    ours = f"\n{import_lines('.', modules)}" if modules else ""
    return f"{top}\n{writer.imports()}{ours}\n{declared}".lstrip("\n")
