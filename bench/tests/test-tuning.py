#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-tuning.py PAGESTREAM ROOT: is what was generated from data/runs current?

"scripts/update-tuning PAGESTREAM" writes it anew.  TAP.
"""
import pathlib
import subprocess
import sys


def main():
    tool, root = sys.argv[1], pathlib.Path(sys.argv[2])
    runs = sorted(map(str, (root / "data/runs").glob("*.tsv")))
    generated = [("kernels-sim/module/memcpy_streaming_thresholds.h", ["thresholds"])]
    listed = subprocess.run([tool, "list", "platforms"], capture_output=True, text=True,
                            check=True).stdout.splitlines()
    generated += [(f"platforms/tuning/{name}.md", ["tuning", "--platform", name])
                  for name in (line.split("\t")[0] for line in listed) if name != "generic"]
    print(f"1..{len(generated)}")
    failures = 0
    for number, (name, args) in enumerate(generated, 1):
        done = subprocess.run([tool, "report", *args, *runs], capture_output=True, text=True,
                              check=False)
        good = not done.returncode and (root / name).is_file() and \
            done.stdout == (root / name).read_text()
        failures += not good
        print(f"{'' if good else 'not '}ok {number} - {name}")
        if not good:
            print(f"# {name} is not what data/runs says: scripts/update-tuning {tool}\n"
                  f"# {done.stderr}", file=sys.stderr)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
