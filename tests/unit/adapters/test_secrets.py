import pytest

from drplan.adapters.secrets import SecretStore
from drplan.declare import Secret
from drplan.errors import SecretMissing


def test_each_kind_of_reference_is_followed(tmp_path, monkeypatch):
    monkeypatch.setenv("A_SECRET", "from the environment")
    (tmp_path / "secret").write_text("from a file\n")
    store = SecretStore()
    assert store.read(Secret.env("A_SECRET")) == "from the environment"
    assert store.read(Secret.file(str(tmp_path / "secret"))) == "from a file"
    assert store.read(Secret.command("printf", "from a command\n")) == "from a command"


def test_a_variable_that_is_not_set_is_named_with_what_to_do(monkeypatch):
    monkeypatch.delenv("A_SECRET", raising=False)
    with pytest.raises(SecretMissing, match=r"env A_SECRET \(it is not set\)") as raised:
        SecretStore().read(Secret.env("A_SECRET"))
    assert raised.value.next_step == "set the variable A_SECRET"


def test_an_empty_secret_is_no_secret(tmp_path):
    (tmp_path / "secret").write_text("\n")
    with pytest.raises(SecretMissing, match="it is empty"):
        SecretStore().read(Secret.file(str(tmp_path / "secret")))


def test_what_a_failing_command_printed_is_never_repeated():
    with pytest.raises(SecretMissing) as raised:
        SecretStore().read(Secret.command("sh", "-c", "echo hunter2; exit 1"))
    assert "CalledProcessError" in raised.value.message
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_user_name_is_no_secret_but_a_password_of_the_same_word_is(monkeypatch):
    monkeypatch.setenv("WHO", "drplan")
    monkeypatch.setenv("WORD", "drplan")
    store = SecretStore()
    name, password = Secret.env("WHO"), Secret.env("WORD")
    store.read(name)
    assert store.known_but([name]) == ()
    store.read(password)
    assert store.known_but([name]) == ("drplan",)


def test_only_secrets_that_were_read_are_known(monkeypatch):
    monkeypatch.setenv("PROBE_WORD", "a word")
    store, read, unread = SecretStore(), Secret.env("PROBE_WORD"), Secret.command("no-such-program")
    assert store.known_of([read, unread]) == ()
    store.read(read)
    assert store.known_of([read, unread]) == ("a word",)
