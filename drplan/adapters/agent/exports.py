"""What a cloud tenant's export program left in a folder: kept as folders are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import paths


def protect(request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Keep the folder that the export's files lie in."""
    return paths.protect({**request, "source": {"paths": [request["source"]["path"]]}})
