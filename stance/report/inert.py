"""Text of articles made inert for a page: it can neither run, nor reorder, nor hide what stands around it."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from html import escape
from importlib import resources

_KEPT = "\n\t\u200c\u200d"  # line ends, and the joiners that Indic writing needs


def inert(text: str) -> str:
    """Return text as inert HTML: escaped, with control and direction characters shown as a replacement mark."""
    return escape("".join(c if _harmless(c) else "\N{REPLACEMENT CHARACTER}" for c in text))


def _harmless(c: str) -> bool:
    return c.isprintable() or c in _KEPT or unicodedata.category(c) == "Zs"


def one_line(text: str) -> str:
    """Return text as inert HTML on one line."""
    return inert(" ".join(text.split()))


def isolated(text: str) -> str:
    """Return text as inert HTML on one line whose direction cannot reorder what stands around it."""
    return f"<bdi>{one_line(text)}</bdi>"


def asset(name: str) -> str:
    """Return a template, style or script of the report."""
    return resources.files("stance.report").joinpath(name).read_text("utf-8")


def digest(content: str) -> str:
    """Return the source of a Content-Security-Policy that allows an inline style or script with this content alone."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


def data_link(content: str, media_type: str) -> str:
    """Return content as a data: URL, for a link that saves it."""
    return f"data:{media_type};charset=utf-8;base64,{base64.b64encode(content.encode()).decode()}"
