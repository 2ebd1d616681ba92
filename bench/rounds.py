"""Two sides measured in turn, so that a busy neighbour on the machine meets both alike.

Each round measures both sides once, in alternating order, and gives one ratio. What counts is the median of
these ratios; their spread stands beside it and says how far to trust the figure.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence

Side = Callable[[int], float]


def ratios(rounds: int, ours: Side, theirs: Side, names: tuple[str, str]) -> dict[str, float]:
    """Both sides are given the round's number and answer with a rate (or a time); the ratio is ours / theirs."""
    pairs: list[tuple[float, float]] = []
    for number in range(rounds):
        if number % 2:
            other = theirs(number)
            pairs.append((ours(number), other))
        else:
            own = ours(number)
            pairs.append((own, theirs(number)))
    found = [own / other for own, other in pairs]
    return {
        "ratio": statistics.median(found),
        "lowest": min(found),
        "highest": max(found),
        names[0]: statistics.median(own for own, _ in pairs),
        names[1]: statistics.median(other for _, other in pairs),
    }


def spread(name: str, values: Sequence[float]) -> dict[str, float]:
    """The median of repeated measurements, with the least and the greatest."""
    return {name: statistics.median(values), "lowest": min(values), "highest": max(values)}
