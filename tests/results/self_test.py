"""Feeds scripts/count_results.py results that are wrong in one way each, and some that are right."""

import contextlib
import io
import json
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "scripts"))

import count_results

PRESETS = json.loads(count_results.PRESETS.read_text())


def ran(*names, count=3):
    return {name: f"[doctest] test cases: 5\non PostgreSQL: {count} test cases\n" for name in names}


def wanted(workflow):
    return ran(*count_results.wanted(workflow, PRESETS))


def without(results, *names):
    return {name: text for name, text in results.items() if name not in names}


def skipped(text):
    return "SKIP " + text


def write(file, results):
    cases = []
    for name, text in results.items():
        skip = '<skipped message="SKIP_RETURN_CODE=77"/>' if text.startswith("SKIP ") else ""
        status = "notrun" if skip else "fail" if text.startswith("FAIL ") else "run"
        text = text.removeprefix("SKIP ").removeprefix("FAIL ")
        cases.append(f'<testcase name="{name}" status="{status}">{skip}<system-out>{text}</system-out></testcase>')
    file.write_text(f"<testsuite>{''.join(cases)}</testsuite>")


NO_DATA = "skipped: all tables: /work/shared/data/chinook/chinook.sql is not there\n"
NO_SHELL = "skipped: others write: the shell sqlite3 is not installed\n"
NO_STATUS = "skipped: this machine: there is no /var/lib/dpkg/status here\n"
NO_SPACE = "skipped: a full disk: no tablespace of 4 MB could be mounted, which takes root\n"
LEFT_OUT = "skipped: what runs on PostgreSQL: ROWAN_SKIP_POSTGRES_TESTS is set\n"
DEBUG, CLANG = wanted("debug"), wanted("clang")

# The names of workflows that must be there, what each wrote, and a part of what is said; none if all is well.
RIGHT = {
    "every layer ran": (["debug"], {"debug": {"meta": "", **DEBUG}}),
    "layers that a workflow does not build are not asked for": (["asan"], {"asan": ran("driver", "event", "async", "laws_awaited")}),
    "what was not chosen for a quick run is not asked for": ([], {"quick": {"layers": "", **ran("engine")}}),
    "threads alone": (["tsan"], {"tsan": ran("threads", "async")}),
    "the data of Chinook is not there": ([], {"debug": {**DEBUG, "chinook": skipped(NO_DATA)}}),
    "something without PostgreSQL was skipped": ([], {"debug": {**DEBUG, "history": skipped(NO_SHELL + DEBUG["history"])}}),
    "a failure is counted and is for CTest to tell": ([], {"debug": {**DEBUG, "meta": "FAIL no"}}),
}
WRONG = {
    "no results in": ([], {}),
    "tsan: no results": (["debug", "tsan"], {"debug": DEBUG}),
    "debug: history ran nothing on PostgreSQL": ([], {"debug": {**DEBUG, "history": skipped(NO_SHELL)}}),
    "debug: inventory_tests ran nothing on PostgreSQL": ([], {"debug": {**DEBUG, "inventory_tests": skipped(NO_STATUS)}}),
    "debug: support ran nothing on PostgreSQL": ([], {"debug": without(DEBUG, "support")}),
    "debug: chinook ran nothing on PostgreSQL": ([], {"debug": {**DEBUG, "chinook": ""}}),
    "debug: engine ran nothing on PostgreSQL": ([], {"debug": {"postgres_start": "FAIL the servers did not start", "meta": "",
                                                                **{name: "FAIL" for name in DEBUG}}}),
    "debug: query ran nothing on PostgreSQL": ([], {"debug": without(DEBUG, "query"), "asan": wanted("asan")}),
    "quick: engine skipped what it must not skip": ([], {"quick": {"engine": skipped(LEFT_OUT)}}),
    "clang: restart ran nothing on PostgreSQL": ([], {"clang": without(DEBUG, "restart"), "debug": DEBUG}),
    "asan: laws_awaited ran nothing": ([], {"asan": without(wanted("asan"), "laws_awaited")}),
    "clang: laws_awaited ran on PostgreSQL, and": ([], {"clang": {**CLANG, **ran("laws_awaited")}}),
    "tsan: async ran nothing on PostgreSQL": ([], {"tsan": ran("threads")}),
    "clang: inventory_tests ran nothing": ([], {"clang": without(wanted("clang"), "inventory_tests")}),
    "tsan: threads ran nothing on PostgreSQL": ([], {"tsan": {"threads": "", "layers": ""}}),
    "debug: engine skipped what it must not skip": ([], {"debug": {**DEBUG, "engine": skipped(LEFT_OUT)}}),
    "clang: driver skipped what it must not skip": ([], {"clang": {**CLANG, "driver": skipped(NO_DATA + CLANG["driver"])}}),
    "debug: faults skipped what it must not skip": ([], {"debug": {**DEBUG, "faults": skipped(NO_DATA + NO_SPACE)}}),
    "debug: example_postgres_many skipped what": ([], {"debug": {**DEBUG, "example_postgres_many": skipped("nothing")}}),
    "debug: session ran on PostgreSQL, and scripts": ([], {"debug": {**DEBUG, **ran("session")}}),
}


def run(workflows, files):
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as said:
        for workflow, results in files.items():
            write(Path(folder) / f"{workflow}.xml", results)
        return count_results.main(Path(folder), workflows, PRESETS), said.getvalue()


def main():
    failed = []
    for title, (workflows, files) in RIGHT.items():
        status, said = run(workflows, files)
        if status != 0 or "FAILED" in said:
            failed.append(f"{title}:\n{said}")
    for part, (workflows, files) in WRONG.items():
        status, said = run(workflows, files)
        if status == 0 or f"FAILED: {part}" not in said:
            failed.append(f"not said: {part}:\n{said}")
    if os.geteuid() != 0:
        status, said = run([], {"debug": {**DEBUG, "faults": skipped(NO_SPACE + DEBUG["faults"])}})
        if status != 0:
            failed.append(f"without root there is no tablespace:\n{said}")
    print("\n".join(failed) or f"{len(RIGHT) + len(WRONG)} results are judged as they should be")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
