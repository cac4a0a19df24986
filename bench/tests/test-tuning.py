#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-tuning.py PAGESTREAM ROOT: is what was generated from data/runs current?

"scripts/update-tuning PAGESTREAM" writes it anew.  TAP.
"""
import pathlib
import subprocess
import sys
import tempfile

PLACES = ("kernels-sim/module", "platforms/tuning")


def main():
    tool, root = sys.argv[1], pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        for place in PLACES:
            (folder / place).mkdir(parents=True)
        done = subprocess.run([root / "scripts/update-tuning", tool, folder], capture_output=True,
                              text=True, check=False)
        made = {path.relative_to(folder): path.read_text() for path in folder.rglob("*") if path.is_file()}
    kept = {path.relative_to(root) for path in (root / "platforms/tuning").glob("*.md")}
    names = sorted(set(made) | kept)
    print(f"1..{len(names) + 1}")
    good = not done.returncode and len(made) > 2
    print(f"{'' if good else 'not '}ok 1 - scripts/update-tuning\n# {done.stderr}")
    failures = not good
    for number, name in enumerate(names, 2):
        good = (root / name).is_file() and made.get(name) == (root / name).read_text()
        failures += not good
        print(f"{'' if good else 'not '}ok {number} - {name}")
        if not good:
            print(f"# {name} is not what data/runs says: scripts/update-tuning {tool}", file=sys.stderr)
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
