#!/usr/bin/env python3
"""Records the bytes of encodings/x86.txt, which EncodingTest compares the assembler with.

A line is 'instructions | bytes', or 'instructions | bytes | objdump'. Of the first kind only the
instructions are read, and the bytes become those that GNU as writes for them. Lines of the second
kind are instructions that GNU as encodes in another, equally valid way; their bytes stay, and
objdump must read them as these instructions. Needs binutils 2.40 or newer, and Python alone.

Usage: encodings.py FILE
"""

import pathlib
import re
import subprocess
import sys
import tempfile

# Instructions on one number ignore the length of vectors; the assembler writes that of its width.
OPTIONS = ["-mevexlig=512", "-mavxscalar=256"]


def assemble(texts, folder):
    """The bytes of each text."""
    source, binary, code = folder / "a.s", folder / "a.o", folder / "a.bin"
    lines = [".intel_syntax noprefix"]
    for number, text in enumerate(texts):
        lines += [f"line{number}:", text]
    lines.append(f"line{len(texts)}:")
    source.write_text("\n".join(lines) + "\n")
    subprocess.run(["as", *OPTIONS, "-o", binary, source], check=True)
    subprocess.run(["objcopy", "-O", "binary", "-j", ".text", binary, code], check=True)
    names = subprocess.run(["nm", binary], check=True, capture_output=True, text=True).stdout
    starts = {name: int(place, 16) for place, _, name in map(str.split, names.splitlines())}
    everything = code.read_bytes()
    return [
        everything[starts[f"line{n}"] : starts[f"line{n + 1}"]] for n in range(len(texts))
    ]


def disassemble(code, folder):
    """The one instruction that the bytes are, numbers in decimal."""
    binary = folder / "b.bin"
    binary.write_bytes(code)
    command = ["objdump", "-D", "-b", "binary", "-m", "i386:x86-64", "-M", "intel", "-w", binary]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    (line,) = [line for line in output.splitlines() if re.match(r"\s+[0-9a-f]+:\t", line)]
    text = " ".join(line.split("\t")[2].split()).replace(",", ", ")
    return re.sub(r"0x[0-9a-f]+", signed, text)


def signed(match):
    value = int(match.group(), 16)
    return str(value - (1 << 64) if value >> 63 else value)


def main():
    file = pathlib.Path(sys.argv[1])
    lines = file.read_text().splitlines()
    rows = [line.split(" | ") for line in lines if not line.startswith("#")]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        recorded = assemble([row[0] for row in rows], folder)
        for row, code in zip(rows, recorded):
            if row[-1] == "objdump":
                read = disassemble(bytes.fromhex(row[1]), folder)
                if read != row[0]:
                    sys.exit(f"{row[1]} is '{read}' and not '{row[0]}'")
            else:
                row[1:] = [code.hex(" ")]
    head = [line for line in lines if line.startswith("#")]
    file.write_text("\n".join(head + [" | ".join(row) for row in rows]) + "\n")


if __name__ == "__main__":
    main()
