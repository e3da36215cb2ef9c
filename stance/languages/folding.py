"""Folds spelling variants of a word together, by the table in `language.toml`, section `fold`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


class Folder:
    """Callable that folds one word."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        """Compile the table: `delete`, `replace`, `finals`, `nasals`, `virama`, `anusvara`."""
        mapping: dict[str, str | None] = dict.fromkeys(table.get("delete", []))
        mapping.update(table.get("replace", {}))
        self._characters = str.maketrans({k: v for k, v in mapping.items() if len(k) == 1})
        self._sequences = [(k, v) for k, v in mapping.items() if len(k) > 1 and v is not None]
        self._finals = [(old, new) for old, new in table.get("finals", [])]
        classes = table.get("nasals", {})
        virama, self._anusvara = table.get("virama", ""), table.get("anusvara", "")
        alternatives = "|".join(f"{nasal}{virama}(?=[{stops}])" for nasal, stops in classes.items())
        self._nasals = re.compile(alternatives) if alternatives else None

    def __call__(self, word: str) -> str:
        """Return the folded form of `word`, lower-cased; folding twice changes nothing."""
        folded = word.lower()
        for old, new in self._sequences:
            folded = folded.replace(old, new)
        folded = folded.translate(self._characters)
        if self._nasals:
            folded = self._nasals.sub(self._anusvara, folded)
        for old, new in self._finals:
            if folded.endswith(old) and len(folded) > len(old):
                folded = folded[: -len(old)] + new
                break
        return folded
