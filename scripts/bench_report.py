#!/usr/bin/env python3
"""Turns the JSON of bench_sqlite, bench_postgres, bench_async_* or bench_events into a Markdown table of ratios of medians.

Reads benchmarks called <workload>/<contestant>/<n> with repetitions; prints for each workload and n the CPU time of
`raw` (of async and events, which have none, `best`), every other contestant's ratio to `raw` and to `best`, and allocations per operation, and says which aims are met.
Where there is a server, CPU time is the client's; its round trips per operation are judged too, and real time is told.
"""

import argparse
import json
import statistics
import sys
from collections import defaultdict
from pathlib import Path

FIRST = ["raw", "best", "rowan"]
WORKLOADS = ["insert", "select", "medium", "joined", "point", "update", "dynamic", "assoc"]
WORKLOADS += ["pg." + name for name in ("insert", "bulk", "load", "select", "stream", "medium", "joined", "point", "update",
                                        "lookup", "pipeline", "dynamic", "assoc")]
WORKLOADS += ["async." + name for name in ("await", "await_any", "run", "callback", "eight", "pool", "sqlite")]
WORKLOADS += ["event." + name for name in ("insert", "statement", "update", "scattered", "bulk")]
NANOSECONDS = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


class Measured:
    """What was measured of one contestant at one workload and size."""

    def __init__(self):
        self.cpu, self.wall = [], []
        self.allocations, self.trips = 0.0, None

    def median(self):
        return statistics.median(self.cpu)

    def spread(self):
        return statistics.median(abs(value - self.median()) for value in self.cpu) / self.median()


def aim(workload, n):
    """The ratio that rowan aims at, or None, and to whom: SQLite's to `raw`, PostgreSQL's, async's and that of events to `best`, of
    bulk inserts to COPY, of the update of a set to RETURNING. Of an insert with handlers benchmarks/events/count.py judges instructions."""
    if workload.startswith("event."):
        return {"event.update": (1.10, "returning"), "event.scattered": (1.10, "returning"), "event.bulk": (1.15, "best")}.get(workload, (None, "best"))
    if workload.startswith("async."):
        aims = {"await": 1.08, "await_any": 1.10, "run": 1.02, "callback": 1.12, "eight": 1.03, "sqlite": 1.10}
        return aims.get(workload.removeprefix("async.")), "best"
    if workload in ("pg.bulk", "pg.load"):
        return (1.05 if n >= 1000 else None), "copied"
    if workload.startswith("pg."):
        return {"pg.point": 1.03, "pg.select": 1.03}.get(workload), "best"
    limits = {
        "insert": 0.55 if n == 1 else 0.32,
        "select": 0.70 if n >= 10 else None,
        "joined": 0.90,
        "point": 1.00,
        "update": 0.87,
        "dynamic": 0.15,
        "assoc": 0.85,
    }
    return limits.get(workload), "raw"


def read(paths):
    """{(workload, n): {contestant: Measured}}"""
    runs = []
    for path in paths:
        # A filter that leaves nothing of a program leaves an empty file.
        text = Path(path).read_text(encoding="utf-8")
        runs += json.loads(text)["benchmarks"] if text else []
    table = defaultdict(lambda: defaultdict(Measured))
    for run in runs:
        if run.get("run_type") == "aggregate":
            continue
        if run.get("error_occurred"):
            sys.exit(f"{run['name']}: {run.get('error_message', 'failed')}")
        workload, contestant, n, *_ = run.get("run_name", run["name"]).split("/")
        measured = table[workload, int(n)][contestant]
        measured.cpu.append(run["cpu_time"] * NANOSECONDS[run["time_unit"]])
        measured.wall.append(run["real_time"] * NANOSECONDS[run["time_unit"]])
        measured.allocations = run.get("allocs", 0.0)
        measured.trips = run.get("trips")
    return table


def order(key):
    workload, n = key
    return WORKLOADS.index(workload) if workload in WORKLOADS else len(WORKLOADS), workload, n


def human(nanoseconds):
    for unit, size in (("ms", 1e6), ("us", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.2f} {unit}"
    return f"{nanoseconds:.0f} ns"


def ratio(row, contestant, base):
    if contestant not in row or base not in row:
        return None
    return row[contestant].median() / row[base].median()


def wall(row, contestant):
    return human(statistics.median(row[contestant].wall)) if contestant in row else "-"


def show(value):
    return "-" if value is None else f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("json", nargs="+")
    parser.add_argument("--judge", default="rowan", help="the contestant whose aims are checked (default: rowan)")
    parser.add_argument("--strict", action="store_true", help="exit with 1 if an aim is missed that `best` reaches")
    options = parser.parse_args()

    table = read(options.json)
    if not table:
        sys.exit("no results in " + ", ".join(options.json))
    found = {contestant for row in table.values() for contestant in row}
    contestants = [name for name in FIRST if name in found] + sorted(found - set(FIRST))
    judge = options.judge if options.judge in found else None
    if judge is None:
        print(f"(no results of '{options.judge}': aims are listed, not judged)\n")

    bases = [name for name in ("raw", "best") if name in found] or ["raw"]
    ratios = [(name, base) for i, base in enumerate(bases) for name in contestants if name not in bases[:i + 1]]
    head = ["workload", "n", bases[0]] + [f"{name}/{base}" for name, base in ratios]
    has_server = any(measured.trips is not None for row in table.values() for measured in row.values())
    if has_server:
        head += [f"trips {name}" for name in contestants] + [f"wall {name}" for name in contestants]
    head += [f"allocs {name}" for name in contestants] + ["spread", "aim", "met"]
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * 2 + "---:|" * (len(head) - 3) + "---|")

    missed, unreachable, judged = [], [], 0
    for workload, n in sorted(table, key=order):
        row = table[workload, n]
        cells = [workload, str(n), human(row[bases[0]].median()) if bases[0] in row else "-"]
        cells += [show(ratio(row, name, base)) for name, base in ratios]
        if has_server:
            cells += [f"{row[name].trips:.0f}" if name in row else "-" for name in contestants]
            cells += [wall(row, name) for name in contestants]
        cells += [f"{row[name].allocations:.1f}" if name in row else "-" for name in contestants]
        cells.append(f"{max(measured.spread() for measured in row.values()):.0%}")
        limit, base = aim(workload, n)
        cells.append("" if limit is None else f"<= {limit:.2f} {base}")
        verdicts = []
        got, of_best = ratio(row, judge, base), ratio(row, "best", base)
        if limit is not None and got is not None:
            judged += 1
            if got > limit and of_best is not None and of_best > limit:
                verdicts.append("**no**: time (nor does `best`)")
                unreachable.append(f"{workload}/{n} time")
            elif got > limit:
                verdicts.append("**no**: time")
                missed.append(f"{workload}/{n} time")
        if judge in row and "best" in row:
            judged += 1
            if row[judge].allocations > row["best"].allocations + 0.05:
                verdicts.append("**no**: allocs")
                missed.append(f"{workload}/{n} allocs")
            if has_server:
                judged += 1
                if row[judge].trips > row["best"].trips + 0.05:
                    verdicts.append("**no**: trips")
                    missed.append(f"{workload}/{n} trips")
        cells.append(", ".join(verdicts) if verdicts else "yes" if judge in row else "")
        print("| " + " | ".join(cells) + " |")

    print("\nRatios are of medians of CPU time; smaller is better. `spread` is the greatest median deviation of the row's")
    print("contestants, relative to their median. Allocations are calls of C++ operator new for one operation.")
    if has_server:
        print("Trips are round trips for one operation; wall is the median of real time, and is not judged.")
    if judged:
        print(f"\n`{judge}` meets {judged - len(missed) - len(unreachable)} of {judged} aims.")
        if missed:
            print("Missed: " + ", ".join(missed) + ".")
        if unreachable:
            print("Missed, and by `best` too: " + ", ".join(unreachable) + ".")
    return 1 if missed and options.strict else 0


if __name__ == "__main__":
    sys.exit(main())
