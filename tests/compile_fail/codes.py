"""codes.py PROJECT

Every error code of the headers has a section in docs/errors.md and a program in tests/compile_fail, and
neither has a code that the headers do not.
"""

import re
import sys
from pathlib import Path


def codes_in_headers(project):
    return {code for file in (project / "include").rglob("*.hpp")
            for code in re.findall(r"\browan (E\d+)\b", file.read_text())}


def codes_in_docs(project):
    page = project / "docs" / "errors.md"
    return set(re.findall(r"^## (E\d+)\b", page.read_text(), re.MULTILINE)) if page.exists() else set()


def codes_in_programs(project):
    return {file.name.partition("_")[0] for file in (project / "tests" / "compile_fail").glob("E*_*.cpp")}


def main(project):
    headers = codes_in_headers(project)
    places = {"docs/errors.md": codes_in_docs(project), "tests/compile_fail": codes_in_programs(project)}
    faults = []
    for place, codes in places.items():
        faults += [f"{code} is in the headers but not in {place}" for code in sorted(headers - codes)]
        faults += [f"{code} is in {place} but not in the headers" for code in sorted(codes - headers)]
    for fault in faults:
        print(f"FAILED: {fault}")
    print(f"{len(headers)} error codes")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
