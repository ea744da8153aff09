"""Feeds scripts/report_times.py the records of a run that was made up, and looks at what it says."""

import contextlib
import io
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "scripts"))

import report_times

BEGIN = 1_000_000_000.0
STEPS = f"debug\tconfigure\t{BEGIN}\t{BEGIN + 2}\ndebug\tbuild\t{BEGIN + 2}\t{BEGIN + 62}\nclang\tconfigure\t{BEGIN + 62}\t{BEGIN + 63}\n"
UNIT = "tests/CMakeFiles/tests_query.dir/Unity/unity_3_cxx.cxx.o"
LOG = f"# ninja log v5\n0\t99000\t0\t{UNIT}\t0\n0\t48100\t0\t{UNIT}\t0\n48100\t50100\t0\tbefore.o\t0\n0\t1500\t0\tgone.o\t0\n50100\t51100\t0\ttests/tests_query\t0\n"
RESULTS = """<testsuite>
<testcase name="layers" status="run" time="0.5"><system-out/></testcase>
<testcase name="query" status="run" time="9.9"><system-out>took 7.25 s: a long one
took 0.1 s: a short one
</system-out></testcase>
</testsuite>"""

WANTED = """\
workflow     configure       build       tests    together
debug              2 s        60 s           –        62 s
clang              1 s           –           –         1 s
all                3 s        60 s         0 s        63 s
the 10 slowest targets
     48.1 s  debug     tests_query: unity_3_cxx
      1.0 s  debug     tests/tests_query
the 10 slowest tests
      7.2 s  debug     query: a long one
      0.5 s  debug     layers
      0.1 s  debug     query: a short one
"""


def main():
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as said:
        build = Path(folder)
        for path, text in (("results/steps", STEPS), ("debug/.ninja_log", LOG), ("results/debug.xml", RESULTS),
                           (f"debug/{UNIT}", ""), ("debug/tests/tests_query", ""), ("debug/before.o", "")):
            (build / path).parent.mkdir(parents=True, exist_ok=True)
            (build / path).write_text(text)
        # What an earlier run built is no part of this one.
        os.utime(build / "debug/before.o", (BEGIN - 1, BEGIN - 1))
        report_times.main(build)
    if said.getvalue() != WANTED:
        print(f"FAILED: wanted\n{WANTED}but it said\n{said.getvalue()}")
        return 1
    print("the times are told as they should be")
    return 0


if __name__ == "__main__":
    sys.exit(main())
