#!/usr/bin/env python3
"""count.py BENCH_EVENTS [--strict]

Counts the instructions (valgrind --tool=callgrind) of an insert, a statement, a set and a range with handlers, by hand and by rowan,
each as the difference of two runs, and prints them. With --strict it fails if an insert with handlers takes more of them than it may.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

# (workload, n, few runs, many runs, at most so much of `best`)
OPERATIONS = [("insert", 0, 500, 2500, None), ("insert", 1, 500, 2500, 1.02), ("insert", 8, 500, 2500, 1.02),
              ("statement", 0, 500, 2500, None), ("statement", 1, 500, 2500, None), ("statement", 8, 500, 2500, None),
              ("update", 10000, 2, 6, None), ("scattered", 10000, 2, 6, None), ("bulk", 10000, 2, 4, None)]


def instructions(binary, name, count, folder):
    out = Path(folder) / "callgrind"
    command = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", binary, "--run", name, str(count)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return int(re.search(r"^totals: (\d+)", out.read_text(), re.MULTILINE)[1])


def main(binary, is_strict):
    print("| workload | n | instructions best | rowan | rowan / best |")
    print("|---|---:|---:|---:|---:|")
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        for workload, n, few, many, most in OPERATIONS:
            best, rowan = ((instructions(binary, name, many, folder) - instructions(binary, name, few, folder)) / (many - few)
                           for name in (f"event.{workload}/{contestant}/{n}" for contestant in ("best", "rowan")))
            print(f"| {workload} | {n} | {best:.0f} | {rowan:.0f} | {rowan / best:.3f} |", flush=True)
            if most is not None and rowan / best > most:
                missed.append(f"{workload}/{n}: {rowan / best:.3f} instead of {most}")
    if missed:
        print("\nMissed: " + ", ".join(missed) + ".")
    return 1 if missed and is_strict else 0


if __name__ == "__main__":
    arguments = [each for each in sys.argv[1:] if each != "--strict"]
    sys.exit(main(arguments[0], "--strict" in sys.argv) if len(arguments) == 1 else __doc__)
