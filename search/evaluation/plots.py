"""Three plots of an evaluation as SVG: precision over recall, calibration, and the weights of true and false pairs."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from search.evaluation.calibration import Band
from search.evaluation.pairs import ScoredPair

_WIDE, _HIGH, _EDGE = 480, 360, 48
_TRUE, _FALSE = "#1b6ca8", "#c0392b"
_MOST_POINTS = 400

Points = Sequence[tuple[float, float]]


def write_plots(
    folder: Path, pairs: Sequence[ScoredPair], right: Sequence[bool], true: int, bands: Sequence[Band]
) -> tuple[Path, ...]:
    """Write the plots into a folder, which is made if needed.

    Args:
        folder: where to.
        pairs: the scored pairs, the strongest first.
        right: whether each is of one person.
        true: how many pairs of one person there are.
        bands: the calibration of these pairs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    plots = {
        "precision_recall.svg": _chart("recall", "precision", _line(_precision_recall(right, true), _TRUE)),
        "calibration.svg": _chart(
            "probability",
            "share of true pairs",
            _line([(0, 0), (1, 1)], "#999999") + _line([(band.mean, band.true) for band in bands], _TRUE),
        ),
        "weights.svg": _histogram(pairs, right),
    }
    for name, text in plots.items():
        (folder / name).write_text(text, encoding="utf-8")
    return tuple(folder / name for name in plots)


def _precision_recall(right: Sequence[bool], true: int) -> list[tuple[float, float]]:
    points, found = [], 0
    step = max(1, len(right) // _MOST_POINTS)
    for said, ok in enumerate(right, start=1):
        found += ok
        if said % step == 0 or said == len(right):
            points.append((found / true if true else 0.0, found / said))
    return points


def _histogram(pairs: Sequence[ScoredPair], right: Sequence[bool]) -> str:
    """Shares of true and of false pairs by whole bits, from -40 to 60."""
    drawn = ""
    for wanted, colour in ((True, _TRUE), (False, _FALSE)):
        bits = Counter(
            max(-40, min(60, round(pair.weight))) for pair, ok in zip(pairs, right, strict=True) if ok is wanted
        )
        most = max(bits.values(), default=1)
        drawn += _line([((at + 40) / 100, bits[at] / most) for at in range(-40, 61)], colour)
    return _chart("match weight from -40 to 60 bits", "pairs, of the most (true blue, false red)", drawn)


def _line(points: Points, colour: str) -> str:
    placed = " ".join(
        f"{_EDGE + x * (_WIDE - 2 * _EDGE):.1f},{_HIGH - _EDGE - y * (_HIGH - 2 * _EDGE):.1f}" for x, y in points
    )
    return f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{placed}"/>'


def _chart(across: str, up: str, drawn: str) -> str:
    right, bottom = _WIDE - _EDGE, _HIGH - _EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" '
        'font-family="sans-serif" font-size="12">'
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="white"/>'
        f'<path d="M{_EDGE},{_EDGE} V{bottom} H{right}" fill="none" stroke="black"/>'
        f'<text x="{_WIDE / 2}" y="{_HIGH - 12}" text-anchor="middle">{across}</text>'
        f'<text transform="translate(14 {_HIGH / 2}) rotate(-90)" text-anchor="middle">{up}</text>'
        f"{drawn}</svg>\n"
    )
