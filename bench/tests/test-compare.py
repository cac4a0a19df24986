#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-compare.py PAGESTREAM THREAD_TSV: report compare says what its two sources say.

What was measured here has the digits of report tsv, what was published those of
data/published, and every line fits into 80 columns.
"""
import importlib.util
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

spec = importlib.util.spec_from_file_location("make_run", HERE / "make-run.py")
make_run = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(make_run)

COPY = {"base": "base", "template": "mov", "out-of-line": "flushcache", "streaming": "movnti"}
SCENARIO = {("order0", "file"): "nd_pmem", ("order0", "memfd"): "nd_pmem",
            ("order9", "file"): "dax_pmem", ("order0", "dram"): "device_private"}
WALK = {"nd_pmem": "order0", "dax_pmem": "order9", "device_private": "order0"}
HEADING = re.compile(r"(\w+): walk (\w+) on ")
TITLE = re.compile(r"here(?:, emulated)?: (\S+) .*state ([\w-]+), revision (\w+), (.*) of device"
                   r"(?:, (c2c \d+ ns))?$")
LINE = re.compile(r"  (\S+(?: patches \S+)?) +(\S+) +(-|\S+(?: \[\S+\])?) +(-|\S+(?: \[\S+\])?)"
                  r"(?: +\[\d+\])?$")
MS_PER_NS = 26.2144


def report(tool, name, path, *more):
    env = {key: value for key, value in os.environ.items() if key != "COLUMNS"}
    return subprocess.run([tool, "report", name, *more, path], capture_output=True, text=True,
                          check=True, env=env).stdout


def read_tsv(text):
    head, *rows = [line.split("\t") for line in text.splitlines()]
    return [dict(zip(head, row)) for row in rows]


def read_compare(text):
    """(scenario, first bind?, title or None, series, kernel, ratio, ms) of each table line."""
    scenario = first = title = None
    # A title may take two lines; a row never does.
    for line in re.sub(r"\n  (?=(?:\S+ )?of device|device|c2c|\d+ ns\n|ns\n)", " ", text).splitlines():
        heading, here = HEADING.match(line), TITLE.match(line)
        if heading:
            scenario = heading[1]
        elif line.startswith("  rebind ") or line.startswith("  first bind "):
            first = line.startswith("  first bind ")
        elif here:
            title = here.groups()
        elif line.startswith("published"):
            title = None
        elif not line.strip() or not line.startswith("  "):
            if line and not line.startswith("here: not measured"):
                scenario = None
        elif scenario and LINE.match(line):
            yield (scenario, first, title, *LINE.match(line).groups())
        elif scenario:
            yield (scenario, first, title, f"cannot be read: {line}", "", "", "")


def interval(text):
    """Of "1.2 [1.1..1.3]": the three; of "1.2": itself."""
    return re.findall(r"[0-9.]*[0-9]|-", text.replace("..", " "))


def base_ratio(run, title, walk, copy):
    """The median over rounds of the medians over repetitions, from the rows themselves."""
    head, *rows = [line.split("\t") for line in run.splitlines() if not line.startswith("#")]
    rows = [dict(zip(head, row)) for row in rows]
    took = {(row["round"], row["rep"], row["copy"]): int(row["took_ns"]) for row in rows
            if (row["target"], row["state"], row["walk"]) == (*title[:2], walk)
            and row["status"] == "ok" and row["layout"] == "64"}
    rounds = {}
    for rnd, rep, name in took:
        if name == copy and (rnd, rep, "base") in took:
            rounds.setdefault(rnd, []).append(took[rnd, rep, "base"] / took[rnd, rep, copy])
    return statistics.median(statistics.median(ratios) for ratios in rounds.values())


def nr_rounds(run, mode):
    """Rounds with a repetition in a placement; made-up round trips are 55 or 350 ns."""
    head, *rows = [line.split("\t") for line in run.splitlines() if not line.startswith("#")]
    stamps = [row for row in (dict(zip(head, row)) for row in rows) if row["status"] == "stamp"]
    return len({row["round"] for row in stamps if (int(row["rtt_ns"]) > 200) == (int(mode.split()[1]) > 200)})


def outvoted(row, rows, run):
    """In fewer than six rounds, where the same case is in six or more in the other placement."""
    return row["mode"] != "-" and nr_rounds(run, row["mode"]) < 6 and any(
        other["mode"] != row["mode"] and nr_rounds(run, other["mode"]) >= 6 and
        all(other[key] == row[key] for key in ("copy", "layout", "walk", "revision", "target",
                                               "state", "pages", "kernel", "map", "pageblocks"))
        for other in rows)


def measured_differences(lines, rows, run):
    printed = set()
    for scenario, first, title, series, kernel, ratio, ms in lines:
        if not title:
            continue
        target, state, revision, _, mode = title
        key = (target, state, revision, mode or "-", WALK[scenario], COPY.get(series))
        where = f"{scenario}, {key}"
        if key in printed:
            yield f"{where}: printed twice"
        printed.add(key)
        found = [row for row in rows
                 if (row["target"], row["state"], row["revision"], row["mode"], row["walk"],
                     row["copy"], row["layout"]) == (*key, "64")]
        if len(found) != 1 or kernel != "here" or first != (state == "first-touch"):
            yield f"{where}: {len(found)} rows in tsv"
            continue
        row = found[0]
        for mine, name in zip(interval(ms), ("ns_per_page", "ns_lo", "ns_hi")):
            # Both are rounded to four digits.
            if abs(float(mine) / (float(row[name]) * MS_PER_NS) - 1) > 1.1e-3:
                yield f"{where}: {mine} ms, {row[name]} ns/page in tsv"
        if series == "base":
            if ratio != "1":
                yield f"{where}: the ratio of base is {ratio}"
            continue
        if series == "template":
            # base / mov is what tsv has in the row of base.
            base = [row for row in rows if (row["target"], row["state"], row["revision"],
                                            row["mode"], row["walk"], row["copy"], row["layout"])
                    == (*key[:5], "base", "64")]
            if base:
                expected = [base[0][name] for name in ("ratio", "ratio_lo", "ratio_hi")]
                mine = [value for value in interval(ratio) if value != "-"]
                if mine != [value for value in expected if value != "-"]:
                    yield f"{where}: ratio {ratio}, in tsv {' '.join(expected)}"
        # The rows do not say which placement they were in.
        if ratio != "-" and not mode:
            mine, exact = interval(ratio)[0], base_ratio(run, title, WALK[scenario], COPY[series])
            if abs(float(mine) - exact) > 0.00051:
                yield f"{where}: ratio {mine}, from the rows {exact:.4f}"
    for row in rows:
        scenario = SCENARIO.get((row["walk"], row["target"].split(":")[0]))
        key = (row["target"], row["state"], row["revision"], row["mode"], row["walk"], row["copy"])
        if (scenario and row["layout"] == "64" and row["copy"] in COPY.values()
                and row["n"] != "0" and row["verdict"] != "unmeasured" and key not in printed
                and not outvoted(row, rows, run)):
            yield f"{scenario}, {key}: in tsv alone"


BLOCK = re.compile(r"(\w+): (?:(\S+) .*state ([\w-]+), revision (\w+), .* of device(?:, (c2c \d+ ns))?"
                   r"|not measured)$")
ROW = re.compile(r"(base|template|out-of-line|streaming) +(\S+(?: \[\S+\])?) +(\S+) +(\S+) +(\S+) +(\S+) +(\S+)$")


def published_range(published, scenario, series, column):
    """Least..greatest, in the digits of the source."""
    words = [row[column] for row in published if row["scenario"] == scenario and row[column] != "-"
             and (row["series"] == series or (series == "template" and " patches " in row["series"]
                                              and row["series"].startswith("v")))]
    if not words:
        return "-"
    words.sort(key=float)
    return words[0] if float(words[0]) == float(words[-1]) else f"{words[0]}..{words[-1]}"


def thread_differences(text, rows, published):
    """The thread's own table against tsv and against what was published."""
    text = text[text.index("The thread's table"):]
    text = re.sub(r"\n  (?=\S)", " ", text[:text.index("\n\n")])
    seen, block = set(), None
    for line in text.splitlines():
        title, found = BLOCK.match(line), ROW.match(line)
        block = title.groups() if title else block
        if not found or not block:
            continue
        scenario, target, state, revision, mode = block
        series, ratio, ratio_there, ms, ms_there, bind, bind_there = found.groups()
        where = f"the thread's table, {scenario}, {series}"
        seen.add((scenario, series))
        for cell, column in ((ratio_there, "ratio"), (ms_there, "rebind"),
                             (bind_there, "first_bind")):
            wanted = published_range(published, scenario, series, column)
            if cell != wanted:
                yield f"{where}: {cell}, {wanted} was published"
        for cell, kind in ((ms, state), (bind, "first-touch")):
            mine = [row for row in rows
                    if (row["target"], row["state"], row["revision"], row["mode"], row["walk"],
                        row["copy"], row["layout"]) == (target, kind, revision, mode or "-",
                                                        WALK[scenario], COPY[series], "64")]
            known = mine and mine[0]["ns_per_page"] != "-"
            if (cell != "-") != bool(known) or (known and abs(
                    float(cell) / (float(mine[0]["ns_per_page"]) * MS_PER_NS) - 1) > 1.1e-3):
                yield f"{where}: {cell} ms for {kind}, tsv has {mine}"
        if series == "base" and ms != "-" and ratio != "1":
            yield f"{where}: the ratio of base is {ratio}"
    if len(seen) != len(WALK) * len(COPY):
        yield f"the thread's table has {len(seen)} cells"


def stands_for(row, published):
    """The scenario that a row is printed for: a whole call where its source has no loop."""
    loop = row["scenario"].removesuffix("_call")
    if loop == row["scenario"] or not any(other["scenario"] == loop and other["source"] == row["source"]
                                          for other in published):
        return loop
    return row["scenario"]


LADDER = re.compile(r"(\w* *) (\S.{22}) +(\S+) +(\S+) +(\S+)$")


def ladder_differences(text, rows, run, published):
    """The nine cells: ours by the rows themselves, the posted ones by the table, in 72 columns."""
    scenario, seen = None, set()
    ladder = text[:text.index("\n\n")].splitlines()
    for line in ladder:
        if len(line) > 72:
            yield f"wider than 72 columns: {line}"
    for line in ladder[2:]:
        if line.startswith("?:") or line.startswith("Published for"):
            continue
        found = LADDER.match(line)
        if not found:
            yield f"cannot be read: {line}"
            continue
        scenario = found[1].strip() or scenario
        where, cells = found[2].split(), dict(zip(("template", "out-of-line", "streaming"), found.groups()[2:]))
        seen.add(scenario)
        for series, cell in cells.items():
            if where[0] == "posted":
                revision, place = where[1].rstrip(","), where[2]
                words = sorted((row["ratio"] for row in published
                                if stands_for(row, published) == scenario and row["ratio"] != "-"
                                and (row["series"] == series or
                                     (series == "template" and " patches " in row["series"]))
                                and re.search(rf"(^|reply to ){revision},", row["source"])
                                and row["machine"].startswith({"guest": "VM", "host": "host"}[place])),
                               key=float)
                wanted = "-" if not words else words[0] if words[0] == words[-1] else \
                    f"{words[0]}..{words[-1]}"
                if cell != wanted:
                    yield f"{line}: {series} was published as {wanted}"
                continue
            if cell == "-" or "c2c" in where:
                continue
            exact = [base_ratio(run, (row["target"], row["state"]), WALK[scenario], COPY[series])
                     for row in rows if row["target"].split(":")[0] == where[0].split(":")[0].rstrip(",")
                     and row["walk"] == WALK[scenario] and row["copy"] == COPY[series]
                     and row["state"] != "first-touch" and row["n"] != "0"]
            if not any(abs(float(cell.rstrip("?")) - one) <= 0.00051 for one in exact):
                yield f"{line}: {series} from the rows is {exact}"
    if seen != set(WALK):
        yield f"the ladder has {seen}"


def published_differences(lines, published):
    for first, column in ((False, "rebind"), (True, "first_bind")):
        found = [(scenario, series, kernel, ms) + (() if first else (ratio,))
                 for scenario, is_first, title, series, kernel, ratio, ms in lines
                 if not title and is_first == first]
        expected = [(stands_for(row, published), row["series"], row["kernel"], row[column])
                    + (() if first else (row["ratio"],)) for row in published
                    if stands_for(row, published) in WALK and (not first or row[column] != "-")]
        for one in expected:
            if found.count(one) != expected.count(one):
                yield f"{column}: {' '.join(one)} is there {found.count(one)} times"
        if len(found) != len(expected):
            yield f"{column}: {len(found)} rows, {len(expected)} published"


def source_differences(text, published):
    text = " ".join(text.split("Where the published figures come from")[1].split())
    for row in published:
        if stands_for(row, published) in WALK:
            for key in ("source", "machine", "how"):
                if row[key] != "-" and row[key] not in text:
                    yield f"{key} {row[key]} is not named"


def width_differences(text):
    for line in text.splitlines():
        if len(line) > 80:
            yield f"wider than 80 columns: {line}"


def tell(number, name, differences):
    print(f"{'not ok' if differences else 'ok'} {number} - {name}")
    for difference in differences:
        print(f"# {difference}")
    return not differences


def main():
    tool, published = os.path.abspath(sys.argv[1]), read_tsv(pathlib.Path(sys.argv[2]).read_text())
    # Those for "why" have two sizes of one case, or no base, which this test cannot tell apart.
    names = [name for name in make_run.SCENARIOS
             if name != "cut-line" and not name.startswith("why")]
    good = True
    print(f"1..{len(names)}")
    with tempfile.TemporaryDirectory() as folder:
        for number, name in enumerate(names, 1):
            path, run = os.path.join(folder, f"{name}.run"), make_run.SCENARIOS[name](name)
            pathlib.Path(path).write_text(run)
            short, text = report(tool, "compare", path), report(tool, "compare", path, "--all")
            rows = read_tsv(report(tool, "tsv", path))
            lines = list(read_compare(text))
            good &= tell(number, name, [
                *measured_differences(lines, rows, run),
                *ladder_differences(short, rows, run, published),
                *published_differences(lines, published),
                *thread_differences(text, rows, published),
                *source_differences(text, published),
                *width_differences(text)])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
