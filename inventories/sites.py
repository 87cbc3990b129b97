"""The four sites, whole: each building with what was declared of it in files of its own.

pyinfra reads ``do.py``, ``hs.py``, ``ms.py`` and ``es.py`` too, each alone, without its neighbouring files:
so the office's services are joined to its building here, and the schools' closets in ``closets.py``.
"""

from . import do, do_foundation, do_network, do_records, do_safety, do_teaching
from .closets import schools

office = do.site.model_copy(
    update={
        "services": (
            *do_network.services,
            *do_foundation.services,
            *do_safety.services,
            *do_records.services,
            *do_teaching.services,
        )
    }
)

sites = (office, *schools)
