"""What stands in a notice: who, where, what is down. Nothing else of the declaration gets into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drplan.declare import District, Role, Service
from drplan.declare.lookup import role_named, services
from drplan.declare.services import Function
from drplan.explain.language import Language
from drplan.explain.notices.occasion import Audience
from drplan.explain.notices.plain_words import in_plain_words
from drplan.plan.loss import Loss, dragged_down, hosted_outside, services_lost, still_hosted
from drplan.plan.tabletop import role_like

BLANK = "________"
"""What the sender fills in by hand: nothing that drplan cannot know is put there by it."""


@dataclass(frozen=True)
class Values:
    """What a notice may say of a district.

    ``sites`` are titles, ``down`` the lost services as each audience calls them. ``speaker`` and ``desk``
    are roles' titles with their telephones: who speaks for the district, and whom staff call. ``missing``
    are the functions of the lost services, which choose sentences and are not shown; ``papers`` says
    whether any of them has printed ones.
    """

    district: str
    sites: tuple[str, ...]
    down: Mapping[Audience, tuple[str, ...]]
    speaker: str
    speaker_phone: str
    desk: str
    desk_phone: str
    missing: frozenset[Function] = frozenset()
    papers: bool = False

    def words(self, audience: Audience) -> dict[str, str]:
        """Return what a text may name, by the name it stands under."""
        found = {
            "district": self.district,
            "sites": ", ".join(self.sites) or BLANK,
            "down": "; ".join(self.down[audience]) or BLANK,
            "speaker": self.speaker,
            "speaker_phone": self.speaker_phone,
            "desk": self.desk,
            "desk_phone": self.desk_phone,
            "blank": BLANK,
        }
        return {name: " ".join(said.split()) for name, said in found.items()}


def values_for(district: District, loss: Loss, say: Language) -> Values:
    """Say what a scenario's notices say; raises ``UsageError`` for a role that is not declared.

    Where it takes people alone, nothing is down.
    """
    gone = _gone(district, loss)
    codes = loss.scenario.sites if loss.scenario else ()
    speaker, desk = speaker_of(district), role_named(district, _desk(district))
    return Values(
        district=district.name,
        sites=tuple(site.title for site in district.sites if site.code in codes),
        down={
            "staff": in_plain_words(gone, "staff", say),
            "families": in_plain_words(gone, "families", say),
            "press": in_plain_words(gone, "press", say),
        },
        speaker=speaker.title,
        speaker_phone=speaker.phone,
        desk=desk.title,
        desk_phone=desk.phone,
        missing=frozenset(service.function for service in gone),
        papers=any(service.papers for service in gone),
    )


def speaker_of(district: District) -> Role:
    """Return who speaks for the district: whoever answers for the mass notification; its telephone is public.

    Without one, the first role that is about communications, then the one that decides. Raises
    ``UsageError`` when no role is declared.
    """
    owners = [each.owner for each in services(district) if each.function == "mass-notification"]
    fallback = role_like(district, "communications", role_like(district, "superintendent", _any(district)))
    return role_named(district, owners[0] if owners else fallback)


def _desk(district: District) -> str:
    return role_like(district, "help-desk", role_like(district, "technology-director", _any(district)))


def _any(district: District) -> str:
    return district.roles[0].name if district.roles else "superintendent"


def _gone(district: District, loss: Loss) -> tuple[Service, ...]:
    """Return what people miss: what is lost, and what does not work without it.

    What a vendor hosts still answers from elsewhere when nothing of it is lost.
    """
    if loss.scenario is None:
        return loss.services
    lost = services_lost(district, loss.scenario)
    dragged = dragged_down(district, lost)
    elsewhere = (*still_hosted(district, loss.scenario, lost), *hosted_outside(district, dragged))
    answering = {service.name for service in elsewhere}
    return tuple(each for each in (*lost, *dragged) if each.name not in answering)
