#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-agree.py REPORT-TOOL: text and json say what tsv says, in the same digits."""
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

spec = importlib.util.spec_from_file_location("make_run", HERE / "make-run.py")
make_run = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(make_run)

NUMBERS = ("layout drain_every load threads pages n ns_per_page ns_lo ns_hi gb_per_s ratio "
           "ratio_lo ratio_hi r_model w_model r w").split()
WORDS = ("copy walk rules target state pattern order mode verdict traffic_source").split()
LINE = re.compile(r"(\S+) +(\S+)(?: \[(\S+)\.\.(\S+)\])? +(\S+) +(\S+)(?: \[(\S+)\.\.(\S+)\])? +"
                  r"(\d+) (prefer|prefer mov|undecided|bound|-)$")


def report(tool, name, path):
    env = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    done = subprocess.run([tool, name, path], capture_output=True, text=True, check=False, env=env)
    return done.stdout, done.stderr, done.returncode


def read_tsv(text):
    head, *rows = [line.split("\t") for line in text.splitlines()]
    ragged = [row for row in rows if len(row) != len(head)]
    if ragged:
        sys.exit(f"Bail out! tsv row with {len(ragged[0])} fields: {ragged[0]}")
    return [dict(zip(head, row)) for row in rows]


def json_differences(rows, cases):
    if len(rows) != len(cases):
        yield f"{len(rows)} rows in tsv, {len(cases)} cases in json"
    for row, case in zip(rows, cases):
        for key in NUMBERS:
            value = None if row[key] == "-" else float(row[key])
            if value != case[key]:
                yield f"{row['copy']}: {key} is {row[key]} in tsv, {case[key]} in json"
        for key in WORDS:
            if row[key] != (case[key] or "-"):
                yield f"{row['copy']}: {key} is {row[key]} in tsv, {case[key]} in json"


def text_lines(text):
    """Every table line of the text report, as the tsv would say it."""
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            copy, ns, ns_lo, ns_hi, gb, ratio, lo, hi, n, verdict = match.groups()
            yield (copy, ns, ns_lo or "-", ns_hi or "-", gb, ratio, lo or "-", hi or "-", n,
                   f"prefer {copy}" if verdict == "prefer" else verdict)


def text_differences(rows, text):
    expected = []
    for row in rows:
        if row["verdict"] == "unmeasured":
            continue
        # The reference against itself is printed without its interval of no width.
        interval = ("-", "-") if row["copy"] == "mov" else (row["ratio_lo"], row["ratio_hi"])
        expected.append((row["copy"], row["ns_per_page"], row["ns_lo"], row["ns_hi"],
                         row["gb_per_s"], row["ratio"], *interval, row["n"], row["verdict"]))
    found = list(text_lines(text))
    for line in sorted(set(expected) - set(found)):
        yield f"in tsv alone: {line}"
    for line in sorted(set(found) - set(expected)):
        yield f"in text alone: {line}"
    if len(found) != len(expected):
        yield f"{len(expected)} rows in tsv, {len(found)} in text"
    for line in text.splitlines():
        if len(line) > 80:
            yield f"wider than 80 columns: {line}"


def tell(number, name, differences):
    print(f"{'not ok' if differences else 'ok'} {number} - {name}")
    for difference in differences:
        print(f"# {difference}")
    return not differences


def main():
    tool = os.path.abspath(sys.argv[1])
    names = [name for name in make_run.SCENARIOS if name != "cut-line"]
    good, number = True, 0
    print(f"1..{2 * len(names)}")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = os.path.join(folder, f"{name}.run")
            pathlib.Path(path).write_text(make_run.SCENARIOS[name](name))
            rows = read_tsv(report(tool, "tsv", path)[0])
            number += 1
            good &= tell(number, f"{name}: text", list(text_differences(
                rows, report(tool, "text", path)[0])))
            number += 1
            text, error, status = report(tool, "json", path)
            if status and "not in this build" in error:
                print(f"ok {number} - {name}: json # SKIP built without jansson")
                continue
            good &= tell(number, f"{name}: json", list(json_differences(
                rows, json.loads(text)["runs"][0]["cases"])))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
