"""HTML that is escaped unless it is known to be HTML."""

from __future__ import annotations

from html import escape

_VOID = frozenset({"meta", "br", "hr"})


class Markup(str):
    """Text that already is HTML. Made by `tag` and by our own drawings only."""

    __slots__ = ()


Child = str | Markup | None


def tag(name: str, /, *children: Child, **attributes: str | int | None) -> Markup:
    """An element. Plain text is escaped; `class_` stands for `class`, `aria_label` for
    `aria-label`; an attribute that is None is left out.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Markup(f"<{name}{written}>")
    return Markup(f"<{name}{written}>{join(*children)}</{name}>")


def join(*children: Child) -> Markup:
    return Markup("".join(_written(child) for child in children if child))


def _written(child: str) -> str:
    return child if isinstance(child, Markup) else escape(child, quote=False)
