#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-golden.py [--update] PAGESTREAM: reports of synthetic run files, byte for byte.

--update writes the expected files anew; look at the difference before you
commit it.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import importlib.util

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE / "golden"

spec = importlib.util.spec_from_file_location("make_run", HERE / "make-run.py")
make_run = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(make_run)

# Every figure is in TSV; wording is checked where it shows, and test-agree.py holds the
# other reports against TSV for every scenario.
TEXT = ("ahead", "all-skip", "busy-sibling", "sibling-comes-and-goes", "part", "too-busy", "counted", "cut", "cut-line", "disturbed", "emulated", "few-rounds",
        "groups", "labelled", "loss", "memmap", "moving", "no-mov", "skip", "two-modes", "undecided", "win")
MAIL = ("counted", "emulated", "groups", "loss", "memmap", "two-modes", "undecided", "win")
JSON = ("counted", "skip", "two-modes")
INDEX = "README.md"
DIGESTS = "runs.sha256"  # of test-runs.py
LINES_MOST = 8000

# Golden file, report, arguments, more environment
CASES = [(f"{name}.tsv", "tsv", [f"{name}.run"], {}) for name in make_run.SCENARIOS]
CASES += [(f"{name}.text", "text", ["--all", f"{name}.run"], {}) for name in TEXT]
# What fits a screen.
CASES += [(f"{name}.screen", "text", [f"{name}.run"], {})
          for name in ("win", "undecided", "groups", "scale", "sizes", "hidden-loss", "all-skip")]
CASES += [("groups.simple", "text", ["--format=simple", "groups.run"], {})]
CASES += [(f"{name}.json", "json", [f"{name}.run"], {}) for name in JSON]
# Pictures depend on the gnuplot there is; test-plots.py has them.
CASES += [(f"{name}.mail", "mail", [f"{name}.run"], {"PATH": "/nowhere"}) for name in MAIL]
CASES += [(f"{name}.traffic", "traffic", [f"{name}.run"], {})
          for name in ("predicted", "counted", "uncounted", "empty", "win", "emulated")]
CASES += [("narrow-counted.traffic", "traffic", ["counted.run"], {"COLUMNS": "50"})]
CASES += [(f"{name}.compare", "compare", ["--all", f"{name}.run"], {})
          for name in ("thread", "thread-differs", "thread-emulated", "thread-gaps", "thread-mixed",
                       "empty")]
CASES += [(f"{name}.ladder", "compare", [f"{name}.run"], {})
          for name in ("thread", "thread-mixed", "thread-undecided", "empty")]
CASES += [(f"{name}.why", "why", [f"{name}.run"], {})
          for name in ("why", "why-modes", "why-emulated", "why-probed", "empty")]
CASES += [
    ("several.why", "why", ["why.run", "why-modes.run", "why-other-cpu.run"], {}),
    ("narrow.why", "why", ["why.run"], {"COLUMNS": "50"}),
    ("several.compare", "compare", ["--all", "thread.run", "thread-differs.run", "win.run"], {}),
    ("margin-5.ladder", "compare", ["--margin", "5", "thread.run"], {}),
    ("narrow.text", "text", ["win.run"], {"COLUMNS": "50"}),
    ("wide.text", "text", ["win.run"], {"COLUMNS": "120"}),
    ("two-files.mail", "mail", ["labelled.run", "few-rounds.run"], {"PATH": "/nowhere"}),
    ("no-gnuplot.plot", "plot", ["-o", "pictures", "win.run"], {"PATH": "/nowhere"}),
    ("two-files.text", "text", ["labelled.run", "few-rounds.run"], {}),
    ("two-files.tsv", "tsv", ["labelled.run", "few-rounds.run"], {}),
    ("same-label.tsv", "tsv", ["labelled.run", "labelled-again.run"], {}),
    ("margin-15.tsv", "tsv", ["--margin", "15", "win.run"], {}),
    ("margin-nan.tsv", "tsv", ["--margin", "nan", "win.run"], {}),
    ("unknown.report", "txet", ["win.run"], {}),
    ("missing.file", "tsv", ["nowhere.run"], {}),
]


def run(tool, report, args, env, folder):
    clean = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    done = subprocess.run([tool, 'report', report, *args], cwd=folder, capture_output=True, text=True,
                          env={**clean, "LC_ALL": "C", **env}, check=False)
    return f"{done.stdout}{done.stderr}exit {done.returncode}\n"


def without_added_axes(expected, found):
    """TSV without the columns that goldens do not know: an axis that is added changes none of them."""
    head = expected.partition("\n")[0].split("\t")
    rows = [line.split("\t") for line in found.splitlines()]
    if len(head) < 10 or not rows or set(rows[0]) <= set(head):
        return found
    keep = [i for i, column in enumerate(rows[0]) if column in head]
    return "".join("\t".join(row[i] for i in keep) + "\n" if len(row) == len(rows[0]) else "\t".join(row) + "\n"
                   for row in rows)


def without_added_keys(expected, found):
    """The same for JSON, which has a line for each."""
    known = set(re.findall(r'^ *"([^"]+)":', expected, re.M))
    return "".join(line for line in found.splitlines(keepends=True)
                   if not re.match(r' +"[^"]+":', line) or re.match(r' +"([^"]+)":', line)[1] in known)


def compare(number, name, found):
    path = GOLDEN / name
    expected = path.read_text() if path.exists() else ""
    if name.endswith(".tsv"):
        found = without_added_axes(expected, found)
    if name.endswith(".json"):
        found = without_added_keys(expected, found)
    if found == expected:
        print(f"ok {number} - {name}")
        return True
    print(f"not ok {number} - {name}")
    for line in difflib.unified_diff(expected.splitlines(), found.splitlines(),
                                     f"golden/{name}", "found", lineterm=""):
        print(f"# {line}")
    return False


def index():
    """What each scenario proves, and where its goldens are."""
    lines = ["<!-- SPDX-License-Identifier: GPL-2.0-or-later -->",
             "# What each scenario proves", "",
             "Made by `test-golden.py --update` from the first lines in `make-run.py`.  Every scenario has its",
             "TSV; the other reports are kept where they show wording.", "",
             "| scenario | what it proves |", "| --- | --- |"]
    lines += [f"| {name} | {build.__doc__.splitlines()[0]} |"
              for name, build in make_run.SCENARIOS.items()]
    return "\n".join(lines) + "\n"


def check_folder(number):
    """No golden that nothing compares, and few lines in all."""
    known = {case[0] for case in CASES} | {INDEX, DIGESTS}
    stray = sorted(path.name for path in GOLDEN.iterdir() if path.name not in known)
    lines = sum(len(path.read_text().splitlines()) for path in GOLDEN.iterdir())
    good = not stray and lines <= LINES_MOST
    print(f"{'ok' if good else 'not ok'} {number} - {lines} lines of goldens, none of them stray")
    if not good:
        print(f"# at most {LINES_MOST}; stray: {' '.join(stray)}")
    return good


def main():
    update = sys.argv[1] == "--update"
    tool = os.path.abspath(sys.argv[-1])
    good = True
    print(f"1..{len(CASES) + 2}")
    with tempfile.TemporaryDirectory() as folder:
        for name, build in make_run.SCENARIOS.items():
            pathlib.Path(folder, f"{name}.run").write_text(build(name))
        for number, (name, report, args, env) in enumerate(CASES, 1):
            found = run(tool, report, args, env, folder)
            if "report json is not in this build" in found:
                print(f"ok {number} - {name} # SKIP built without jansson")
                continue
            if update:
                GOLDEN.mkdir(exist_ok=True)
                (GOLDEN / name).write_text(found)
            good &= compare(number, name, found)
        if update:
            (GOLDEN / INDEX).write_text(index())
    good &= compare(len(CASES) + 1, INDEX, index())
    good &= check_folder(len(CASES) + 2)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
