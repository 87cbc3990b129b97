"""One process of the bench: load a declaration from JSON, validate it, say what each took in CPU seconds."""

import gc
import json
import sys
import time
from datetime import date
from pathlib import Path

from drplan.declare import District
from drplan.validate import validate

TODAY = date(2026, 11, 22)


def measured(path: Path) -> dict[str, float]:
    """Return CPU seconds of loading and of validating once, as a command does, and how much was found."""
    gc.disable()  # as load_district does: frozen values hold no circle to collect
    begun = time.process_time()
    district = District.model_validate_json(path.read_bytes())
    loaded = time.process_time()
    gc.freeze()
    gc.enable()
    findings = validate(district, today=TODAY)
    return {
        "load": loaded - begun,
        "validate": time.process_time() - loaded,
        "findings": len(findings),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measured(Path(sys.argv[1]))))
