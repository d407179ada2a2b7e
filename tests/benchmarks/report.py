"""The table of results, for people and for docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks.measuring import MILLISECONDS, Comparison, Run, median

HEADINGS = ("what", "ms (min..max)", "of it commit", "floor ms (min..max)", "ratio", "ms a message")


def table(comparisons: Sequence[Comparison]) -> str:
    """A Markdown table with one line a comparison; medians, in milliseconds."""
    return lined([HEADINGS, *(_row(each) for each in comparisons)])


def lined(rows: Sequence[tuple[str, ...]]) -> str:
    """Rows as a Markdown table, the first of them its headings."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [_line(row, widths) for row in rows]
    rule = (
        "|" + "|".join("-" * (width + 1) + ("-" if column == 0 else ":") for column, width in enumerate(widths)) + "|"
    )
    return "\n".join([lines[0], rule, *lines[1:]])


def summary(comparison: Comparison) -> str:
    """One comparison on one line, to be shown before the others are done."""
    name, ours, _, floor, ratio, _ = _row(comparison)
    return f"{name}: {ours} ms, floor {floor} ms, ratio {ratio}"


def _row(comparison: Comparison) -> tuple[str, ...]:
    commits = sorted(run.commit for run in comparison.ours)
    commit = f"{commits[len(commits) // 2] * MILLISECONDS:,.1f}" if any(commits) else "-"
    return (
        comparison.name,
        _spread(comparison.ours),
        commit,
        _spread(comparison.floor),
        f"{comparison.ratio:.1f}",
        f"{comparison.per_message:.2f}",
    )


def _spread(runs: Sequence[Run]) -> str:
    totals = [run.total * MILLISECONDS for run in runs]
    return f"{median(runs) * MILLISECONDS:,.0f} ({min(totals):,.0f}..{max(totals):,.0f})"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = row
    cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))]
    return "| " + " | ".join(cells) + " |"
