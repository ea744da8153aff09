"""check.py PROJECT

Fails when the headers break the order of the layers, when a foreign header leaves its fence, on an include cycle, on a
macro that is not ours, on `using namespace`, whose names a global of a program makes ambiguous, on a class of errors that
shared libraries may hide, and on a file that is too long.
"""

import posixpath
import re
import sys
from pathlib import Path

BELOW_ENGINE = ["meta", "schema", "query", "sql", "driver", "event"]
UP_TO_ENGINE = [*BELOW_ENGINE, "engine"]
BESIDE_EACH_OTHER = ["history", "session", "feed", "migrate"]
MAY_INCLUDE = {
    "meta": [],
    "schema": ["meta"],
    "query": ["meta", "schema"],
    "sql": ["meta", "schema", "query"],
    "driver": ["meta", "schema"],
    "event": ["meta", "schema"],
    "engine": BELOW_ENGINE,
    "facade": UP_TO_ENGINE,
    **{layer: UP_TO_ENGINE for layer in BESIDE_EACH_OTHER},
    "async": [*UP_TO_ENGINE, "facade", *BESIDE_EACH_OTHER],
}
CONNECTOR = re.compile(r"driver/(sqlite|postgres)/")

# (foreign header, where it may be included)
FENCES = [
    (re.compile(r"boost/pfr(\.hpp$|/)"), re.compile(r"meta/")),
    (re.compile(r"sqlite3(ext)?\.h$"), re.compile(r"driver/sqlite/")),
    (re.compile(r"(postgresql/)?(libpq-fe\.h$|libpq/)"), re.compile(r"driver/postgres/")),
    (re.compile(r"boost/(asio|context|fiber)(\.hpp$|/)"), re.compile(r"async/|driver/(\w+/)?waiter")),
    # What declares costs nothing; what defines is for those who ask for it.
    (re.compile(r"boost/hana\.hpp$"), re.compile(r"(?!)")),
    (re.compile(r"boost/hana/(fwd|core)/"), re.compile(r"meta/|hana\.hpp$")),
    (re.compile(r"boost/hana/(?!fwd/|core/)"), re.compile(r"hana\.hpp$")),
]

MAX_LINES = 400
LENGTH_CHECKED = {".hpp", ".cpp", ".h", ".py", ".sh", ".cmake", ".txt", ""}

# A class with a base, and what stands between its keyword and its name.
CLASS = re.compile(r"\b(?:class|struct)\s+(\[\[[^\]]*\]\])?\s*(\w+)(?:\s+final)?\s*:\s*(?:public\s+)?([\w:]+)")
STANDARD_ERRORS = {"std::exception", "std::runtime_error", "std::logic_error", "std::system_error"}
VISIBLE = '[[gnu::visibility("default")]]'

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"]+)[>"]', re.MULTILINE)
DEFINE = re.compile(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", re.MULTILINE)


def layer_of(header):
    """'query/detail/x.hpp' is of layer 'query', 'sqlite.hpp' of none."""
    folder, slash, _ = header.partition("/")
    return folder if slash else None


def code_of(file):
    return COMMENT.sub("", file.read_text())


def resolve(name, header, headers):
    """The header of ours that an include names, or None when it is foreign."""
    if name.startswith("rowan/"):
        return name.removeprefix("rowan/")
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(header), name))
    return beside if beside in headers else None


def wrong_direction(header, target):
    """Why a header may not include another one, or None."""
    layer, below = layer_of(header), layer_of(target)
    if layer is None:
        return None
    if below is None:
        return "upward"
    connector, other = CONNECTOR.match(header), CONNECTOR.match(target)
    if other and layer != "async" and (not connector or connector[1] != other[1]):
        return "sideways" if connector else "upward"
    if below == layer or below in MAY_INCLUDE[layer]:
        return None
    if layer in MAY_INCLUDE.get(below, []):
        return "upward"
    return "sideways"


def check_includes(headers):
    for header, code in headers.items():
        layer = layer_of(header)
        if layer is not None and layer not in MAY_INCLUDE:
            yield f"unknown layer: include/rowan/{header}"
            continue
        for name in INCLUDE.findall(code):
            target = resolve(name, header, headers)
            if target is None:
                for foreign, allowed in FENCES:
                    if foreign.match(name) and not allowed.match(header):
                        yield f"fence: include/rowan/{header} includes {name}"
            elif target not in headers:
                yield f"missing: include/rowan/{header} includes {name}"
            elif fault := wrong_direction(header, target):
                yield f"{fault}: include/rowan/{header} includes {target}"


def check_cycles(headers):
    graph = {header: [t for name in INCLUDE.findall(code) if (t := resolve(name, header, headers)) in headers]
             for header, code in headers.items()}
    done = set()

    def visit(header, path):
        if header in path:
            yield f"cycle: {' -> '.join([*path[path.index(header):], header])}"
        elif header not in done:
            for target in graph[header]:
                yield from visit(target, [*path, header])
            done.add(header)

    for header in graph:
        yield from visit(header, [])


def check_macros(headers):
    for header, code in headers.items():
        for name in DEFINE.findall(code):
            if not name.startswith("ROWAN_"):
                yield f"macro: include/rowan/{header} defines {name}"


def check_directives(headers):
    for header, code in headers.items():
        if re.search(r"^\s*using namespace\b", code, re.MULTILINE):
            yield f"directive: include/rowan/{header} uses a whole namespace"


def check_errors(headers):
    """Errors are thrown in one shared library and caught in another."""
    classes = [(header, *each) for header, code in headers.items() for each in CLASS.findall(code)]
    errors = set(STANDARD_ERRORS)
    while more := {name for _, _, name, base in classes if base in errors} - errors:
        errors |= more
    for header, attribute, name, _ in classes:
        if name in errors and attribute != VISIBLE:
            yield f"visibility: the error {name} of include/rowan/{header} is without {VISIBLE}"


def check_files(project):
    """What holds for every file that somebody writes by hand, not for data."""
    for folder in ["include", "tests", "examples", "benchmarks", "scripts"]:
        for file in sorted((project / folder).rglob("*")):
            if not file.is_file() or file.suffix not in LENGTH_CHECKED or "data" in file.relative_to(project).parts:
                continue
            name, text = file.relative_to(project), file.read_text()
            if (count := text.count("\n")) > MAX_LINES:
                yield f"length: {name} has {count} lines"
            if folder != "include" and file.suffix in {".hpp", ".cpp"} and "boost/hana.hpp" in INCLUDE.findall(text):
                yield f"fence: {name} includes boost/hana.hpp"


def check(project):
    root = project / "include" / "rowan"
    headers = {file.relative_to(root).as_posix(): code_of(file) for file in sorted(root.rglob("*.hpp"))}
    return [*check_includes(headers), *check_cycles(headers), *check_macros(headers), *check_directives(headers),
            *check_errors(headers), *check_files(project)]


def main(project):
    faults = check(project)
    for fault in faults:
        print(f"FAILED: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
