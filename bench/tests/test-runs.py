#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-runs.py [--update] PAGESTREAM: the figures of every committed run file, by digest.

golden/runs.sha256 holds the columns that TSV had, and for each file of data/runs
the digest of its TSV in those columns: an axis that is added changes none.
--update writes it anew; say in the commit which figures changed, and why.
"""
import hashlib
import importlib.util
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
RUNS = HERE.parents[1] / "data" / "runs"
DIGESTS = HERE / "golden" / "runs.sha256"
COLUMNS = "# columns: "

sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE.parents[1] / "scripts" / "tests"))
import tap  # noqa: E402

spec = importlib.util.spec_from_file_location("test_golden", HERE / "test-golden.py")
golden = importlib.util.module_from_spec(spec)
spec.loader.exec_module(golden)


def report(tool, path):
    done = subprocess.run([tool, "report", "tsv", path], capture_output=True, text=True,
                          env={**os.environ, "LC_ALL": "C"}, check=False)
    return done.stdout if not done.returncode else f"{done.stdout}{done.stderr}exit {done.returncode}\n"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def read_digests():
    """The first line of TSV, and digest by name of file."""
    head, digests = "", {}
    for line in DIGESTS.read_text().splitlines() if DIGESTS.exists() else ():
        if line.startswith(COLUMNS):
            head = line[len(COLUMNS):].replace(" ", "\t")
        elif line and not line.startswith("#"):
            value, name = line.split()
            digests[name] = value
    return head, digests


def write_digests(reports):
    heads = {text.partition("\n")[0] for text in reports.values()}
    if len(heads) != 1:
        sys.exit("run files are reported in different columns")
    lines = ["# SPDX-License-Identifier: GPL-2.0-or-later",
             "# Made by test-runs.py --update: SHA-256 of 'pagestream report tsv' of each file in data/runs.",
             COLUMNS + heads.pop().replace("\t", " ")]
    lines += [f"{digest(text)}  {name}" for name, text in reports.items()]
    DIGESTS.write_text("\n".join(lines) + "\n")


def main():
    tool = os.path.abspath(sys.argv[-1])
    reports = {path.name: report(tool, path) for path in sorted(RUNS.glob("*.tsv"))}
    if sys.argv[1] == "--update":
        write_digests(reports)
    head, digests = read_digests()
    for name, text in reports.items():
        text = golden.without_added_axes(head + "\n", text)
        what = (f"{name} has no digest" if name not in digests else
                f"the figures of data/runs/{name} changed; '{os.path.basename(tool)} report tsv' of this "
                "commit and the one before show where")
        tap.ok(digests.get(name) == digest(text), f"{name}: the figures that it had", what,
               f"if they should be so: bench/tests/test-runs.py --update {tool}")
    gone = sorted(set(digests) - set(reports))
    tap.ok(not gone, "every file that has a digest is there", *gone)
    tap.done()


if __name__ == "__main__":
    main()
