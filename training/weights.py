"""How much each example weighs: real text sets the mix of labels, rare labels are raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt


def example_weights(
    labels: Sequence[str],
    parts: Sequence[str],
    scale: Mapping[str, float],
    reference: str,
    power: float,
    paired: str = "contrast",
) -> npt.NDArray[np.float64]:
    """Return a weight for each example, 1 on average in each part of scale 1.

    Each part is re-weighted to the label mix of the `reference` part (importance weighting for label
    shift, Lipton et al. 2018) and multiplied by its `scale`; then each label is raised by its inverse
    share to the `power` (0 leaves the mix as it is, 1 balances it). In the `paired` part every example
    weighs its `scale` alone: neither sentence of a pair may outweigh the other.
    """
    mixed = [i for i, part in enumerate(parts) if part != paired]
    mix = {part: Counter(labels[i] for i in mixed if parts[i] == part) for part in {parts[i] for i in mixed}}
    target = mix.get(reference) or Counter(labels[i] for i in mixed)
    total = sum(target.values())
    weights = np.full(len(labels), scale.get(paired, 1.0))
    for i in mixed:
        own = mix[parts[i]][labels[i]] / sum(mix[parts[i]].values())
        weights[i] = scale[parts[i]] * (target[labels[i]] / total) / own
    mass: dict[str, float] = {}
    for i in mixed:
        mass[labels[i]] = mass.get(labels[i], 0.0) + float(weights[i])
    share = {label: amount / sum(mass.values()) for label, amount in mass.items() if amount}
    weights[mixed] *= [share.get(labels[i], 1.0) ** -power for i in mixed]
    if mixed:
        weights[mixed] *= len(mixed) / weights[mixed].sum()
    return weights
