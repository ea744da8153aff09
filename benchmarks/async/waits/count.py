#!/usr/bin/env python3
"""count.py BENCH_WAITS

Counts instructions (valgrind --tool=callgrind) and system calls (strace) of a point select by blocking rowan, with the waiter that may be
given a hook and with the one that may not, each as the difference of two runs, and prints them. Fails when a wait costs more than
it may. The server is found by the environment, as by scripts/postgres.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

FEW, MANY = 500, 2500
MOST_INSTRUCTIONS = 12  # more, for each wait; of system calls none
WAITERS = ["suspending", "blocking"]


def run(*command):
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


def instructions(binary, waiter, count, folder):
    out = folder / "callgrind"
    run("valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", binary, waiter, str(count))
    return int(re.search(r"^totals: (\d+)", out.read_text(), re.MULTILINE)[1])


def system_calls(binary, waiter, count, folder):
    out = folder / "strace"
    run("strace", "-f", "-c", "-o", str(out), binary, waiter, str(count))
    return int(re.search(r"(\d+)\s+(?:\d+\s+)?total$", out.read_text(), re.MULTILINE)[1])


def main(binary):
    print("| waiter | instructions a select | system calls a select |")
    print("|---|---:|---:|")
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        for waiter in WAITERS:
            figures[waiter] = [(count(binary, waiter, MANY, Path(folder)) - count(binary, waiter, FEW, Path(folder)))
                               / (MANY - FEW) for count in (instructions, system_calls)]
            print(f"| {waiter} | {figures[waiter][0]:.1f} | {figures[waiter][1]:.2f} |", flush=True)
    more = [mine - other for mine, other in zip(*(figures[waiter] for waiter in WAITERS))]
    print(f"\nA wait costs {more[0]:.1f} instructions more (at most {MOST_INSTRUCTIONS}) and {abs(more[1]):.2f} system calls more (none).")
    return 1 if more[0] > MOST_INSTRUCTIONS or more[1] > 0.05 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
