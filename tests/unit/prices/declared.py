"""Repositories, policies and data sets for what is reckoned of them."""

from drplan.declare import BackupPolicy, DataSet, Repository


def repository(name="away", **fields):
    """Return a repository with nothing but what is asked for."""
    return Repository.model_validate(
        {
            "name": name,
            "location": "s3:https://s3.example/away",
            "site": "do",
            "media": "object-storage",
            "password": {"kind": "env", "reference": ["AWAY"]},
            **fields,
        }
    )


def policy(cadence="P1D", retention=None, name="policy", copies=("away",), **fields):
    """Return a policy that keeps copies away."""
    return BackupPolicy.model_validate(
        {"name": name, "copies": copies, "cadence": cadence, "retention": retention, **fields}
    )


def data_set(name="data", of="policy", **fields):
    """Return files that a policy keeps."""
    source = {"kind": "paths", "server": "server", "paths": ["/srv/data"]}
    return DataSet.model_validate(
        {"name": name, "source": source, "policy": of, "privacy": "internal", **fields}
    )
