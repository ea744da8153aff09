"""run.py COMPILER FLAG... -- <code>_<name>.cpp

Compiles both halves of a file: with MISTAKE=0 the program that is right, which must compile; with MISTAKE=1 the same
program with one mistake. That one must not compile, and what the compiler prints by default must be one short diagnostic
with our code that names the user's column or table. A file whose second line is '// mistakes: N' has N of them, each with one error.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

MAX_LINES = 15
MAX_BYTES = 3072

ECHOED = re.compile(r"^\s*(\d+\s*)?\|")
ERROR = re.compile(r"^[^|]*?\berror: ")
NEXT_DIAGNOSTIC = re.compile(r"\b(error|warning): |^\d+ (error|warning)s? generated")
NAMES = re.compile(r"^// names: (.+?)\s*$")
COUNT = re.compile(r"^// mistakes: (\d+)\s*$")
FILE = re.compile(r"^(?P<code>E\d+)_\w+\.cpp$")


def compile_half(command, file, mistake):
    """The exit status and what was printed, with paths shortened so that the size is the same in every checkout.

    A small program may well leave unused what it makes.
    """
    limit = ["-ferror-limit=0"] if "clang" in Path(command[0]).name else []
    done = subprocess.run(
        [*command, *limit, f"-DMISTAKE={int(mistake)}", "-Wno-unused", "-fsyntax-only", "-fdiagnostics-color=never", str(file)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        text=True, errors="replace", env={**os.environ, "LC_ALL": "C"}, check=False)
    root = Path(__file__).resolve().parents[2]
    return done.returncode, done.stdout.replace(f"{root}/", "")


def diagnostics(output):
    """The output without the source lines that the compiler echoes."""
    return [line for line in output.splitlines() if not ECHOED.match(line)]


def first_diagnostic(lines):
    """The first error, the lines that lead to it and the notes that follow it."""
    first = next(i for i, line in enumerate(lines) if ERROR.match(line))
    end = next((i for i in range(first + 1, len(lines)) if NEXT_DIAGNOSTIC.search(lines[i])), len(lines))
    return lines[:end]


def as_alone(output, name, program):
    """The output with the path to a header that it has without the precompiled header: through the program, which Clang names
    in any case, and through rowan/sqlite.hpp if the program includes that."""

    def path(match):
        files = ["include/rowan/sqlite.hpp"] if '#include "rowan/sqlite.hpp"' in program else []
        if not re.search(rf"from \S*{re.escape(name)}:", output):
            files.append(f"tests/compile_fail/{name}")
        return "".join(f"{match[1]}{file}:1{match[2]}\n" for file in files)

    return re.sub(r"^(.*from )\S*precompiled\.hpp:\d+([:,])\n", path, output, count=1, flags=re.MULTILINE)


def complaints(code, named, output, mistakes=1):
    """What is wrong with the diagnostics of a rejected program."""
    lines = diagnostics(output)
    errors = [line for line in lines if ERROR.match(line)]
    if not errors:
        yield "the compiler failed without an error message"
        return
    wanted = re.compile(rf"error: static assertion failed.*\browan {code}: ")
    if not wanted.search(errors[0]):
        yield f"the first error is not the static assertion 'rowan {code}: ...'"
    if len(errors) != mistakes:
        yield f"{len(errors)} errors for {'one mistake' if mistakes == 1 else f'{mistakes} mistakes'}"
    for error in errors if mistakes > 1 else []:
        if not re.search(r"error: static assertion failed.*\browan E\d+: ", error):
            yield f"an error without a code: {error}"
    if named not in "\n".join(first_diagnostic(lines)):
        yield f"the first diagnostic does not name '{named}'"
    count = len(output.splitlines())
    if count > mistakes * MAX_LINES:
        yield f"{count} lines of output, at most {mistakes * MAX_LINES} are allowed"
    size = len(output.encode())
    if size > mistakes * MAX_BYTES:
        yield f"{size} bytes of output, at most {mistakes * MAX_BYTES} are allowed"


def check(command, file):
    """The faults of both halves, each a sentence, and the output to show with them."""
    match = FILE.match(file.name)
    if not match:
        return [f"{file.name} is not called <code>_<name>.cpp"], ""
    first, second, *_ = file.read_text().split("\n", 2)
    names = NAMES.match(first)
    count = COUNT.match(second)
    if not names:
        return [f"the first line of {file.name} is not '// names: <what the message must name>'"], ""

    status, output = compile_half(command, file, mistake=False)
    if status != 0:
        return [f"{file.name} does not compile without the mistake"], output
    status, output = compile_half(command, file, mistake=True)
    if status == 0:
        return [f"{file.name} compiles with the mistake"], output
    output = as_alone(output, file.name, file.read_text())
    return list(complaints(match["code"], names[1], output, int(count[1]) if count else 1)), output


def main(arguments):
    if "--" not in arguments or len(arguments) < 3:
        sys.exit(__doc__)
    split = arguments.index("--")
    faults, output = check(arguments[:split], Path(arguments[split + 1]).resolve())
    if output:
        print(output, end="")
        print(f"-- {len(output.splitlines())} lines, {len(output.encode())} bytes")
    for fault in faults:
        print(f"FAILED: {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
