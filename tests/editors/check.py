"""check.py CLANGD FLAG...

What an editor shows while somebody writes: clangd shows a diagnostic with its code at every line of mistakes.cpp that has one, and
none at others; and `db.` offers the words that are documented, and nothing else.
"""

import re
import sys
import tempfile
from pathlib import Path

from clangd import Clangd

HERE = Path(__file__).resolve().parent

SHOWN = 40
MARK = re.compile(r"// (E\d{3})\s*$")
CODE = re.compile(r"rowan (E\d{3}): ")

COMPLETED = """#include <rowan/rowan.hpp>
#include <rowan/sqlite.hpp>
struct Book { long id{}; };
struct library { using driver = rowan::sqlite; using tables = rowan::tables<Book>; };
void f(rowan::connection<library>& db) { db. }
"""
WORDS = set("""begin cancel commit_prepared create_table create_tables drop_table drop_tables execute explain find get handle
    in_transaction insert is_alive is_broken listener lock lock_in_transaction on_commit on_rollback pipeline prepared_transactions
    previous remove reported_exceptions reset
    revert rollback_prepared stream transact transaction_depth transactions try_lock update upsert versions versions_in""".split())
NOT_CALLED = re.compile(r"^(operator|~|connection\b)")


def wrong_lines(clangd):
    text = (HERE / "mistakes.cpp").read_text()
    shown = {line: {code for message in messages for code in CODE.findall(message)}
             for line, messages in clangd.diagnostics("mistakes.cpp", text).items()}
    for number, line in enumerate(text.splitlines(), 1):
        mark = MARK.search(line)
        wanted = {mark[1]} if mark else set()
        if shown.get(number, set()) != wanted:
            yield f"mistakes.cpp:{number}: an editor shows {sorted(shown.get(number, set())) or 'nothing'}: {line.strip()}"
    for number in shown:
        if not shown[number]:
            yield f"mistakes.cpp:{number}: an editor shows an error without a code"


def wrong_words(clangd):
    if errors := [line for line in clangd.diagnostics("completed.cpp", COMPLETED) if line != 5]:
        yield f"the file for completion has errors in lines {errors}"
    line = COMPLETED.splitlines()[4]
    offered = {each.get("filterText") or each["label"].strip() for each in clangd.completions("completed.cpp", 4, line.index("db.") + 3)}
    offered = {each for each in offered if not NOT_CALLED.match(each)}
    for each in sorted(offered - WORDS):
        yield f"db. offers {each}, which is no documented word"
    for each in sorted(WORDS - offered):
        yield f"db. does not offer {each}"


def main(program, *flags):
    with tempfile.TemporaryDirectory() as folder:
        clangd = Clangd(program, folder, flags)
        faults = [*wrong_lines(clangd), *wrong_words(clangd)]
        clangd.end()
    print(*faults[:SHOWN], sep="\n", end="\n" if faults else "")
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
