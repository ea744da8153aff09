"""count_results.py DIRECTORY

Names what failed or was skipped in the JUnit files that CTest wrote there, and ends with one line of sums.
"""

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


def main(directory):
    sums = Counter()
    for file in sorted(directory.glob("*.xml")):
        for case in xml.parse(file).iter("testcase"):
            result = outcome(case)
            sums[result] += 1
            if result == "passed":
                continue
            print(f"{file.stem}: {case.get('name')} {result}")
            for line in (case.findtext("system-out") or "").splitlines():
                if line.startswith("skipped: "):
                    print(f"  {line}")
    print(f"{sums['passed']} passed, {sums['failed']} failed, {sums['skipped']} skipped")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
