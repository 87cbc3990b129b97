from pathlib import Path

from drplan.adapters.inventory import load_district
from drplan.adapters.lab.layout import lay_out
from drplan.adapters.lab.servers import prepare
from drplan.declare.lookup import site_of

INVENTORIES = Path(__file__).parents[3] / "inventories"


def test_a_program_names_its_own_files_from_its_folder_which_may_be_mounted_elsewhere(tmp_path):
    site = site_of(load_district(INVENTORIES), "hs")
    servers = prepare(tmp_path, lay_out(load_district(INVENTORIES), site))
    named = [word for program in (*servers.offsite, *servers.account) for word in program.argv[1:]]
    assert "-s3.config=identities.json" in named
    assert not [word for word in named if str(tmp_path) in word]
