"""What is told to staff, families and press when something is lost: by peril, audience, moment, language."""

from drplan.explain.notices.occasion import (
    AUDIENCES,
    MOMENTS,
    PERILS,
    Audience,
    Moment,
    Occasion,
    moments_of,
)
from drplan.explain.notices.override import FOLDER, file_names
from drplan.explain.notices.text import NoticeText, notice
from drplan.explain.notices.values import BLANK, Values, values_for

__all__ = [
    "AUDIENCES",
    "BLANK",
    "FOLDER",
    "MOMENTS",
    "PERILS",
    "Audience",
    "Moment",
    "NoticeText",
    "Occasion",
    "Values",
    "file_names",
    "moments_of",
    "notice",
    "values_for",
]
