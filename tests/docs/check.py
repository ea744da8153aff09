#!/usr/bin/env python3
"""Every block of C++ in the documentation is cut from a program that the tests build.

usage: check.py PROJECT_FOLDER

A block may leave lines out where it says `// …`; what stands between such lines must be found, line after line, in one file
of examples/, tests/ or test_package/. Indentation and blank lines do not count.

A row of a table that gives an expression with its text in SQLite and in PostgreSQL (docs/query.md) says what a test asserts with
`is_written`.
"""
import pathlib
import re
import sys

ASSERTION = re.compile(
    r'is_written(?:<(?P<only>\w+)>)?\(\s*(?P<expression>(?:(?!is_written).)*?),\s*(?P<first>(?:R"\(.*?\)"\s*)+)'
    r'(?:,\s*(?P<second>(?:R"\(.*?\)"\s*)+))?\)\);',
    re.DOTALL,
)
TABLE = re.compile(r"\| (expression|frame) \| SQLite \| PostgreSQL \|")
ABSENT, SAME = "–", "the same"


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


def halves(text):
    """What the preprocessor leaves of a file of tests/compile_fail, without the mistake and with it; of others the whole."""
    if "MISTAKE" not in text:
        return [text]
    result = []
    for mistake in (False, True):
        kept, is_kept = [], True
        for line in text.splitlines():
            if line in ("#if MISTAKE", "#if !MISTAKE"):
                is_kept = mistake == (line == "#if MISTAKE")
            elif line == "#else":
                is_kept = not is_kept
            elif line == "#endif":
                is_kept = True
            elif is_kept:
                kept.append(line)
        result.append("\n".join(kept))
    return result


def blocks(page):
    block, first = None, 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if block is None and line.strip() == "```cpp":
            block, first = [], number
        elif block is not None and line.strip() == "```":
            yield first, block
            block = None
        elif block is not None:
            block.append(line)


def pieces(block):
    piece = []
    for line in lines_of("\n".join(block)):
        if line in ("// …", "// ..."):
            if piece:
                yield piece
            piece = []
        else:
            piece.append(line)
    if piece:
        yield piece


def shown(texts):
    """Texts in raw literals, as the tables show them: columns without quotes, and without their table if there is one."""
    text = "".join(re.findall(r'R"\((.*?)\)"', texts, re.DOTALL))
    return re.sub(r'"(\w+)"\."(\w+)"', r"\1.\2" if "SELECT" in text else r"\2", text)


def asserted(source):
    """Each expression of which a test says how it is written, and the text in SQLite and in PostgreSQL."""
    for found in ASSERTION.finditer(source):
        expression = " ".join(found["expression"].split())
        first = shown(found["first"])
        if found["only"] == "sqlite_dialect":
            yield expression, first, ABSENT
        elif found["only"] == "postgres_dialect":
            yield expression, ABSENT, first
        else:
            yield expression, first, shown(found["second"]) if found["second"] else SAME


def rows(page):
    in_table = False
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        if not line.startswith("|"):
            in_table = False
        elif TABLE.match(line):
            in_table = True
        elif in_table and not line.startswith("|--"):
            cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)[1:4]]
            yield number, tuple(cell[1:-1] if cell.startswith("`") else cell for cell in cells)


def main():
    root = pathlib.Path(sys.argv[1])
    sources = []
    for folder in ("examples", "tests", "test_package"):
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            sources += ["\n" + "\n".join(lines_of(half)) + "\n" for half in halves(path.read_text(encoding="utf-8"))]
    written = {each for text in sources if "is_written(" in text for each in asserted(text)}
    wrong = checked = 0
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        for number, block in blocks(page):
            for piece in pieces(block):
                checked += 1
                wanted = "\n" + "\n".join(piece) + "\n"
                if not any(wanted in text for text in sources):
                    wrong += 1
                    print(f"{page.relative_to(root)}:{number}: not found in any program:\n    " + "\n    ".join(piece))
        for number, row in rows(page):
            checked += 1
            if row not in written:
                wrong += 1
                print(f"{page.relative_to(root)}:{number}: no test says so:\n    " + "\n    ".join(row))
    print(f"{checked} pieces of code, {wrong} not cut from a program")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
