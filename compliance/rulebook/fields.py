"""The kinds of values that stand in the configuration files, and the section all shapes build on."""

from __future__ import annotations

import difflib
import re
import zoneinfo
from collections.abc import Iterable
from datetime import date, time
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from compliance.domain.authorities import Role
from compliance.domain.lengths import LARGEST_NUMBER

ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
NOTIFY_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
STEP_NAME = re.compile(r"[a-z][a-z0-9_]*")
TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
LIKENESS = 0.5
LAYOUT = "layout"
TEMPLATE_PARTS = ("subject.txt", "body.txt", "body.html")


def closest(name: object, known: Iterable[str]) -> str:
    """Words that point from an unknown name to the nearest known one, or list them all."""
    names = list(known)
    near = difflib.get_close_matches(str(name), names, n=1, cutoff=LIKENESS)
    return f"did you mean {near[0]!r}?" if near else f"expected {', '.join(names)}"


def key_fault(key: object, words: str) -> PydanticCustomError:
    """Make an error of a whole section that stands on the line of one of its keys; a tuple leads further down."""
    return PydanticCustomError("key_fault", "{words}", {"words": words, "key": key})


def without_doubles(roles: tuple[Role, ...]) -> tuple[Role, ...]:
    """The roles, each of them once; ValueError for one that stands there twice."""
    doubled = sorted({role.value for role in roles if roles.count(role) > 1})
    if doubled:
        raise ValueError(f"{doubled[0]} stands there twice")
    return roles


class Section(BaseModel):
    """A mapping whose keys are all known; an unknown one is refused with the closest known key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _known_keys(cls, data: Any) -> Any:
        known = [field.alias or name for name, field in cls.model_fields.items()]
        for key in data if isinstance(data, dict) else ():
            if key not in known:
                raise key_fault(key, f"unknown key {str(key)!r}; {closest(key, known)}")
        return data


def _one_line(text: str) -> str:
    # A line break in a name would end up in a mail header.
    if not text.isprintable():
        raise ValueError("expected one line of text")
    return text


def _address(text: str) -> str:
    if not ADDRESS.fullmatch(text):
        raise ValueError(f"expected an e-mail address, not {text!r}")
    return text


def _time_zone(name: str) -> str:
    try:
        zoneinfo.ZoneInfo(name)
    # Unknown; not a relative path; a folder of zones such as "Europe"; one in too many folders.
    except (KeyError, ValueError, OSError, RecursionError):
        raise ValueError(f"no time zone {name!r}; expected a name such as Europe/London") from None
    return name


def _month_and_day(text: str) -> tuple[int, int]:
    try:
        # 2023 has no 29 February: a year end must be a day that every year has.
        day = date.fromisoformat(f"2023-{text}")
    except ValueError:
        raise ValueError(f"expected month and day that every year has, such as 03-31, not {text!r}") from None
    return day.month, day.day


def _day(value: object) -> date:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"expected a date such as 2026-12-24, not {str(value)!r}") from None


def _time_of_day(value: object) -> time:
    if not isinstance(value, str) or not TIME_OF_DAY.fullmatch(value):
        raise ValueError(f"expected a time of day in quotes such as '07:00', not {value!r}")
    return time.fromisoformat(value)


def _template(name: str, info: ValidationInfo) -> str:
    folder: Path = info.context["templates"]  # type: ignore[index]  # the loader always hands it over
    if name == LAYOUT:
        raise ValueError(f"{name!r} is what all messages are set in, and no template of one")
    # Looked up and not opened: a name may be longer than any the file system takes.
    known = sorted(each.name for each in folder.iterdir() if each.is_dir()) if folder.is_dir() else []
    if name not in known:
        hint = f"; {closest(name, known)}" if known else ""
        raise ValueError(f"there is no folder {name!r} in templates{hint}")
    for part in TEMPLATE_PARTS:
        if not (folder / name / part).is_file():
            raise ValueError(f"the template {name!r} lacks its {part}")
    return name


def _step_name(name: str) -> str:
    if not STEP_NAME.fullmatch(name):
        raise ValueError(f"expected a name of small letters, digits and underscores, not {name!r}")
    return name


def _notify_id(text: str) -> str:
    if not NOTIFY_ID.fullmatch(text):
        raise ValueError(f"expected an id such as f33517ff-2a88-4f6e-b855-c550268ce08a, not {text!r}")
    return text.lower()


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Line = Annotated[Text, AfterValidator(_one_line)]
Address = Annotated[str, AfterValidator(_address)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
MonthAndDay = Annotated[tuple[int, int], BeforeValidator(lambda text: _month_and_day(str(text)))]
Day = Annotated[date, BeforeValidator(_day)]
TimeOfDay = Annotated[time, BeforeValidator(_time_of_day)]
Template = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$"), AfterValidator(_template)]
NotifyId = Annotated[str, AfterValidator(_notify_id)]
StepName = Annotated[str, AfterValidator(_step_name)]
Whole = Annotated[int, Strict(), Field(ge=-LARGEST_NUMBER, le=LARGEST_NUMBER)]
Count = Annotated[Whole, Field(ge=1)]
Number = Annotated[float, Strict(), Field(gt=0, le=LARGEST_NUMBER, allow_inf_nan=False)]
Flag = Annotated[bool, Strict()]
