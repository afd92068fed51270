"""Numbers to tables, in Markdown."""

from __future__ import annotations

from statistics import median


def show(title: str, head: list[str], rows: list[list[str]]) -> None:
    """A table; the first column is words, the others are numbers."""
    widths = [max(len(line[at]) for line in [head, *rows]) for at in range(len(head))]
    print(f"\n### {title}\n")
    print(_line(head, widths))
    print("|" + "|".join("-" * (width + 1) + ("-" if at == 0 else ":") for at, width in enumerate(widths)) + "|")
    for row in rows:
        print(_line(row, widths))
    print(flush=True)


def _line(cells: list[str], widths: list[int]) -> str:
    padded = [cell.ljust(width) if at == 0 else cell.rjust(width) for at, (cell, width) in enumerate(zip(cells, widths, strict=True))]
    return "| " + " | ".join(padded) + " |"


def spread(values: list[float], digits: int) -> list[str]:
    """Median, least and most."""
    if not values:
        return ["-"] * 3
    return [f"{value:.{digits}f}" for value in (median(values), min(values), max(values))]


def ratio(values: dict[str, list[float]], name: str, peer: str) -> float | None:
    """Of two medians; none when one of them is not known, or nothing was measured of the peer."""
    if not values.get(name) or not values.get(peer) or median(values[peer]) == 0:
        return None
    return median(values[name]) / median(values[peer])


def goal(what: str, reached: float | None, limit: float, unit: str = "x") -> None:
    """Says whether a figure is reached."""
    if reached is None:
        print(f"- {what} <= {limit:g} {unit}: not measured")
    else:
        print(f"- {what} <= {limit:g} {unit}: {reached:.3g} {unit}, {'met' if reached <= limit else 'NOT met'}")
