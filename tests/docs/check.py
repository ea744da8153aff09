#!/usr/bin/env python3
"""Every block of C++ in the documentation is cut from a program that the tests build.

usage: check.py PROJECT_FOLDER

A block may leave lines out where it says `// …`; what stands between such lines must be found, line after line, in one file
of examples/, tests/ or test_package/. Indentation and blank lines do not count.
"""
import pathlib
import sys


def lines_of(text):
    return [line.strip() for line in text.splitlines() if line.strip()]


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


def main():
    root = pathlib.Path(sys.argv[1])
    sources = {}
    for folder in ("examples", "tests", "test_package"):
        for path in sorted((root / folder).rglob("*.[ch]pp")):
            sources[path] = "\n" + "\n".join(lines_of(path.read_text(encoding="utf-8"))) + "\n"
    wrong = checked = 0
    for page in [root / "README.md", *sorted((root / "docs").glob("*.md"))]:
        for number, block in blocks(page):
            for piece in pieces(block):
                checked += 1
                wanted = "\n" + "\n".join(piece) + "\n"
                if not any(wanted in text for text in sources.values()):
                    wrong += 1
                    print(f"{page.relative_to(root)}:{number}: not found in any program:\n    " + "\n    ".join(piece))
    print(f"{checked} pieces of code, {wrong} not cut from a program")
    return 1 if wrong or not checked else 0


if __name__ == "__main__":
    sys.exit(main())
