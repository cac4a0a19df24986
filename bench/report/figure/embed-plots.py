#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""embed-plots.py FILE...: gnuplot files as C strings, on standard output."""
import pathlib
import sys


def main():
    print("/* Made from plots/; edit that. */")
    print('#include "report/figure/gnuplot.h"\n')
    print("const struct plot_file plot_files[] = {")
    for name in sys.argv[1:]:
        path = pathlib.Path(name)
        print(f'\t{{ "{path.name}",')
        for line in path.read_text(encoding="ascii").splitlines():
            text = line.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
            print(f'\t  "{text}\\n"')
        print("\t},")
    print("\t{ 0 },\n};")


if __name__ == "__main__":
    main()
