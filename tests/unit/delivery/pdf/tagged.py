"""Reads a tagged PDF as a screen reader does: by its structure, not by where things stand.

Walks the structure tree and collects each element's text from the marked content it points to,
by the fonts' own tables from codes to characters. Shares nothing with what wrote the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

import pikepdf


@dataclass
class Element:
    """A tag with its text in reading order; `alt` is a figure's text alternative."""

    name: str
    alt: str = ""
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, name: str) -> Iterator[Element]:
        if self.name == name:
            yield self
        for child in self.children:
            yield from child.all(name)

    @property
    def whole_text(self) -> str:
        return self.text + "".join(child.whole_text for child in self.children)


def read_tags(data: bytes) -> Element:
    with pikepdf.open(BytesIO(data)) as pdf:
        texts = {page.obj.objgen: _texts(page) for page in pdf.pages}
        return _element(pdf.Root.StructTreeRoot, texts, None)


def tables(data: bytes) -> list[list[list[str]]]:
    """Every table: its rows, each the texts of its cells."""
    return [
        [[plain(cell.whole_text) for cell in row.children] for row in table.all("TR")]
        for table in read_tags(data).all("Table")
    ]


def plain(text: str) -> str:
    """Without what only sets lines: no-break spaces and invisible break points."""
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()


def _element(node: Any, texts: dict[Any, dict[int, str]], page: Any) -> Element:
    page = node.get("/Pg", page)
    found = Element(str(node.get("/S", "/Document"))[1:], str(node.get("/Alt", "")))
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            found.text += texts[page.objgen].get(kid, "")
        elif "/MCID" in kid:
            where = kid.get("/Pg", page)
            found.text += texts[where.objgen].get(int(kid.MCID), "")
        elif "/S" in kid:
            child = _element(kid, texts, page)
            found.children.append(child)
    if "/ActualText" in node:
        found.text, found.children = str(node.ActualText), []
    return found


def _texts(page: Any) -> dict[int, str]:
    """Text by marked-content number."""
    fonts = {name: _characters(font) for name, font in page.resources.get("/Font", {}).items()}
    found: dict[int, str] = {}
    stack: list[int | None] = []
    font: dict[int, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            marks = operands[1] if name == "BDC" else {}
            own = marks.get("/MCID") if isinstance(marks, pikepdf.Dictionary) else None
            stack.append(int(own) if own is not None else (stack[-1] if stack else None))
        elif name == "EMC":
            stack.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in ("Tj", "TJ") and stack and stack[-1] is not None:
            shown = operands[0] if name == "TJ" else [operands[0]]
            text = "".join(_decoded(bytes(one), font) for one in shown if _is_text(one))
            found[stack[-1]] = found.get(stack[-1], "") + text
    return found


def _is_text(operand: Any) -> bool:
    return isinstance(operand, pikepdf.String)


def _decoded(data: bytes, font: dict[int, str]) -> str:
    return "".join(
        font[int.from_bytes(data[index : index + 2], "big")] for index in range(0, len(data), 2)
    )


def _characters(font: Any) -> dict[int, str]:
    """A font's table from two-byte codes to characters (its ToUnicode map)."""
    text = font.ToUnicode.read_bytes().decode("ascii", "replace")
    found: dict[int, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", text, re.S):
        for code, target in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(code, 16)] = bytes.fromhex(target).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", text, re.S):
        pattern = r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>"
        for first, last, target in re.findall(pattern, block):
            start = int(target, 16)
            for offset in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + offset] = chr(start + offset)
    return found
