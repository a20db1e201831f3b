"""E4, the long arm: fictional municipalities of many seeds and sizes, faults and all.

    python -m tests.quality.faults --seeds 40 --write
    python -m tests.quality.faults --seed 17 --citizens 300      one municipality again

Every planted fault must be found by the rule its ledger names, and of all that those rules find at
least 98 % must be true. Ends with 1 when they are not. `--write` keeps the outcome in
docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.page import PAGE, facts
from tests.quality.judging import Score, judge, per_rule

SIZES = (100, 150, 250, 400, 600, 900, 1200)
LEAST_TRUE = 0.98
START, END = "<!-- quality faults: start -->", "<!-- quality faults: end -->"


def main(arguments: list[str] | None = None) -> int:
    options = _options(arguments)
    seeds = [options.seed] if options.seed else range(1, options.seeds + 1)
    sizes = {seed: options.citizens or SIZES[seed % len(SIZES)] for seed in seeds}
    score, clean, began = Score(), 0, time.monotonic()
    for seed, citizens in sizes.items():
        with tempfile.TemporaryDirectory() as name:
            judge(score, Path(name), seed=seed, citizens=citizens)
        print(f"seed {seed}, {citizens}: {score.recall:.2%} found, {score.precision:.2%} true")
    for seed in list(sizes)[: options.clean]:
        with tempfile.TemporaryDirectory() as name:
            clean += _clean(score, Path(name), seed, sizes[seed])
    for line in (*map(str, score.missed[:20]), *map(str, score.beside[:20])):
        print(line)
    if options.write:
        text = _told(score, sizes, clean, min(options.clean, len(sizes)))
        _keep(f"{text}\n\n{facts(f'1 to {max(sizes)}', time.monotonic() - began)}")
    return 0 if score.recall == 1 and score.precision >= LEAST_TRUE and not clean else 1


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=40, help="how many seeds, from 1 on")
    parser.add_argument("--seed", type=int, help="only this one")
    parser.add_argument("--citizens", type=int, help="of this size; else by the seed")
    parser.add_argument("--clean", type=int, default=5, help="how many are tried without faults")
    parser.add_argument("--write", action="store_true", help="keep the outcome in the page")
    return parser.parse_args(arguments)


def _clean(score: Score, out: Path, seed: int, citizens: int) -> int:
    """How much the same rules find where nothing is wrong."""
    nothing = Score(planted=score.planted.copy())
    judge(nothing, out, seed=seed, citizens=citizens, faults=False)
    for one in nothing.beside:
        print("clean:", one)
    return sum(nothing.findings.values())


def _told(score: Score, sizes: dict[int, int], clean: int, tried: int) -> str:
    rows = [
        f"| {rule} | {planted} | {found} | {findings} | {true} |"
        for rule, (planted, found, findings, true) in per_rule(score).items()
    ]
    return "\n".join(
        [
            f"{len(sizes)} seeds of {min(sizes.values())} to {max(sizes.values())} citizens, "
            f"{score.deliveries} deliveries: of {sum(score.planted.values())} planted faults "
            f"{score.recall:.2%} were found by the rule named; of "
            f"{sum(score.findings.values())} findings of those rules {score.precision:.2%} were "
            f"true. {tried} of the municipalities without faults: {clean} findings of those rules.",
            "",
            "| Rule | Planted | Found | Findings | True |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )


def _keep(text: str) -> None:
    before, found, rest = PAGE.read_text("utf-8").partition(START)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError(f"{PAGE.name} lacks the marks of the planted faults")
    PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
