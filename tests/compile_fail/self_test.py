"""self_test.py COMPILER

Feeds run.py small pairs that are wrong in one way each, and one that is right.
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
ACCEPT = '#include "compare.hpp"\nint main() { compare(column<Book, int>{}, 1); }\n'
REJECT = '// names: Book\n#include "compare.hpp"\nint main() { compare(column<Book, int>{}, 1.5); }\n'

CASES = {
    "a good pair": (ACCEPT, REJECT, None),
    "accept does not compile": ("int main() { return x; }\n", REJECT, "accept.cpp does not compile"),
    "reject compiles": (ACCEPT, "// names: Book\n" + ACCEPT, "reject.cpp compiles"),
    "accept is missing": (None, REJECT, "accept.cpp is missing"),
    "no names line": (ACCEPT, REJECT.partition("\n")[2], "is not '// names:"),
    "the code stands in echoed source only": (
        ACCEPT,
        '// names: Book\nstruct Book {};\nBook b = "rowan E304: static assertion failed";\n',
        "the first error is not the static assertion",
    ),
    "another code": (ACCEPT, "// names: x\nstatic_assert(sizeof(int) == 0, \"rowan E305: x\");\n",
                     "the first error is not the static assertion 'rowan E304"),
    "the name stands in echoed source only": (
        ACCEPT, REJECT.replace("names: Book", "names: main"), "does not name 'main'"),
    "two errors": (ACCEPT, REJECT + "int f() { return undeclared; }\n", "2 errors for one mistake"),
    "too much output": (
        ACCEPT,
        REJECT + "".join(f'[[deprecated]] void g{i}(); void h{i}() {{ g{i}(); }}\n' for i in range(20)),
        "lines of output, at most 15",
    ),
    "too many bytes": (
        ACCEPT, REJECT.replace("struct", "").replace("Book", "B" + "k" * 4000).replace(
            '#include "compare.hpp"\n', '#include "compare.hpp"\nstruct B' + "k" * 4000 + " {};\n"),
        "bytes of output, at most 3072",
    ),
}


def main(compiler):
    failed = 0
    for title, (accept, reject, expected) in CASES.items():
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "compare.hpp").write_text(HEADER)
            if accept is not None:
                Path(folder, "E304_pair.accept.cpp").write_text(accept)
            file = Path(folder, "E304_pair.reject.cpp")
            file.write_text(reject)
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
