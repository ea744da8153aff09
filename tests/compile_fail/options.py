"""options.py COMPILER FLAG...

What rowan says where it cannot be compiled: an error that says what to do, and that of an include at which the compiler stops. And
options with which it can.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

# Every header that a program includes says it.
HEADERS = ["rowan/rowan.hpp", "rowan/sqlite.hpp", "rowan/postgres.hpp", "rowan/pool.hpp", "rowan/values.hpp"]
# Flags behind those of the tests, and what the first error says.
REFUSED = [
    (["-std=c++17"], "rowan needs C++20"),
    (["-fno-exceptions"], "rowan needs exceptions"),
]
OLD_GCC = (["-U__GNUC__", "-D__GNUC__=11"], "rowan needs GCC 12 or later")
OLD_CLANG = (["-U__clang_major__", "-D__clang_major__=18"], "rowan needs Clang 19 or later")

# A header of Boost.PFR beside the tests would give other names of fields, had it not been told to leave them out.
ACCEPTED = [
    ["-fno-char8_t", "-fno-rtti"],
    ["-DBOOST_PFR_CORE_NAME_ENABLED=0", f"-I{Path(__file__).resolve().parents[1] / 'meta' / 'pfr_names'}"],
]
PROGRAM = """
#include "rowan/sqlite.hpp"
#include "rowan/values.hpp"

enum class Genre { prose, poetry };
struct Book {
    std::int64_t id = 0;
    std::string title;
    Genre genre = Genre::prose;
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};
static_assert(rowan::sql_text<rowan::sqlite>(rowan::select<Book>()) ==
              R"(SELECT "book"."id", "book"."title", "book"."genre" FROM "book")");
int main() {
    rowan::connection<library> db(":memory:");
    db.insert(Book{});
}
"""


def compile_text(command, flags, text):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "program.cpp")
        file.write_text(text)
        done = subprocess.run([*command, *flags, "-fsyntax-only", "-fdiagnostics-color=never", str(file)],
                              capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def main(command):
    faults = []
    old = OLD_CLANG if "clang" in Path(command[0]).name else OLD_GCC
    for flags, wanted in [*REFUSED, old]:
        for header in HEADERS if flags == REFUSED[0][0] else HEADERS[:1]:
            status, output = compile_text(command, flags, f'#include "{header}"\n')
            errors = [line for line in output.splitlines() if "error: " in line]
            if status == 0 or not errors or wanted not in errors[0] or not 1 < len(errors) <= 3:
                faults.append(f"{header} with {' '.join(flags)}: '{wanted}' and a stop were expected, got:\n{output}")
    for flags in ACCEPTED:
        status, output = compile_text(command, flags, PROGRAM)
        if status != 0:
            faults.append(f"does not compile with {' '.join(flags)}:\n{output}")
    for fault in faults:
        print(f"FAILED: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
