"""Reading a shell: told of a line that says what is written here, piece by piece."""

import re
from collections.abc import Sequence

import pytest

from drplan.adapters.network.session import Session
from drplan.errors import NotWhole, SourceError, Unreachable
from drplan.gear import PLATFORMS


class Line:
    """The other end: answers each line that is typed with pieces of bytes."""

    RETURN = "\n"
    ansi_escape_codes = False
    base_prompt = "sw1"

    def __init__(self, answers: dict[str, Sequence[bytes]], prompt: bytes = b"sw1#") -> None:
        self.remote_conn = self
        self.answers = {"": [b"\r\n" + prompt], **answers}
        self.typed: list[str] = []
        self.pieces: list[bytes] = []
        self.closed = False

    def sendall(self, typed: bytes) -> None:
        for line in typed.decode().split("\n")[:-1]:
            self.typed.append(line)
            self.pieces += self.answers.get(line, [f"{line}\r\nsw1#".encode()])

    def settimeout(self, seconds: float) -> None:
        self.seconds = seconds

    def recv_ready(self) -> bool:
        return bool(self.pieces)

    def recv(self, size: int) -> bytes:
        if not self.pieces:
            raise TimeoutError
        return self.pieces.pop(0)

    def close(self) -> None:
        self.closed = True


def session(answers: dict[str, Sequence[bytes]], platform: str = "cisco-ios", **line) -> Session:
    return Session("sw1", PLATFORMS[platform], Line(answers, **line))


def test_a_letter_that_is_cut_in_two_is_whole():
    whole = "show x\r\ndescription Café\r\nsw1#".encode()
    cut = whole.index(b"\xc3") + 1
    assert session({"show x": [whole[:cut], whole[cut:]]}).ask("show x") == "description Café\n"


def test_a_letter_that_is_not_utf8_is_an_error_that_names_the_line():
    with pytest.raises(NotWhole, match="sw1 shows a letter that is not UTF-8 in line 2"):
        session({"show x": [b"show x\r\ndescription Caf\xe9\r\nsw1#"]}).ask("show x")


def test_a_line_that_looks_like_a_prompt_does_not_end_an_answer():
    said = [b"show x\r\nbanner motd ^C\r\nother#", b"\r\n^C\r\nend\r\nsw1#"]
    assert session({"show x": said}).ask("show x") == "banner motd ^C\nother#\n^C\nend\n"


def test_a_prompt_that_was_there_before_is_not_the_one_after():
    said = [b"\r\nsw1#", b"show x\r\nanswer\r\nsw1#"]
    assert "answer" in session({"show x": said}).ask("show x")


def test_a_new_name_is_the_next_prompt():
    opened = session({"hostname other": [b"hostname other\r\nother(config)#"], "end": [b"end\r\nother#"]})
    opened.ask("hostname other")
    assert opened.configures
    opened.ask("end")
    assert not opened.configures


def test_a_name_that_ios_shortens_while_it_is_configured_is_still_its_name():
    opened = session({"configure terminal": [b"configure terminal\r\na-very-long-name-of-a-s(config)#"]})
    opened.ask("configure terminal")
    assert opened.configures


def test_a_pager_is_noticed_at_once_and_nothing_more_is_typed():
    line = Line({"show x": [b"show x\r\none\r\n --More-- "]})
    opened = Session("sw1", PLATFORMS["cisco-ios"], line)
    with pytest.raises(NotWhole, match="sw1 stopped at its pager after: show x"):
        opened.ask("show x")
    assert line.closed


def test_pages_are_turned_where_turning_the_pager_off_would_change_the_configuration():
    pages = [b"show full-configuration\r\none\r\n--More-- ", b"\r         \rtwo\r\n--More-- ",
             b"\r         \rthree\r\nsw1 # "]  # fmt: skip

    class Paged(Line):
        def sendall(self, typed: bytes) -> None:
            if typed == b" ":
                self.pieces.append(pages[self.turned + 1])
                self.turned += 1
            else:
                super().sendall(typed)

        turned = 0

    line = Paged({"show full-configuration": pages[:1]}, prompt=b"sw1 # ")
    opened = Session("sw1", PLATFORMS["fortinet-fortios"], line)
    assert opened.ask("show full-configuration").splitlines() == ["one", "two", "three"]


def test_no_prompt_in_time_is_an_error_that_shows_no_secret():
    opened = session({"username admin secret verysecret": [b"username admin secret verysecret\r\n"]})
    with pytest.raises(SourceError, match="did not come back with its prompt") as failed:
        opened.ask("username admin secret verysecret")
    assert "verysecret" not in failed.value.message


def test_a_line_that_is_closed_ends_the_session():
    with pytest.raises(EOFError):
        session({"reload": [b"reload\r\n", b""]}).ask("reload")


def test_a_question_is_answered_as_the_platforms_file_says():
    line = Line({"reload": [b"reload\r\nSystem configuration has been modified. Save? [yes/no]: "],
                 "no": [b"no\r\nProceed with reload? [confirm]"]})  # fmt: skip
    Session("sw1", PLATFORMS["cisco-ios"], line).ask("reload")
    assert line.typed == ["", "reload", "no", ""]


def test_the_secret_of_enable_is_typed_where_it_is_asked_for():
    line = Line({"enable": [b"enable\r\nPassword: "], "s3cret": [b"\r\nsw1#"]}, prompt=b"sw1>")
    opened = Session("sw1", PLATFORMS["cisco-ios"], line)
    assert opened.unprivileged
    opened.enable("admin", "s3cret")
    assert not opened.unprivileged


def test_an_enable_that_is_refused_says_what_to_declare():
    line = Line(
        {"enable": [b"enable\r\nPassword: "], "wrong": [b"\r\n% Access denied\r\nsw1>"]}, prompt=b"sw1>"
    )
    with pytest.raises(Unreachable, match="enable was refused") as refused:
        Session("sw1", PLATFORMS["cisco-ios"], line).enable("admin", "wrong")
    assert "admin=Secret" in refused.value.next_step
    assert "wrong" not in refused.value.message


@pytest.mark.parametrize(
    ("platform", "prompts", "never"),
    [
        ("cisco-ios", ["sw1#", "sw1>", "sw1(config)#", "sw1(config-if)#"], ["sw1 #", "  sw1#", "a b#"]),
        ("aruba-aos-cx", ["switch# ", "switch(config-if-vlan)# "], ["vlan 10 #"]),
        ("hpe-procurve", ["HP-2530-24G# ", "Aruba-2930F(eth-1-24)# "], ["; comment"]),
        ("ruckus-icx", ["SSH@ICX7150-48P Router#", "SSH@sw(config-if-e1000-1/1/1)#"], ["!"]),
        ("juniper-junos", ["admin@hs-core2> ", "admin@hs-core2# "], ["[edit]", "## Last commit"]),
        ("fortinet-fortios", ["FGT60F # ", "FGT60F (global) # ", "FGT60F (port1) $ "], ["#config-version"]),
        ("mikrotik-routeros", ["[admin@MikroTik] > ", "[admin@MikroTik] /ip/address> "], ["/ip address"]),
    ],
)
def test_a_platforms_prompts_are_known_and_its_lines_are_none(platform, prompts, never):
    pattern = PLATFORMS[platform].session.prompt
    assert all(re.search(pattern, each) for each in prompts)
    assert not any(re.search(pattern, each) for each in never)
