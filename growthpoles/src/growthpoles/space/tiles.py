"""Points in compact tiles, so that pairs can be visited tile by tile and far tiles be passed over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TILE_POINTS = 128

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tiles:
    """Points in tile order.

    Parameters
    ----------
    x, y : array of float, shape (n_points,)
        Coordinates in tile order, metres.
    order : array of int, shape (n_points,)
        ``order[k]`` is the caller's index of the point at place ``k``.
    starts : array of int, shape (n_tiles + 1,)
    boxes : array of float, shape (n_tiles, 4)
        Smallest x, smallest y, largest x, largest y.
    """

    x: Floats
    y: Floats
    order: NDArray[np.int64]
    starts: NDArray[np.int64]
    boxes: Floats

    def __len__(self) -> int:
        return len(self.starts) - 1


def cut_into_tiles(points: Floats, tile_points: int = TILE_POINTS) -> Tiles:
    """Cut points into tiles by halving the longer side at the median until a tile holds ``tile_points`` at most."""
    pending, done = [np.arange(len(points))], []
    while pending:
        members = pending.pop()
        if len(members) <= tile_points:
            done.append(members)
            continue
        inside = points[members]
        axis = int(np.argmax(np.ptp(inside, axis=0)))
        half = len(members) // 2
        split = np.argpartition(inside[:, axis], half)
        pending += [members[split[half:]], members[split[:half]]]
    order = np.concatenate(done)
    starts = np.concatenate([[0], np.cumsum([len(members) for members in done])])
    x, y = np.ascontiguousarray(points[order].T)
    boxes = np.column_stack([edge.reduceat(side, starts[:-1]) for edge in (np.minimum, np.maximum) for side in (x, y)])
    return Tiles(x, y, order, starts, boxes)
