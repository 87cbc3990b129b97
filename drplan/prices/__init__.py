"""What object storage costs: prices as data with their date, and what a month of copies would come to. Pure.

Nothing in this package asks a provider for anything: prices are those of the files beside this one, or of a
contract that the inventory declares.
"""

from drplan.prices.bill import PARTS as PARTS
from drplan.prices.bill import Bill as Bill
from drplan.prices.bill import Part as Part
from drplan.prices.bill import PartName as PartName
from drplan.prices.bill import rounded as rounded
from drplan.prices.catalogue import TABLES as TABLES
from drplan.prices.catalogue import prices_of as prices_of
from drplan.prices.copies import Bills as Bills
from drplan.prices.copies import Copy as Copy
from drplan.prices.copies import copies_of as copies_of
from drplan.prices.kept import span_days as span_days
from drplan.prices.policies import PolicyCost as PolicyCost
from drplan.prices.policies import policy_costs as policy_costs
from drplan.prices.table import Prices as Prices
