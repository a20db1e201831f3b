"""E1, the long arm: many thousand cases, every indicator, DuckDB and a Spark cluster, and the judge.

    python -m tests.generative.run --batches 5 --cases 20000 --questions 32 --seed 1 --write

Each batch is cases drawn together into one set of tables; every question is put to all of them.
Spark is asked the fewest questions that ask with every dimension, option and filter, for the first
`--spark` batches. Prints cases, questions, engines and differences, each kind of difference with
the smallest case that shows it, and ends with 1 when there are any.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from collections import Counter
from contextlib import nullcontext
from typing import Any

from pejl.figures.request import DIMENSIONS
from tests.faults.page import facts, keep
from tests.generative.arms import Tally, compare, drawn, fewest_that_cover
from tests.generative.comparing import Started, duckdb_over, spark_over
from tests.generative.spark_cluster import spark_cluster


def main(arguments: list[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    started, tally = time.monotonic(), Tally()
    cluster: Any = spark_cluster(cores=2) if asked.spark else nullcontext()
    with cluster as master_url:
        for number in range(asked.batches):
            batch, requests = drawn(asked.cases, asked.questions, f"{asked.seed}-{number}")
            questions = {"duckdb": requests}
            engines: dict[str, Started] = {"duckdb": duckdb_over}
            if number < asked.spark:
                questions["spark"] = fewest_that_cover(requests)
                engines["spark"] = spark_over(master_url)
            compare(batch, questions, engines, tally)
            print(
                f"batch {number + 1} of {asked.batches}: {tally.cases} cases, "
                f"{dict(tally.asked)} questions, {len(tally.found)} differences, "
                f"{time.monotonic() - started:.0f} s",
                flush=True,
            )
    text = report(tally, asked.seed, time.monotonic() - started)
    print(f"\n{text}")
    for one in tally.readable:
        print(f"\n{one}")
    if asked.write:
        keep("engines", text)
    return 1 if tally.found else 0


def report(tally: Tally, seed: int, seconds: float) -> str:
    lines = [
        facts(seed, seconds),
        "",
        "| Engine | Cases | Questions | Case-questions | Cells compared | Differences |",
        "|---|---|---|---|---|---|",
    ]
    differing = Counter(one.engine for one in tally.found)
    for engine, questions in tally.asked.items():
        lines.append(
            f"| {engine} | {tally.cases_of[engine]:,} "
            f"| {questions:,} | {tally.cases_asked[engine]:,} | {tally.cells[engine]:,} "
            f"| **{differing[engine]:,}** |"
        )
    for engine, asked in tally.traits.items():
        seldom = min(DIMENSIONS, key=lambda name: asked["by", name])
        option = min(
            (trait for trait in asked if len(trait) == 3),
            key=lambda trait: asked[trait],
        )
        lines += [
            "",
            f"Least asked of {engine}: by {seldom} {asked['by', seldom]} times, "
            f"{' '.join(option)} {asked[option]} times.",
        ]
    for (engine, indicator, name), count in sorted(tally.kinds().items()):
        lines.append(f"- {engine}, {indicator} {name}: {count} differences")
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.generative.run")
    parser.add_argument("--batches", type=int, default=5)
    parser.add_argument("--cases", type=int, default=20_000, help="in a batch")
    parser.add_argument("--questions", type=int, default=32, help="to a batch")
    parser.add_argument("--spark", type=int, default=1, help="batches that Spark is asked too")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="keep the result in the docs")
    return parser


if __name__ == "__main__":
    sys.exit(main())
