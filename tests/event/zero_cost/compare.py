"""Proves that events which nobody listens to cost nothing: the machine code is that of a library without them.

    compare.py OBJDUMP WORK COMPILER FLAG...

compiles persistence.cpp beside this file in WORK as it is, with the library's dispatch of events replaced by nothing, and
with a listener. The first two must be equal, function by function; the third must not be, or this test could not fail.
"""

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent

FUNCTION = re.compile(r"^[0-9a-f]+ <(.+)>:$")
INSTRUCTION = re.compile(r"^\s*([0-9a-f]+):\s*(.*)$")
RELOCATION = re.compile(r"^([0-9A-Z_]+)\s+(.*)$")
LABEL = re.compile(r"\.L[A-Z]*\d+|\.rodata[\w.]*|\.text[\w.]*")
HASH = re.compile(r"(_ZN[^ ]*?)?\d*h[0-9a-f]{16}E")
TARGET = re.compile(r"\b[0-9a-f]+ <([^>+]+)(\+0x[0-9a-f]+)?>")


def build(work, name, compiler, flags, first):
    output = work / f"{name}.o"
    command = [compiler, *first, *flags, "-O2", "-DNDEBUG", "-g0", "-fno-pie", "-MMD", "-c",
               str(HERE / "persistence.cpp"), "-o", str(output)]
    subprocess.run(command, check=True)
    is_overlaid = "overlay/rowan/event/dispatch.hpp" in output.with_suffix(".d").read_text()
    if is_overlaid != (name == "without"):
        sys.exit(f"the build '{name}' does not take the dispatch of events that it should")
    return output


def normalised(text):
    """An instruction or a symbol without what differs between two builds of the same code."""
    text = text.split(" #")[0].rstrip()
    text = TARGET.sub(lambda match: f"<{match[1]}{match[2] or ''}>", text)
    text = LABEL.sub("LABEL", text)
    return re.sub(r"\s+", " ", HASH.sub("HASH", text))


def functions(objdump, output):
    """The functions of an object file: a list of instructions with what they refer to, by name."""
    command = [objdump, "--disassemble", "--reloc", "--no-show-raw-insn", str(output)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found, current = {}, None
    for line in text.splitlines():
        if head := FUNCTION.match(line):
            current = found.setdefault(normalised(head[1]), [])
        elif current is not None and (parts := INSTRUCTION.match(line)):
            if relocation := RELOCATION.match(parts[2]):
                target = re.sub(r"LABEL[+-]0x[0-9a-f]+", "LABEL", normalised(relocation[2]))
                current.append(f"    {relocation[1]} {target}")
            elif not re.match(r"(nop|xchg +%ax,%ax|data16|cs nop)", parts[2]):
                current.append(normalised(parts[2]))
    return found


def differences(left, right):
    names = sorted(set(left) | set(right))
    return [name for name in names if left.get(name) != right.get(name)]


def report(name, left, right):
    print(f"differs: {name}")
    if name not in left or name not in right:
        print("    is in one build only")
        return
    for number, (one, other) in enumerate(zip(left[name], right[name])):
        if one != other:
            print(f"    instruction {number}: as it is: {one}; without events: {other}")
            return
    print(f"    {len(left[name])} and {len(right[name])} instructions")


def main():
    objdump, work, compiler, *flags = sys.argv[1:]
    work = Path(work)
    work.mkdir(parents=True, exist_ok=True)

    plain = functions(objdump, build(work, "plain", compiler, flags, []))
    without = functions(objdump, build(work, "without", compiler, flags, ["-I", str(HERE / "overlay")]))
    listening = functions(objdump, build(work, "listening", compiler, flags, ["-DZERO_COST_WITH_LISTENER"]))

    probes = [name for name in plain if name.startswith("probe_") and "." not in name]
    if len(probes) < 10:
        sys.exit(f"only {len(probes)} functions were found to compare")
    different = differences(plain, without)
    for name in different[:5]:
        report(name, plain, without)
    if different:
        sys.exit(f"{len(different)} of {len(plain)} functions are not what they are without events")
    heard = differences(plain, listening)
    if not heard:
        sys.exit("a listener changes nothing in the code: this test cannot fail")
    instructions = sum(len(code) for code in plain.values())
    print(f"{len(plain)} functions, {instructions} lines: the same code without events; "
          f"a listener changes {len(heard)} functions")


if __name__ == "__main__":
    main()
