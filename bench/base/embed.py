#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""embed.py LIST FILE...: files as C strings in a struct embedded_file LIST[], on standard output."""
import pathlib
import sys


def main():
    print("/* Made from the files it names; edit those. */")
    print('#include "base/embedded.h"\n')
    print("#include <stddef.h>\n")
    print(f"extern const struct embedded_file {sys.argv[1]}[];")
    print(f"const struct embedded_file {sys.argv[1]}[] = {{")
    for name in sys.argv[2:]:
        path = pathlib.Path(name)
        print(f'\t{{ "{path.name}",')
        for line in path.read_text(encoding="ascii").splitlines():
            text = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
            print(f'\t  "{text}\\n"')
        print("\t},")
    print("\t{ NULL, NULL },\n};")


if __name__ == "__main__":
    main()
