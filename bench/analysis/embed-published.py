#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""embed-published.py FILE...: published figures as C, line by line, on standard output."""
import pathlib
import sys


def embed(path):
    name = "published_" + path.stem.replace("-", "_")
    lines = path.read_text(encoding="ascii").splitlines()
    print(f"\n/* Made from {path.name}; edit that. */")
    print(f"const char *const {name}[] = {{")
    for line in lines:
        text = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
        print(f'\t"{text}",')
    print("};\n")
    print(f"const size_t {name}_nr = {len(lines)};")


def main():
    print('#include "analysis/published.h"')
    for name in sys.argv[1:]:
        embed(pathlib.Path(name))


if __name__ == "__main__":
    main()
