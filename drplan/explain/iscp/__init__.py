"""The plan of a district and of each site, in the sections of NIST SP 800-34 Rev. 1 (appendix A). Pure.

The plan is made from the declaration alone, so that no record changes what was approved. What the signed
records say of it (approvals, distribution, tests, changes) stands on a page of its own, ``plan-record``.
"""

from drplan.explain.iscp.documents import plan_documents

__all__ = ["plan_documents"]
