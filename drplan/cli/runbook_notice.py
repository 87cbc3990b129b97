"""``drplan runbook notice``: one text to staff, families or press, to fill in and send."""

from __future__ import annotations

import json
from pathlib import Path

import click

from drplan import wiring
from drplan.cli.frame import format_option, inventory_option
from drplan.explain.language import LANGUAGES, language
from drplan.explain.notices import AUDIENCES, MOMENTS, Audience, Moment, NoticeText, Occasion, values_for
from drplan.explain.notices import notice as written
from drplan.plan.loss import loss_in_scenario


@click.command("notice")
@click.option("--scenario", required=True, help="A declared scenario.")
@click.option("--audience", type=click.Choice(AUDIENCES), required=True, help="To whom.")
@click.option(
    "--moment",
    type=click.Choice(MOMENTS),
    default="first",
    show_default=True,
    help="`records`: somebody without permission may have seen some, in an attack.",
)
@click.option(
    "--language",
    "code",
    type=click.Choice(LANGUAGES),
    help="The language to write it in.  [default: the district's first]",
)
@inventory_option
@format_option()
def command(
    *,
    scenario: str,
    audience: Audience,
    moment: Moment,
    code: str | None,
    inventory: Path,
    form: str,
) -> None:
    """Print the text of a notice, with blanks for what nobody can know beforehand. Nothing is sent.

    What its sender must heed goes to standard error, so that the text alone can be copied.

    Exit codes: 0 printed; 2 the scenario is not declared, the peril has no such notice, or an own text
    cannot be filled in.
    """
    district = wiring.district(inventory)
    loss = loss_in_scenario(district, scenario)
    own = wiring.notice_texts(inventory)
    say = language(code or district.languages[0])
    assert loss.scenario is not None  # noqa: S101 - it was looked up by that scenario's name
    text = written(Occasion(loss.scenario.peril, audience, moment), say, values_for(district, loss, say), own)
    if form == "json":
        click.echo(json.dumps(_told(scenario, text), indent=2, ensure_ascii=False))
        return
    click.echo(text.plain(), nl=False)
    for note in text.notes:
        click.echo(f"note: {note}", err=True)


def _told(scenario: str, text: NoticeText) -> dict[str, object]:
    return {
        "schema": "drplan/runbook-notice/1",
        "scenario": scenario,
        "peril": text.occasion.peril,
        "audience": text.occasion.audience,
        "moment": text.occasion.moment,
        "language": text.language,
        "subject": text.subject,
        "paragraphs": list(text.paragraphs),
        "notes": list(text.notes),
    }
