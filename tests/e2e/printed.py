"""What a person reads off a printed page: its steps in order, each with what to type and what is good."""

import re
import subprocess
from dataclasses import dataclass, field
from html.parser import HTMLParser

from drplan.plan.step_id import read_step_id

UNDONE = 2


@dataclass
class PrintedStep:
    """One step as it stands there; ``under`` is the id of the heading that it stands below."""

    id: str
    under: str
    commands: list[str] = field(default_factory=list)
    good: str = ""


class _Page(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.steps, self._under, self._text, self._good = [], "", None, False

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag in ("h2", "h3"):
            self._under = attrs.get("id", "")
        if (tag == "span" and attrs.get("class") == "id") or tag in ("code", "p"):
            self._text = ""

    def handle_data(self, data):
        if self._text is not None:
            self._text += data

    def handle_endtag(self, tag):
        if self._text is None or tag not in ("span", "code", "p"):
            return
        said, step = self._text, self.steps[-1] if self.steps else None
        if tag == "span" and read_step_id(said.strip()):
            self.steps.append(PrintedStep(said.strip(), self._under))
        elif step and step.under == self._under and tag == "code":
            step.commands.append(said)
        elif step and tag == "p" and said.strip().startswith("Good:"):
            step.good = " ".join(said.split()).removeprefix("Good:").strip()
        elif tag == "span":
            return
        self._text = None


def steps_of_html(page):
    """Return the steps of a page as HTML."""
    reader = _Page()
    reader.feed(page)
    return reader.steps


def steps_of_markdown(page):
    """Return the steps of a page as Markdown; each is a box to tick."""
    found, under = [], ""
    for part in re.split(r"(?m)^(?=- \[ \] \*\*|<a id=)", page):
        heading = re.match(r'<a id="([^"]*)"></a>\n\n##', part)
        under = heading[1] if heading else under
        step = re.match(r"- \[ \] \*\*([^*]+)\*\*", part)
        if step:
            fences = re.findall(r"(?ms)^  (`{3,})sh\n(.*?)^  \1$", part)
            lines = [line[2:] for _, block in fences for line in block.splitlines()]
            found.append(PrintedStep(step[1], under, lines))
    return found


def text_of_pdf(path):
    """Return the text of a printed PDF without any space: where its lines break is the paper's business."""
    raw = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s+", "", raw.stdout)


def is_good(step, command, done):
    """Say whether a command did what its step calls good: that it ended well is asked wherever it says so.

    ``done`` is the ended process. What a person alone can judge is not judged.
    """
    said, good = done.stdout.strip(), step.good
    if good.startswith("Every data set below is listed"):
        return done.returncode != UNDONE and not re.search(r"(?m)^ *none ", said)
    if "percent sign" in good:
        refused = re.search(r"(?m)^%(?! Warning)", said)
        return not refused and re.search(r"\[OK\]|configuration saved", said) is not None
    well = done.returncode == 0
    if exact := re.search(r"It prints exactly: (.*)$", good):
        well &= said == exact[1]
    elif held := re.search(r"It prints a line that holds: (.*)$", good):
        well &= held[1] in said
    elif route := re.search(r"It prints (Routing entry for \S+) and, below that, (Known via \S+)\.", good):
        well &= route[1] in said and route[2] in said
    elif good.startswith("It prints nothing"):
        well &= not said
    elif 'last line begins with "pass"' in good:
        last = re.search(r"(?:^|\n)pass: (\d+) of (\d+) entries[^\n]*$", said)
        well &= last is not None and last[1] == last[2]
    elif "nc says" in good:
        heard = done.stdout + done.stderr
        well &= ("succeeded" in heard or "open" in heard) if command.startswith("nc ") else not heard
    return well
