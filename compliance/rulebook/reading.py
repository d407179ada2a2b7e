"""Reads one YAML file into a checked shape; whatever is wrong becomes a RulebookError with file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq, TaggedScalar
from ruamel.yaml.constructor import DuplicateKeyError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError

from compliance.domain.errors import RulebookError

ShapeT = TypeVar("ShapeT", bound=BaseModel)
Location = Sequence[int | str]
LONGEST_VALUE = 40


class _Constructor(RoundTripConstructor):
    """Leaves dates as text: the shapes read them, and then an impossible date has its line too."""


_Constructor.add_constructor("tag:yaml.org,2002:timestamp", _Constructor.construct_scalar)


def read(file: Path, shape: type[ShapeT], context: Mapping[str, Any] | None = None) -> ShapeT:
    """Read `file` and check it against `shape`; `context` is handed to the shape's validators.

    Raises RulebookError for the first fault in the order of the lines.
    """
    document = _parse(file, _text(file))
    if document is None:
        raise RulebookError(str(file), "the file is empty")
    if not isinstance(document, CommentedMap):
        raise RulebookError(str(file), "expected keys and values such as 'name: value'", 1)
    try:
        return shape.model_validate(document, context=dict(context or {}))
    except ValidationError as error:
        found = error.errors(include_url=False)
    line, fault = min(((_line(document, _location(each)), each) for each in found), key=lambda pair: pair[0])
    raise RulebookError(str(file), _words(fault), line)


def _text(file: Path) -> str:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise RulebookError(str(file), "the file is missing") from None
    except OSError as error:
        raise RulebookError(str(file), f"cannot be read: {error.strerror}") from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RulebookError(str(file), "the text is not UTF-8", line) from None


@lru_cache(maxsize=32)
def _loaded(text: str) -> object:
    """What a text holds, for reading only; one file that changed is parsed again, and not the others beside it."""
    yaml = YAML(typ="rt")
    yaml.Constructor = _Constructor
    return yaml.load(text)


def _parse(file: Path, text: str) -> object:
    try:
        return _loaded(text)
    except DuplicateKeyError as error:
        message, line = _doubled(error)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message, line = f"this is no YAML: {_one_line(error.problem or error.context)}", _number(mark)
    except RecursionError:
        message, line = "nested too deeply", None
    except Exception as error:  # on odd input ruamel also lets KeyError, TypeError, AttributeError and others out
        raise RulebookError(str(file), f"this is no YAML: {_one_line(error)}") from error
    raise RulebookError(str(file), message, line)


def _doubled(error: DuplicateKeyError) -> tuple[str, int | None]:
    key = str(error.problem).partition('"')[2].partition('"')[0]
    return f"the key {key!r} stands there twice", _number(error.problem_mark)


def _number(mark: Any) -> int | None:
    return None if mark is None else mark.line + 1


def _one_line(words: object) -> str:
    return " ".join(str(words).split())


def _location(fault: ErrorDetails) -> Location:
    if fault["type"] == "key_fault":
        key = fault["ctx"]["key"]
        return (*fault["loc"], *(key if isinstance(key, tuple) else (key,)))
    return fault["loc"]


def _line(document: CommentedMap, location: Location) -> int:
    """Find the line (from 1) of the deepest place along `location` that the file really has."""
    line, here = 1, document
    for where in _lines(here, location):
        line = where
    return line


def _lines(here: object, location: Location) -> Iterator[int]:
    for part in location:
        if isinstance(here, CommentedMap) and part in here:
            known = here.lc.data or {}
            if part not in known:  # the key came in through a YAML merge, which has no line of its own
                return
            yield here.lc.key(part)[0] + 1
        elif isinstance(here, CommentedSeq) and isinstance(part, int) and part < len(here):
            yield here.lc.item(part)[0] + 1
        else:
            return
        here = here[part]


PHRASES: dict[str, Callable[[dict[str, Any]], str]] = {
    "missing": lambda _: "is missing",
    "string_type": lambda _: "expected text",
    "int_type": lambda _: "expected a whole number",
    "int_from_float": lambda _: "expected a whole number",
    "float_type": lambda _: "expected a number",
    "bool_type": lambda _: "expected true or false",
    "list_type": lambda _: "expected a list",
    "tuple_type": lambda _: "expected a list",
    "dict_type": lambda _: "expected keys and values",
    "model_type": lambda _: "expected keys and values",
    "enum": lambda context: f"expected {context['expected']}".replace("'", ""),
    "greater_than": lambda context: f"expected more than {context['gt']}",
    "greater_than_equal": lambda context: f"expected {context['ge']} or more",
    "less_than_equal": lambda context: f"expected {context['le']} or less",
    "string_too_short": lambda _: "expected some text",
    "string_pattern_mismatch": lambda _: "expected letters, digits, '_' and '-'",
    "too_short": lambda context: f"expected at least {context['min_length']}",
}
SHOWN = frozenset({"string_type", "int_type", "int_from_float", "float_type", "bool_type", "enum"})


def _words(fault: ErrorDetails) -> str:
    """One line for a person: the path of keys, what was expected, and the value where it is short."""
    path = ".".join(str(part) for part in fault["loc"] if part != "[key]")
    context = fault.get("ctx", {})
    phrase = PHRASES.get(fault["type"])
    words = phrase(context) if phrase else fault["msg"].removeprefix("Value error, ")
    if fault["type"] in SHOWN or "greater" in fault["type"] or "less" in fault["type"]:
        words = f"{words}, not {_shown(fault['input'])}"
    return _one_line(f"{path}: {words}" if path else words)


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, TaggedScalar):
        return f"a value with the tag {value.tag.value}"
    if isinstance(value, Mapping | list):
        return "a list" if isinstance(value, list) else "keys and values"
    text = repr(value)
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}..."
