#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""embed-published.py FILE: a table of published figures as C, line by line, on standard output."""
import pathlib
import sys


def main():
    path = pathlib.Path(sys.argv[1])
    lines = path.read_text(encoding="ascii").splitlines()
    print(f"/* Made from {path.name}; edit that. */")
    print('#include "report/published.h"\n')
    print("const char *const published_thread[] = {")
    for line in lines:
        text = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        print(f'\t"{text}",')
    print("};\n")
    print(f"const size_t published_thread_nr = {len(lines)};")


if __name__ == "__main__":
    main()
