"""Feeds check.py small trees that are wrong in one way each, and some that are right."""

import sys
import tempfile
from pathlib import Path

from check import check

H = "include/rowan/"


def including(*names):
    return "#pragma once\n" + "".join(f"#include <{name}>\n" for name in names)


RIGHT = {
    "a layer includes itself and those below": {
        H + "meta/a.hpp": including("boost/pfr/core.hpp", "string"),
        H + "meta/detail/b.hpp": including("rowan/meta/a.hpp"),
        H + "schema/a.hpp": including("rowan/meta/a.hpp"),
        H + "meta/foldable.hpp": including("boost/hana/fwd/unpack.hpp"),
        H + "hana.hpp": including("boost/hana/tuple.hpp"),
        H + "query/a.hpp": including("rowan/schema/a.hpp", "rowan/meta/a.hpp"),
        H + "sql/a.hpp": including("rowan/query/a.hpp"),
        H + "driver/a.hpp": including("rowan/schema/a.hpp"),
        H + "driver/waiter.hpp": including("boost/asio/steady_timer.hpp"),
        H + "driver/postgres/waiter_fiber.hpp": including("boost/context/fiber.hpp"),
        H + "driver/sqlite/a.hpp": including("rowan/driver/a.hpp", "sqlite3.h"),
        H + "driver/sqlite/b.hpp": including("rowan/driver/sqlite/a.hpp"),
        H + "driver/postgres/a.hpp": including("rowan/driver/a.hpp", "libpq-fe.h"),
        H + "event/a.hpp": including("rowan/schema/a.hpp"),
        H + "engine/a.hpp": including("rowan/event/a.hpp", "rowan/driver/a.hpp", "rowan/sql/a.hpp"),
        H + "history/a.hpp": including("rowan/engine/a.hpp"),
        H + "async/a.hpp": including("rowan/history/a.hpp", "boost/asio.hpp", "rowan/driver/sqlite/a.hpp"),
        H + "sqlite.hpp": including("rowan/rowan.hpp", "rowan/driver/sqlite/a.hpp"),
        H + "rowan.hpp": including("rowan/engine/a.hpp") + "#define ROWAN_VERSION 1\n",
    },
    "what stands in a comment does not count": {
        H + "meta/a.hpp": "/// #include <boost/hana.hpp>\n/*\n#include <sqlite3.h>\n#define X 1\n*/\n",
    },
    "data may be long": {"tests/data/long.txt": "x\n" * 500, "examples/inventory/data/first.status": "x\n" * 500},
    "tests and benchmarks may talk to the C library": {"tests/chinook/a.test.cpp": including("sqlite3.h")},
}

WRONG = {
    "upward: include/rowan/meta/a.hpp includes schema/a.hpp": {
        H + "meta/a.hpp": including("rowan/schema/a.hpp"), H + "schema/a.hpp": ""},
    "upward: include/rowan/schema/a.hpp includes query/a.hpp": {
        H + "schema/a.hpp": '#include "../query/a.hpp"\n', H + "query/a.hpp": ""},
    "upward: include/rowan/engine/a.hpp includes history/a.hpp": {
        H + "engine/a.hpp": including("rowan/history/a.hpp"), H + "history/a.hpp": ""},
    "upward: include/rowan/engine/a.hpp includes rowan.hpp": {
        H + "engine/a.hpp": including("rowan/rowan.hpp"), H + "rowan.hpp": ""},
    "upward: include/rowan/engine/a.hpp includes driver/sqlite/a.hpp": {
        H + "engine/a.hpp": including("rowan/driver/sqlite/a.hpp"), H + "driver/sqlite/a.hpp": ""},
    "upward: include/rowan/driver/a.hpp includes driver/postgres/a.hpp": {
        H + "driver/a.hpp": including("rowan/driver/postgres/a.hpp"), H + "driver/postgres/a.hpp": ""},
    "sideways: include/rowan/driver/postgres/a.hpp includes driver/sqlite/a.hpp": {
        H + "driver/postgres/a.hpp": including("rowan/driver/sqlite/a.hpp"), H + "driver/sqlite/a.hpp": ""},
    "sideways: include/rowan/driver/a.hpp includes query/a.hpp": {
        H + "driver/a.hpp": including("rowan/query/a.hpp"), H + "query/a.hpp": ""},
    "sideways: include/rowan/event/a.hpp includes driver/a.hpp": {
        H + "event/a.hpp": including("rowan/driver/a.hpp"), H + "driver/a.hpp": ""},
    "sideways: include/rowan/history/a.hpp includes session/a.hpp": {
        H + "history/a.hpp": including("rowan/session/a.hpp"), H + "session/a.hpp": ""},
    "unknown layer: include/rowan/misc/a.hpp": {H + "misc/a.hpp": ""},
    "missing: include/rowan/meta/a.hpp includes rowan/meta/b.hpp": {
        H + "meta/a.hpp": including("rowan/meta/b.hpp")},
    "fence: include/rowan/schema/a.hpp includes boost/pfr/core.hpp": {
        H + "schema/a.hpp": including("boost/pfr/core.hpp")},
    "fence: include/rowan/schema/a.hpp includes boost/pfr.hpp": {H + "schema/a.hpp": including("boost/pfr.hpp")},
    "fence: include/rowan/driver/a.hpp includes sqlite3.h": {H + "driver/a.hpp": including("sqlite3.h")},
    "fence: include/rowan/sqlite.hpp includes sqlite3.h": {H + "sqlite.hpp": including("sqlite3.h")},
    "fence: include/rowan/engine/a.hpp includes libpq-fe.h": {H + "engine/a.hpp": including("libpq-fe.h")},
    "fence: include/rowan/engine/a.hpp includes boost/asio/post.hpp": {
        H + "engine/a.hpp": "#  include \"boost/asio/post.hpp\"\n"},
    "fence: include/rowan/meta/a.hpp includes boost/hana/tuple.hpp": {
        H + "meta/a.hpp": including("boost/hana/tuple.hpp")},
    "fence: include/rowan/schema/a.hpp includes boost/hana/core/tag_of.hpp": {
        H + "schema/a.hpp": including("boost/hana/core/tag_of.hpp")},
    "fence: include/rowan/meta/a.hpp includes boost/hana.hpp": {H + "meta/a.hpp": including("boost/hana.hpp")},
    "fence: tests/meta/a.test.cpp includes boost/hana.hpp": {"tests/meta/a.test.cpp": including("boost/hana.hpp")},
    "cycle: meta/a.hpp -> meta/b.hpp -> meta/a.hpp": {
        H + "meta/a.hpp": including("rowan/meta/b.hpp"), H + "meta/b.hpp": '#include "a.hpp"\n'},
    "macro: include/rowan/meta/a.hpp defines FIELD": {H + "meta/a.hpp": "#define FIELD(x) x\n"},
    "directive: include/rowan/meta/a.hpp uses a whole namespace": {H + "meta/a.hpp": "{\n    using namespace std::chrono;\n}\n"},
    "visibility: the error lost of include/rowan/driver/a.hpp is without [[gnu::visibility(\"default\")]]": {
        H + "schema/a.hpp": 'class [[gnu::visibility("default")]] error : public std::runtime_error {};\n',
        H + "driver/a.hpp": including("rowan/schema/a.hpp") + "class lost : public error {};\nclass x : public y {};\n"},
    "length: include/rowan/meta/a.hpp has 401 lines": {H + "meta/a.hpp": "\n" * 401},
    "length: scripts/test has 401 lines": {"scripts/test": "\n" * 401},
    "length: benchmarks/compile/measure.py has 401 lines": {"benchmarks/compile/measure.py": "\n" * 401},
}


def faults_of(tree):
    with tempfile.TemporaryDirectory() as folder:
        for name, text in tree.items():
            file = Path(folder, name)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return check(Path(folder))


def main():
    failed = 0
    for title, expected, tree in [*((title, [], tree) for title, tree in RIGHT.items()),
                                  *((fault, [fault], tree) for fault, tree in WRONG.items())]:
        if (faults := faults_of(tree)) != expected:
            failed += 1
            print(f"FAILED: {title}: check.py said {faults}")
    print(f"{len(RIGHT) + len(WRONG) - failed} of {len(RIGHT) + len(WRONG)} trees as expected")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
