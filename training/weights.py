"""How much each example weighs: real text sets the mix of labels, rare labels are raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt


def example_weights(
    labels: Sequence[str], parts: Sequence[str], scale: Mapping[str, float], reference: str, power: float
) -> npt.NDArray[np.float64]:
    """Return a weight for each example, 1 on average.

    Each part is re-weighted to the label mix of the `reference` part (importance weighting for label
    shift, Lipton et al. 2018) and multiplied by its `scale`; then each label is raised by its inverse
    share to the `power` (0 leaves the mix as it is, 1 balances it).
    """
    mix = {part: Counter(label for label, p in zip(labels, parts, strict=True) if p == part) for part in set(parts)}
    target = mix.get(reference) or Counter(labels)
    total = sum(target.values())
    weights = np.empty(len(labels))
    for i, (label, part) in enumerate(zip(labels, parts, strict=True)):
        own = mix[part][label] / sum(mix[part].values())
        weights[i] = scale[part] * (target[label] / total) / own
    mass: dict[str, float] = {}
    for label, weight in zip(labels, weights.tolist(), strict=True):
        mass[label] = mass.get(label, 0.0) + weight
    share = {label: amount / sum(mass.values()) for label, amount in mass.items() if amount}
    weights *= [share.get(label, 1.0) ** -power for label in labels]
    scaled: npt.NDArray[np.float64] = weights * (len(weights) / weights.sum())
    return scaled
