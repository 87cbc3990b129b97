"""What CISA's SCuBA project asks of Google Workspace and Microsoft 365, and what assessments found. Pure.

The catalogues are data: each policy with its id, its words and the release it came from. Nothing in this
package talks to a tenant; the tools that do are CISA's own, and their results are read here.
"""

from drplan.posture.catalogue import CATALOGUES as CATALOGUES
from drplan.posture.catalogue import nearest as nearest
from drplan.posture.policy import Catalogue as Catalogue
from drplan.posture.policy import Policy as Policy
