"""Everything `stance` raises on purpose.

Library code raises these; only the command line prints them and sets the exit code.
"""

from __future__ import annotations


def shown(text: str) -> str:
    """Return `text` fit for one line of a terminal: joiners stay, every other unprintable is escaped."""
    return "".join(
        c if c.isprintable() or c in "\u200c\u200d" else c.encode("unicode_escape").decode("ascii") for c in text
    )


class StanceError(Exception):
    """Base of every error the package raises about its input, its models or its options."""


class InputError(StanceError):
    """A file or record could not be read or does not hold what it should."""

    def __init__(self, message: str, where: str | None = None) -> None:
        """Keep the message and, where known, the place as `file:line` or `file:line:column`."""
        # What a file says stands in many a message, and must neither break the line nor steer the terminal.
        super().__init__(shown(f"{where}: {message}" if where else message))
        self.where = where


class OptionError(StanceError):
    """An option names something that does not exist; the message lists what does."""


class ModelError(StanceError):
    """A model folder is missing, damaged or made for another version."""


class LanguageError(StanceError):
    """A language or one of its data files is missing or malformed."""


class MissingExtraError(StanceError):
    """An optional dependency is needed for what was asked and is not installed."""

    def __init__(self, purpose: str, extra: str) -> None:
        """Say what needs the extra and how to install it."""
        super().__init__(f"{purpose} needs the extra '{extra}': pip install 'indic-stance[{extra}]'")
