"""report_times.py BUILD

Says where the time of a run of scripts/test went: the steps of each workflow, the ten slowest targets that were built and the
ten slowest tests. Reads BUILD/results/steps, the logs of Ninja and the JUnit files of CTest.
"""

import re
import sys
import xml.etree.ElementTree as xml
from pathlib import Path

SHOWN = 10
STEPS = ("configure", "build", "tests")


def read_steps(file):
    """The seconds of each step by workflow, and when the first began."""
    seconds, begin = {}, None
    for line in file.read_text().splitlines():
        workflow, step, first, last = line.split("\t")
        seconds.setdefault(workflow, {})[step] = float(last) - float(first)
        begin = min(float(first), begin or float(first))
    return seconds, begin


def built_since(folder, begin):
    """What Ninja made since then in a build tree: seconds and output."""
    log = folder / ".ninja_log"
    latest = {}
    for line in log.read_text().splitlines()[1:] if log.exists() else ():
        first, last, _, output, _ = line.split("\t")
        latest[output] = (int(first), int(last))
    # One command may make several outputs.
    found = {times: output for output, times in latest.items()
             if (folder / output).exists() and (folder / output).stat().st_mtime >= begin}
    return [((last - first) / 1000, short(output)) for (first, last), output in found.items()]


def short(output):
    """tests/CMakeFiles/tests_query.dir/Unity/unity_0_cxx.cxx.o is tests_query: unity_0_cxx."""
    parts = re.fullmatch(r"(?:.*/)?CMakeFiles/([^/]+)\.dir/(?:Unity/|\1/)?(.+?)(?:\.cxx)?\.o", output)
    return f"{parts[1]}: {parts[2]}" if parts else output


def tests_of(file):
    """Seconds and name of each test. A program of doctest's says of its slowest cases how long they took."""
    for case in xml.parse(file).iter("testcase"):
        name, text = case.get("name"), case.findtext("system-out") or ""
        cases = re.findall(r"^took ([\d.]+) s: (.+)$", text, re.MULTILINE)
        if not cases:
            yield float(case.get("time", 0)), name
        for seconds, title in cases:
            yield float(seconds), f"{name}: {title}"


def print_slowest(title, rows):
    print(f"the {SHOWN} slowest {title}")
    for seconds, workflow, name in sorted(rows, reverse=True)[:SHOWN]:
        print(f"  {seconds:7.1f} s  {workflow:<8}  {name}")


def main(build):
    steps, begin = read_steps(build / "results" / "steps")
    print(f"{'workflow':<10}" + "".join(f"{step:>12}" for step in (*STEPS, "together")))
    sums = dict.fromkeys(STEPS, 0.0)
    for workflow, seconds in steps.items():
        for step in STEPS:
            sums[step] += seconds.get(step, 0)
        print(f"{workflow:<10}" + "".join(f"{seconds[step]:>10.0f} s" if step in seconds else f"{'–':>12}" for step in STEPS)
              + f"{sum(seconds.values()):>10.0f} s")
    print(f"{'all':<10}" + "".join(f"{sums[step]:>10.0f} s" for step in STEPS) + f"{sum(sums.values()):>10.0f} s")
    print_slowest("targets", [(seconds, workflow, name) for workflow in steps
                              for seconds, name in built_since(build / workflow, begin)])
    print_slowest("tests", [(seconds, file.stem, name) for file in (build / "results").glob("*.xml")
                            for seconds, name in tests_of(file)])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
