"""The folders whose files the district declares on this server.

Only that they exist is held here: owners and modes inside them are data, and come back with a restore.
"""

from pyinfra import host

from deploys.steps import folders_exist, held_modes

held_modes(name="Files: /srv can be entered by everybody", modes={"/srv": ("root", "root", "755")})
folders_exist(name="Files: the declared folders exist", paths=host.data.get("folders", []))
