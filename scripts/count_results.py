"""count_results.py DIRECTORY [WORKFLOW...]

Says how many test cases ran on PostgreSQL by the JUnit files that CTest wrote there, one for each workflow, names what failed or
was skipped, with the reason, and ends with one line of sums. Fails if there is no file, or none of a workflow that is named; if
a program of tests that the workflow builds ran nothing on PostgreSQL; and if something was skipped for a reason that is not in
ALLOWED. Of a run that is named QUICK, only what was chosen is asked for.
"""

import json
import os
import re
import sys
import xml.etree.ElementTree as xml
from collections import Counter
from pathlib import Path

PRESETS = Path(__file__).resolve().parent.parent / "CMakePresets.json"

QUICK = "quick"

# The programs of tests that run on PostgreSQL, by their names in CTest: layers, and others by the layer they are built with.
LAYERS = {"sql", "query", "driver", "event", "engine", "history", "async", "reference", "chinook", "tpch", "property", "faults",
          "support"}
OTHERS = {"restart": "faults", "laws_awaited": "async"}
EXAMPLES = {"inventory_tests"}
THREADS = {"threads", "async"}

# Programs that may run nothing on PostgreSQL at all, if they may skip.
ALL_SKIPPED = {"chinook"}
# Who may skip, and why.
ALLOWED = [
    ("chinook", r"/chinook/\S+ is not there$"),
    ("history", r"the shell sqlite3 is not installed$"),
    ("inventory_tests", r"there is no /var/lib/dpkg/status here$"),
]
if os.geteuid() != 0:
    ALLOWED += [(name, r"no tablespace of 4 MB could be mounted, which takes root$") for name in ("faults", "support")]


def variables(presets, name):
    """The cache variables of a configure preset, with those that it inherits."""
    preset = next(each for each in presets["configurePresets"] if each["name"] == name)
    inherited = preset.get("inherits", [])
    result = {}
    for parent in reversed([inherited] if isinstance(inherited, str) else inherited):
        result |= variables(presets, parent)
    return result | preset.get("cacheVariables", {})


def wanted(workflow, presets):
    """The programs that have to run test cases on PostgreSQL."""
    chosen = variables(presets, workflow)
    if chosen.get("ROWAN_TEST_THREADS_ALONE") == "ON":
        names = set(THREADS)
    else:
        left_out = set(chosen.get("ROWAN_TEST_LAYERS_LEFT_OUT", "").split(";"))
        names = (LAYERS | {name for name, layer in OTHERS.items() if layer not in left_out}) - left_out
    return names if chosen.get("ROWAN_BUILD_EXAMPLES") == "OFF" else names | EXAMPLES


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


def reasons(case):
    """Why something was skipped, by the lines that say it."""
    return [line for line in (case.findtext("system-out") or "").splitlines() if line.startswith("skipped: ")]


def is_allowed(name, reason):
    return any(name == who and re.search(why, reason) for who, why in ALLOWED)


def count_file(file, presets, sums, notes):
    """What is wrong with the results of a workflow, in words; what was not passed, with the reasons, is added to the notes."""
    postgres = Counter()
    problems, excused = [], set()
    for case in xml.parse(file).iter("testcase"):
        name, result, why = case.get("name"), outcome(case), reasons(case)
        postgres[name] += on_postgres(case)
        sums[result] += 1
        if result != "passed":
            notes += [f"{file.stem}: {name} {result}", *(f"  {line}" for line in why)]
        unexcused = [line for line in why if not is_allowed(name, line)]
        if unexcused or (result == "skipped" and not why):
            problems.append(f"{name} skipped what it must not skip")
        elif why and name in ALL_SKIPPED:
            excused.add(name)
    ran = set(+postgres)
    print(f"{file.stem}: on PostgreSQL " + (", ".join(f"{name} {count}" for name, count in (+postgres).items()) or "nothing"))
    names = ran if file.stem == QUICK else wanted(file.stem, presets)
    problems += [f"{name} ran nothing on PostgreSQL" for name in sorted(names - ran - excused)]
    problems += [f"{name} ran on PostgreSQL, and scripts/count_results.py does not ask for it" for name in sorted(ran - names)]
    return problems


def main(directory, workflows, presets):
    sums, notes = Counter(), []
    files = sorted(directory.glob("*.xml"))
    problems = [] if files else [f"no results in {directory}"]
    problems += [f"{name}: no results" for name in workflows if directory / f"{name}.xml" not in files]
    for file in files:
        problems += [f"{file.stem}: {problem}" for problem in count_file(file, presets, sums, notes)]
    for note in notes:
        print(note)
    for problem in problems:
        print(f"FAILED: {problem}")
    print(f"{sums['passed']} passed, {sums['failed']} failed, {sums['skipped']} skipped")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:], json.loads(PRESETS.read_text())))
