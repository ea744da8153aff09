"""self_test.py COMPILER

Feeds run.py small files that are wrong in one way each, and one that is right.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

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


def main(compiler):
    failed = 0
    for title, (names, accept, reject, expected) in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "compare.hpp").write_text(HEADER)
            file = Path(folder, "E304_case.cpp")
            file.write_text(f"{names}#if MISTAKE\n{reject}#else\n{accept}#endif\n")
            run = Path(__file__).with_name("run.py")
            done = subprocess.run([sys.executable, run, compiler, "-std=c++20", "-Wall", "--", file],
                                  capture_output=True, text=True, check=False)
        fine = done.returncode == 0 if expected is None else (
            done.returncode == 1 and any(
                line.startswith("FAILED: ") and expected in line for line in done.stdout.splitlines()))
        if not fine:
            failed += 1
            print(f"FAILED: {title}: expected {expected or 'success'}, got:\n{done.stdout}{done.stderr}")
    print(f"{len(CASES) - failed} of {len(CASES)} cases as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
