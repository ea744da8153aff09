"""self_test.py COMPILER

Feeds run.py small files that are wrong in one way each, and one that is right.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import run

HEADER = """
template <class Table, class Value> struct column {};
template <class Column, class Value> struct compared_with { static constexpr bool value = false; };
template <class Table, class Value> struct compared_with<column<Table, Value>, Value> {
    static constexpr bool value = true;
};
template <class Column, class Value> constexpr void compare(Column, Value) {
    static_assert(compared_with<Column, Value>::value, "rowan E304: a column is compared with another type");
}
struct Book {};
"""
NAMES = "// names: Book\n"
ACCEPT = '#include "compare.hpp"\nint main() { compare(column<Book, int>{}, 1); }\n'
REJECT = '#include "compare.hpp"\nint main() { compare(column<Book, int>{}, 1.5); }\n'

# What is wrong: the first line, the half without the mistake, the half with it, and what must be complained of.
CASES = {
    "a good file": (NAMES, ACCEPT, REJECT, None),
    "the right half does not compile": (NAMES, "int main() { return x; }\n", REJECT, "does not compile without the mistake"),
    "the wrong half compiles": (NAMES, ACCEPT, ACCEPT, "compiles with the mistake"),
    "no names line": ("", ACCEPT, REJECT, "is not '// names:"),
    "the code stands in echoed source only": (
        NAMES, ACCEPT, 'struct Book {};\nBook b = "rowan E304: static assertion failed";\n',
        "the first error is not the static assertion",
    ),
    "another code": ("// names: x\n", ACCEPT, "static_assert(sizeof(int) == 0, \"rowan E305: x\");\n",
                     "the first error is not the static assertion 'rowan E304"),
    "the name stands in echoed source only": ("// names: main\n", ACCEPT, REJECT, "does not name 'main'"),
    "two errors": (NAMES, ACCEPT, REJECT + "int f() { return undeclared; }\n", "2 errors for one mistake"),
    "two mistakes": (NAMES + "// mistakes: 2\n", ACCEPT,
                     REJECT + 'struct Shop {}; void f() { compare(column<Shop, int>{}, 1.5); }\n', None),
    "an error that follows": (NAMES + "// mistakes: 2\n", ACCEPT, REJECT + "int f() { return undeclared; }\n",
                              "an error without a code"),
    "too much output": (
        NAMES, ACCEPT,
        REJECT + "".join(f'[[deprecated]] void g{i}(); void h{i}() {{ g{i}(); }}\n' for i in range(20)),
        "lines of output, at most 15",
    ),
    "too many bytes": (
        NAMES.replace("Book", "B" + "k" * 4000), ACCEPT,
        REJECT.replace("Book", "B" + "k" * 4000).replace(
            '#include "compare.hpp"\n', '#include "compare.hpp"\nstruct B' + "k" * 4000 + " {};\n"),
        "bytes of output, at most 3072",
    ),
}

# The first lines of a message that went through the precompiled header, with each compiler, and the number of them without it: if
# the program includes rowan/sqlite.hpp, and if it includes a lower header.
GCC = """In file included from include/rowan/rowan.hpp:17,
                 from tests/compile_fail/precompiled.hpp:3:
include/rowan/query/a.hpp:1:2: error: no
"""
CLANG = """In file included from tests/compile_fail/E304_case.cpp:1:
In file included from tests/compile_fail/precompiled.hpp:3:
In file included from include/rowan/rowan.hpp:17:
include/rowan/query/a.hpp:1:2: error: no
"""
PATHS = [(GCC, 4, 3), (CLANG, 4, 3)]


def wrong_paths():
    for output, *wanted in PATHS:
        for header, count in zip(("rowan/sqlite.hpp", "rowan/query/select.hpp"), wanted):
            alone = run.as_alone(output, "E304_case.cpp", f'#include "{header}"\n')
            if len(alone.splitlines()) != count or "precompiled" in alone:
                yield f"{header}: {count} lines expected, got:\n{alone}"


def main(compiler):
    paths = list(wrong_paths())
    for path in paths:
        print(f"FAILED: {path}")
    failed = 0
    for title, (names, accept, reject, expected) in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "compare.hpp").write_text(HEADER)
            file = Path(folder, "E304_case.cpp")
            file.write_text(f"{names}#if MISTAKE\n{reject}#else\n{accept}#endif\n")
            done = subprocess.run([sys.executable, run.__file__, compiler, "-std=c++20", "-Wall", "--", file],
                                  capture_output=True, text=True, check=False)
        fine = done.returncode == 0 if expected is None else (
            done.returncode == 1 and any(
                line.startswith("FAILED: ") and expected in line for line in done.stdout.splitlines()))
        if not fine:
            failed += 1
            print(f"FAILED: {title}: expected {expected or 'success'}, got:\n{done.stdout}{done.stderr}")
    print(f"{len(CASES) - failed} of {len(CASES)} cases as expected")
    return 1 if failed or paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
