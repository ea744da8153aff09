"""What rowan adds to a build: user seconds and peak memory of the compiler, the median of several runs."""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from generate import program

HEADERS = "headers"
TABLE_STEP = 10
ROOT = Path(__file__).resolve().parents[2]
# Where Debian has libpq's header; elsewhere a compiler finds it by itself, or CPATH says it.
LIBPQ = ["-I", "/usr/include/postgresql"]

# Joins, subqueries, derived tables, a common table expression: what is asked of a database, not what is generated.
TPCH = "".join(["""#include "tpch/queries.hpp"

#include <rowan/sqlite.hpp>

template <class Row>
void consume(const Row&);
""", *(f"""
void run{n}(rowan::connection<test::tpch::tpch<rowan::sqlite>>& db) {{
    for (const auto& row : db(test::tpch::queries::q{n:02}())) consume(row);
}}
""" for n in range(1, 23))])

ASYNC = """#include <rowan/async.hpp>
#include <rowan/sqlite.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <string>

struct Book {
    std::int64_t id{};
    std::string title{};
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
};

int main() {
    boost::asio::io_context context;
    rowan::async::connection<library> db(context);
    const auto read = [&]() -> boost::asio::awaitable<void> {
        co_await db.open(":memory:");
        co_await db.create_tables();
        Book book{0, "Emma"};
        co_await db.insert(book);
        (void)co_await db.get<Book>(book.id);
        (void)co_await db(rowan::select<Book>().where(rowan::col<&Book::title> == "Emma")).all();
    };
    boost::asio::co_spawn(context, read, boost::asio::detached);
    context.run();
}
"""

# Each way to write a row; `heard` is a listener of all that is written.
def writes(heard):
    return """#include <rowan/sqlite.hpp>

#include <cstdint>
#include <string>
#include <vector>

using namespace rowan;
struct Book {
    std::int64_t id{};
    std::string title{};
    int year{};
};
struct audit {
    int heard = 0;
    void on(const before_insert<Book>&) { ++heard; }
    void on(const after_insert<Book>&) { ++heard; }
    void on(const before_update<Book>&) { ++heard; }
    void on(const after_update<Book>&) { ++heard; }
    void on(const before_remove<Book>&) { ++heard; }
    void on(const after_remove<Book>&) { ++heard; }
    void on(const committed<Book>&) { ++heard; }
};
struct library {
    using driver = rowan::sqlite;
    using tables = rowan::tables<Book>;
""" + ("    using listeners = rowan::listeners<audit>;\n" if heard else "") + """};

int main() {
    rowan::connection<library> db(":memory:");
    db.create_tables();
    Book book{0, "Emma", 1815};
    db.insert(book);
    db.insert(std::vector<Book>{book, book});
    db.update(book);
    db.upsert(book);
    db(update<Book>().set(col<&Book::year> = 1816).where(col<&Book::id> == 1));
    db(insert<Book>().from(select(col<&Book::title>, col<&Book::year>).from<Book>()));
    db(insert<Book>().values(book).with_keys().on_conflict<&Book::id>().do_nothing());
    db(remove<Book>().where(col<&Book::year> == 1816));
    db.remove(book);
}
"""


# name -> the program's text
CASES = {
    HEADERS: "#include <rowan/sqlite.hpp>\n",
    **{f"{tables}:{queries}": program(tables, queries)
       for tables, queries in [(1, 10), (10, 10), (10, 50), (50, 10), (50, 50)]},
    # A program should pay for the tables that it uses, not for those that its database has.
    "3:10": program(3, 10),
    "3 of 50:10": program(50, 10, used=3),
    # Their difference is what it costs to create, insert, get, update and remove so many tables more.
    "every 1": program(1, 0, every_table=True),
    f"every {1 + TABLE_STEP}": program(1 + TABLE_STEP, 0, every_table=True),
    "TPC-H": TPCH,
    "writes": writes(heard=False),
    "writes heard": writes(heard=True),
    "postgres headers": "#include <rowan/postgres.hpp>\n",
    "postgres 10:10": program(10, 10, driver="postgres"),
    "async headers": "#include <rowan/async.hpp>\n",
    "async program": ASYNC,
}


def compile_once(command, folder):
    """User seconds and peak megabytes of the compiler and the processes that it starts."""
    log = folder / "log"
    with open(log, "w") as output:
        child = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"{' '.join(command)} failed:\n" + "".join(log.read_text().splitlines(keepends=True)[:40]))
    return usage.ru_utime, usage.ru_maxrss / 1024


def measure(compiler, level, cases, repeat, folder):
    """One row for each case. A round compiles every case once, so that a slow minute of the machine hits all alike."""
    runs = {case: [] for case in cases}
    for _ in range(repeat):
        for case in cases:
            source = folder / (re.sub(r"\W+", "_", case) + ".cpp")
            source.write_text(CASES[case])
            command = [compiler, "-std=c++20", f"-{level}", "-I", str(ROOT / "include"), "-I", str(ROOT / "tests"),
                       *LIBPQ, "-c", str(source), "-o", str(folder / "out.o")]
            runs[case].append(compile_once(command, folder))
    return [{"compiler": compiler, "level": level, "case": case,
             "seconds": statistics.median(seconds for seconds, _ in values),
             "megabytes": statistics.median(megabytes for _, megabytes in values)}
            for case, values in runs.items()]


def with_cost_of_one_table(rows):
    """Adds the difference of the two programs that use every table, divided by the number of tables."""
    by_case = {row["case"]: row for row in rows}
    few, many = by_case.get("every 1"), by_case.get(f"every {1 + TABLE_STEP}")
    if few and many:
        rows.append({**many, "case": "one table more",
                     **{key: (many[key] - few[key]) / TABLE_STEP for key in ("seconds", "megabytes")}})
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compilers", nargs="+", default=["g++", "clang++-19"])
    parser.add_argument("--levels", nargs="+", default=["O0"], help="such as O0 O2")
    parser.add_argument("--cases", nargs="+", default=list(CASES), choices=list(CASES), metavar="CASE",
                        help=", ".join(CASES))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--json", type=Path, help="also write the figures there")
    options = parser.parse_args()

    rows = []
    print(f"{'compiler':<12} {'level':<5} {'tables:queries':<16} {'seconds':>8} {'MB':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for compiler in options.compilers:
            for level in options.levels:
                measured = with_cost_of_one_table(
                    measure(compiler, level, options.cases, options.repeat, Path(folder)))
                for row in measured:
                    print(f"{Path(compiler).name:<12} {level:<5} {row['case']:<16} "
                          f"{row['seconds']:8.2f} {row['megabytes']:7.0f}", flush=True)
                rows += measured
    if options.json:
        options.json.write_text(json.dumps({"repeat": options.repeat, "figures": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
