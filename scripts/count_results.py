"""count_results.py DIRECTORY

Names what failed or was skipped in the JUnit files that CTest wrote there, says how many test cases ran on PostgreSQL,
and ends with one line of sums. Fails if none did in one of the files, those about the servers themselves aside.
"""

import re
import sys
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path


def outcome(case):
    skipped = case.find("skipped")
    # CTest also calls a test skipped whose program was not built.
    if skipped is not None and skipped.get("message", "").startswith("SKIP_"):
        return "skipped"
    return "passed" if case.get("status") == "run" else "failed"


def on_postgres(case):
    """How many test cases of a program of doctest's, which tests/main.cpp prints; 0 for other programs."""
    found = re.search(r"^on PostgreSQL: (\d+) test cases$", case.findtext("system-out") or "", re.MULTILINE)
    return int(found[1]) if found else 0


def main(directory):
    sums = Counter()
    without_postgres = []
    for file in sorted(directory.glob("*.xml")):
        postgres = Counter()
        for case in xml.parse(file).iter("testcase"):
            postgres[case.get("name")] += on_postgres(case)
            result = outcome(case)
            sums[result] += 1
            if result == "passed":
                continue
            print(f"{file.stem}: {case.get('name')} {result}")
            for line in (case.findtext("system-out") or "").splitlines():
                if line.startswith("skipped: "):
                    print(f"  {line}")
        print(f"{file.stem}: on PostgreSQL " + (", ".join(f"{name} {count}" for name, count in (+postgres).items()) or "nothing"))
        if not any(count for name, count in postgres.items() if name != "support"):
            without_postgres.append(file.stem)
    if without_postgres:
        print("FAILED: no test ran on PostgreSQL in " + ", ".join(without_postgres))
    print(f"{sums['passed']} passed, {sums['failed']} failed, {sums['skipped']} skipped")
    return 1 if without_postgres else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
