"""`make bench`: makes samples, measures, prints, and keeps the tables in docs/benchmarks.md.

python -m tests.bench [--citizens 10000 100000] [--pairs 3] [--write]
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import resource
import tempfile
from importlib.metadata import version
from pathlib import Path

from pejl.sample import write_sample
from pejl.store.engines import open_warehouse
from pejl.store.home import Home
from tests.bench import loading, page, quality, sliced
from tests.bench.timing import Compared

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
START, END = "<!-- bench: start -->", "<!-- bench: end -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--citizens", nargs="+", type=int, default=[10_000, 100_000])
    parser.add_argument("--pairs", type=int, default=3, help="pairs of full loads")
    parser.add_argument(
        "--write", action="store_true", help="keep the result in docs/benchmarks.md"
    )
    chosen = parser.parse_args()
    text = measure(sorted(chosen.citizens), chosen.pairs)
    print(text)
    if chosen.write:
        before, _, rest = PAGE.read_text("utf-8").partition(START)
        after = rest.partition(END)[2]
        PAGE.write_text(f"{before}{START}\n{text}\n{END}{after}", "utf-8")


def measure(sizes: list[int], pairs: int) -> str:
    compared: list[Compared] = []
    pages: list[page.Page] = []
    loads: list[str] = []
    asked: list[quality.Asked] = []
    for citizens in sizes:
        size = f"{citizens:,} citizens".replace(",", " ")
        with tempfile.TemporaryDirectory() as folder:
            deliveries, home = Path(folder) / "in", Home(Path(folder) / "home")
            write_sample(deliveries, citizens=citizens, deliveries=2, seed=1)
            made = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
            print(f"{size}: sample written, process peak so far {made:.2f} GiB", flush=True)
            for day, taken, peak in loading.measured_load(home.path, deliveries):
                loads.append(f"| {size}, {day} | {taken:.1f} s | {peak:.2f} GiB |")
                print(loads[-1], flush=True)
            asked.append(quality.run(home.path, size))
            print(asked[-1], flush=True)
            warehouse = open_warehouse(home)
            compared += sliced.run(home, warehouse, size)
            pages.append(page.run(home, warehouse, size))
            print(pages[-1], flush=True)
            warehouse.close()
            newest = max(path for path in deliveries.iterdir() if path.is_dir())
            compared += loading.run(newest, size, pairs)
    parts = (_ratios(compared), _loads(loads), _asked(asked), _pages(pages))
    return "\n".join([*_facts(), *(line for part in parts for line in ("", *part))])


def _facts() -> list[str]:
    engines = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "ibis-framework"))
    today = dt.datetime.now(dt.UTC).date()
    cores = len(os.sched_getaffinity(0))
    return [f"Measured {today}, {cores} cores, Python {platform.python_version()}, {engines}."]


def _ratios(compared: list[Compared]) -> list[str]:
    lines = [
        "| What / yardstick | Size | Ratio (low-high) | Goal | Ours | Yardstick | Pairs |",
        "|---|---|---|---|---|---|---|",
    ]
    for one in compared:
        lines.append(
            f"| {one.name} | {one.size} | **{one.ratio:.2f}** ({one.low:.2f}-{one.high:.2f}) "
            f"| {one.goal} | {one.ours_seconds:.3f} s | {one.yardstick_seconds:.3f} s "
            f"| {one.pairs} |"
        )
    return lines


def _loads(loads: list[str]) -> list[str]:
    head = ["| Load and publish, own process | Time | Peak memory |", "|---|---|---|"]
    return [*head, *loads]


def _asked(asked: list[quality.Asked]) -> list[str]:
    lines = [
        "| Every rule and the reconciliation, own process | Postings | Findings | Time | Peak memory |",
        "|---|---|---|---|---|",
    ]
    for one in asked:
        lines.append(
            f"| {one.size} | {one.postings:,} | {one.findings:,} | {one.seconds:.1f} s "
            f"| {one.peak:.2f} GiB |"
        )
    return lines


def _pages(pages: list[page.Page]) -> list[str]:
    lines = [
        "| Report page | Queries | In the engine | Whole document | PDF |",
        "|---|---|---|---|---|",
    ]
    for one in pages:
        lines.append(
            f"| {one.size} | {one.queries} | {one.query_seconds:.3f} s "
            f"| {one.document_seconds:.3f} s | {one.pdf_seconds:.3f} s |"
        )
    if len(pages) > 1:
        growth = pages[-1].query_seconds / pages[0].query_seconds
        lines += [
            "",
            f"Growth of the queries from {pages[0].size} to {pages[-1].size}: ×{growth:.1f}.",
        ]
    return lines


if __name__ == "__main__":
    main()
