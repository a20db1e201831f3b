"""Faults in a profile as Danish sentences with the line they stand on."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from pejl.base.errors import InputError
from pejl.sources.expressions import KINDS
from pejl.sources.toml_lines import Path_, TomlFile

_MANUAL = "Ret linjen. Alle nøgler og værdier står i docs/reference/profilformat.md."

_PLAIN = {
    "missing": "»{name}« mangler.",
    "union_tag_not_found": "»{name}« er ikke et udtryk, fx from, constant eller month_of.",
    "string_type": "»{name}« skal være tekst i citationstegn.",
    "bool_type": "»{name}« skal være true eller false uden citationstegn.",
    "int_type": "»{name}« skal være et helt tal uden citationstegn.",
    "greater_than_equal": "»{name}« er for lille.",
    "string_too_long": "»{name}« er for lang.",
    "string_too_short": "»{name}« er for kort.",
    "too_short": "»{name}« har for få punkter.",
    "decimal_parsing": "»{name}« skal være et tal.",
    "decimal_type": "»{name}« skal være et tal.",
    "tuple_type": "»{name}« skal være en liste i kantede parenteser.",
    "dict_type": "»{name}« skal være et afsnit eller stå i krøllede parenteser.",
    "model_type": "»{name}« skal være et afsnit eller stå i krøllede parenteser.",
}


def profile_fault(
    error: ValidationError,
    model: type[BaseModel],
    toml: TomlFile,
    *,
    code: str = "profil-fejl",
    manual: str = _MANUAL,
) -> InputError:
    """The first fault by line, and how many more there are. Other files written as data use it
    too, with their own code and manual."""
    # A key that is missing is often one that is misspelt: the misspelling is told first.
    faults = sorted(
        error.errors(), key=lambda one: (one["type"] == "missing", toml.line_of(_place(one["loc"])))
    )
    place = _place(faults[0]["loc"])
    more = f" (og {len(faults) - 1} fejl mere i filen)" if len(faults) > 1 else ""
    return InputError(
        code,
        _sentence(dict(faults[0]), place, model) + more,
        where=toml.where(place),
        next_step=manual,
    )


def did_you_mean(written: str, known: Iterable[str]) -> str:
    """` Mente du »...«?`, or nothing when no known name is near."""
    real = {one.lower(): one for one in known}
    close = difflib.get_close_matches(written.lower(), list(real), 1, 0.6)
    return f" Mente du »{real[close[0]]}«?" if close else ""


def _place(location: Sequence[int | str]) -> Path_:
    """Pydantic's place without the tag of an expression's kind, which stands in no file.

    The tag comes after the canonical column's name: target, 0, columns, amount, *from*, map.
    """
    parts = list(location)
    if len(parts) > 4 and parts[0] == "target" and parts[2] == "columns":
        del parts[4]
    return tuple(parts)


def _sentence(fault: dict[str, Any], place: Path_, model: type[BaseModel]) -> str:
    name = ".".join(str(part + 1 if isinstance(part, int) else part) for part in place)
    kind, context, written = fault["type"], fault.get("ctx") or {}, fault["input"]
    if kind == "extra_forbidden":
        known = _keys_beside(place, model, fault["loc"])
        return f"Nøglen »{place[-1]}« findes ikke.{did_you_mean(str(place[-1]), known)}"
    if kind == "literal_error":
        allowed = str(context.get("expected", "")).replace(" or ", " eller ")
        choices = [one.strip("' ") for one in allowed.replace(" eller ", ",").split(",")]
        meant = did_you_mean(str(written), choices)
        return f"»{name}« er »{written}«, men skal være {allowed}.{meant}"
    if kind == "value_error":
        return f"»{name}«: {context.get('error')}."
    if kind == "string_pattern_mismatch":
        return f"»{name}« er »{written}«, men skal have formen {context.get('pattern')}."
    return _PLAIN.get(kind, "»{name}« har en værdi, den ikke må have.").format(name=name)


def _keys_beside(place: Path_, model: type[BaseModel], location: Sequence[int | str]) -> list[str]:
    """The keys that may stand where an unknown one does, found by walking the schema."""
    if len(location) > 4 and len(place) < len(location):
        return _keys(KINDS[str(location[4])])
    found: type[BaseModel] | None = model
    for part in place[:-1]:
        if isinstance(part, str) and found is not None and part in found.model_fields:
            found = _model_in(found.model_fields[part].annotation)
    return _keys(found) if found else []


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The section's class within `X`, `X | None`, `tuple[X, ...]` or `dict[str, X]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (tuple, dict, Union, types.UnionType, Annotated):
        found = (_model_in(one) for one in get_args(annotation))
        return next((one for one in found if one is not None), None)
    return None
