"""What could be bought to be back sooner or to lose less: options with their prices, not decisions.

Prices are quotes of autumn 2026. What each would do is an estimate until a drill has shown it.
"""

from datetime import timedelta

from drplan import Funding, Improvement

BOND = Funding(budget="capital", source="2024 technology bond")
SAFETY = Funding(budget="operating", source="state school safety grant")

improvements = (
    Improvement(
        name="records-standby",
        title="Warm standby for the records and payroll databases at the high school",
        services=("finance-payroll", "health-records", "hs-gradebook"),
        cost=14_500,
        dollars_a_year=1_800,
        back_within=timedelta(hours=1),
        loses_at_most=timedelta(minutes=15),
        assumes="The high school's room has power and its line to the office is up",
    ),
    Improvement(
        name="second-locked-copy",
        title="Second locked copy with another provider",
        services=("student-information", "district-mail", "district-learning"),
        dollars_a_year=6_400,
        loses_at_most=timedelta(hours=4),
        assumes="Nobody can delete what is written there for 60 days, the provider included",
    ),
    Improvement(
        name="standby-hypervisor",
        title="Third hypervisor at the high school, ready to start the office's servers",
        services=("district-hypervisor", "district-directory", "district-dns-dhcp"),
        cost=26_250,
        dollars_a_year=2_100,
        funding=BOND,
        back_within=timedelta(hours=1),
        assumes="The nightly copies are restored to it every week, and it is drilled like the others",
    ),
    Improvement(
        name="faster-line",
        title="Second Internet line from 500 to 2,000 Mbit/s",
        services=("district-internet", "student-internet", "district-files"),
        cost=3_000,
        dollars_a_year=9_600,
        assumes="Restores from off site take a quarter of the time; copies read no faster than that",
    ),
    Improvement(
        name="door-generator",
        title="Generator for the high school's main closet and door controllers",
        services=("hs-network", "door-access"),
        cost=38_000,
        dollars_a_year=1_200,
        funding=SAFETY,
        back_within=timedelta(minutes=10),
        assumes="Fuel for three days is kept, and it is started every month",
    ),
    Improvement(
        name="school-firewalls",
        title="Pair of firewalls at the high school with their own way out",
        services=("hs-network", "student-internet", "content-filter"),
        cost=31_000,
        dollars_a_year=7_500,
        back_within=timedelta(minutes=30),
        assumes="The filter's rules are kept the same on both, and the second line is paid for",
    ),
)
