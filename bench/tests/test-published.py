#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-published.py FOLDER: the published figures are well-formed and as published.

The spot values and the rows per source stand here once more, so that a figure
lost or mistyped shows.
"""
import collections
import decimal
import pathlib
import re
import sys
import tempfile

HEAD = "scenario kernel series machine first_bind rebind ratio unit source how note".split()
NUMBER = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?$")
RATES = ("GB/s", "MB/s")
HOW = ("posting", "copy", "kernel", "primary", "quoted", "derived", "second-hand")
SERIES = re.compile(r"(base|template|out-of-line|streaming|v[0-9]+ patches [0-9]+-[0-9]+)$")
THREAD = ("nd_pmem", "dax_pmem", "device_private", "nd_pmem_call", "device_private_call",
          "nd_pmem_arm64", "dax_pmem_arm64")

# scenario, series, column: every figure there is, in the order of the file
SPOTS = [
    ("nd_pmem", "base", "rebind", "273.52 262.12 244.28 196.4 221.07 205.90 179"),
    ("nd_pmem", "template", "rebind", "155.00"),
    ("nd_pmem", "out-of-line", "rebind", "150.40"),
    ("nd_pmem", "out-of-line", "ratio", "1.47"),
    ("nd_pmem", "streaming", "rebind", "104.59 108.36 96.79 113.5 71.93 69.13 82"),
    ("nd_pmem", "streaming", "first_bind", "1272 1359 1272 - - - -"),
    ("nd_pmem", "streaming", "ratio", "2.62 2.42 2.52 1.73 3.07 2.98 2.18"),
    ("nd_pmem", "v2 patches 1-3", "rebind", "245.73"),
    ("dax_pmem", "base", "rebind", "313.45 229.12 273.31 191.20 225.43 264"),
    ("dax_pmem", "template", "rebind", "180.00 176.87"),
    ("dax_pmem", "out-of-line", "rebind", "161.83"),
    ("dax_pmem", "streaming", "rebind", "116.93 100.17 119.04 87.37 90.67 113"),
    ("dax_pmem", "base", "first_bind", "1515 1430 1462 - - -"),
    ("dax_pmem", "v3 patches 1-5", "ratio", "1.30"),
    ("device_private", "base", "rebind", "221.0"),
    ("device_private", "template", "rebind", "206.0"),
    ("device_private", "streaming", "ratio", "0.85 0.97 0.97 -"),
    ("device_private_call", "base", "rebind", "222.0 116.50 116.44 116.69 116.54"),
    ("device_private_call", "template", "rebind", "206.9"),
    ("device_private_call", "streaming", "rebind", "264.1 46.95 46.43 54.61 54.46"),
    ("nd_pmem_arm64", "template", "ratio", "1.92"),
    ("dax_pmem_arm64", "template", "rebind", "16.27"),
    ("nd_pmem_call", "base", "rebind", "200.8"),
    ("nd_pmem_call", "streaming", "rebind", "117.2"),
    ("memset 128 MB", "movnti", "rebind", "11.72 14.49 6.31"),
    ("memset 16 MB", "movnti", "ratio", "0.68 0.95 0.31"),
    ("clear 2 MB pages for a VM", "movnti", "rebind", "21.88"),
    ("clear 2 MB pages for a VM", "clzero", "rebind", "41.98"),
    ("dm-writecache block of 4096 bytes", "mov + clflushopt", "rebind", "1200"),
    ("Optane write bandwidth, 64 B accesses", "ntstore", "rebind", "1.83"),
    ("latency of 4096 bytes", "store+clwb", "rebind", "1774"),
    ("effective write ratio: data written by the CPU / media writes, median", "store", "rebind",
     "0.25"),
    ("bandwidth in L3", "zero over zero", "rebind", "59"),
]

SOURCES = {
    "Alappat": 1, "Alistair Popple": 2, "Ankur Arora, cached": 14, "Ankur Arora, movnti": 30,
    "FreeBSD": 3, "Georg Hager": 2, "Hofmann": 1, "INTEL-SA": 2, "Intel, Hot Chips": 1,
    "John McCalpin": 7, "Laukemann": 1, "Li Zhe": 10, "Travis Downs": 16, "Yang": 57,
    "arithmetic": 18, "clear_pages()": 3, "drivers/md/dm-writecache.c": 7, "glibc 2.36": 6,
    "glibc 2.43": 10, "monthly digest": 1, "v1, 2026-05-15": 5, "v2, 2026-05-21": 2,
    "v3, 2026-05-27": 2, "v4, 2026-06-03": 5, "v5, 2026-07-01": 12, "v11, 2026-08-31": 20,
}


def read(folder):
    """(where, fields by name) of each row; a ragged row is a complaint instead."""
    rows, bad = [], []
    for path in sorted(pathlib.Path(folder).glob("*.tsv")):
        text = path.read_text(encoding="ascii")
        if not text.endswith("\n"):
            bad.append(f"{path.name}: does not end with a line end")
        lines = text.split("\n")[:-1]
        if lines[:1] != ["\t".join(HEAD)]:
            bad.append(f"{path.name}: columns are not {' '.join(HEAD)}")
        for number, line in enumerate(lines[1:], 2):
            fields, where = line.split("\t"), f"{path.name}:{number}"
            if len(fields) != len(HEAD):
                bad.append(f"{where}: {len(fields)} fields, {len(HEAD)} are needed")
                continue
            rows.append((where, dict(zip(HEAD, fields))))
    return rows, bad


def numbers(text):
    """Of "1.5" or "1.3..1.5"; None when it is neither."""
    parts = text.split("..")
    if len(parts) > 2 or not all(NUMBER.match(part) for part in parts):
        return None
    return [decimal.Decimal(part) for part in parts]


def check_fields(rows):
    for where, row in rows:
        for key, value in row.items():
            if not value or value != value.strip():
                yield f"{where}: {key} is '{value}'; missing is -"
        for key in ("first_bind", "rebind", "ratio"):
            found = numbers(row[key])
            if row[key] != "-" and not found:
                yield f"{where}: {key} is '{row[key]}', not a number"
            elif found and found != sorted(found):
                yield f"{where}: {key} is '{row[key]}', not from low to high"
        if (row["unit"] == "-") != (row["first_bind"] == row["rebind"] == "-"):
            yield f"{where}: a figure has a unit, and a unit a figure"
        if row["how"].split(":")[0] not in HOW:
            yield f"{where}: how begins with none of {' '.join(HOW)}"
        if row["source"] == "-" or row["scenario"] == "-":
            yield f"{where}: no source or no scenario"


def check_thread(rows):
    for where, row in rows:
        if not where.startswith("thread.tsv"):
            if row["scenario"] in THREAD:
                yield f"{where}: {row['scenario']} belongs into thread.tsv"
            continue
        if row["scenario"] not in THREAD:
            yield f"{where}: scenario is '{row['scenario']}'; known: {' '.join(THREAD)}"
        if not SERIES.match(row["series"]):
            yield f"{where}: series is '{row['series']}'"
        if row["unit"] not in ("ms", "-"):
            yield f"{where}: unit is '{row['unit']}'; the thread speaks in ms"


def check_duplicates(rows):
    seen = {}
    for where, row in rows:
        key = tuple(row[name] for name in ("scenario", "kernel", "series", "machine", "source"))
        if key in seen:
            yield f"{where}: says again what {seen[key]} says"
        seen[key] = where


def check_ratios(rows):
    """The row of ratio 1 is what the others of its scenario, kernel and machine are held against."""
    def group(row):
        return row["scenario"], row["kernel"], row["machine"]

    bases = {group(row): row for _, row in rows if row["ratio"] == "1"}
    for where, row in rows:
        base = bases.get(group(row))
        if not base or not all(NUMBER.match(text) for text in (row["ratio"], row["rebind"],
                                                               base["rebind"])):
            continue
        if base["unit"] != row["unit"]:
            yield f"{where}: unit is {row['unit']}, that of its base {base['unit']}"
            continue
        mine, theirs = (decimal.Decimal(r["rebind"]) for r in (row, base))
        exact = mine / theirs if row["unit"] in RATES else theirs / mine
        ratio = decimal.Decimal(row["ratio"])
        if exact.quantize(ratio) != ratio:
            yield f"{where}: ratio is {ratio}, the figures give {exact:.4f}"


def check_spots(rows):
    for scenario, series, column, expected in SPOTS:
        found = " ".join(row[column] for _, row in rows
                         if (row["scenario"], row["series"]) == (scenario, series))
        if found != expected:
            yield f"{scenario}, {series}: {column} is '{found}', published '{expected}'"


def check_sources(rows):
    count = collections.Counter()
    for where, row in rows:
        names = [name for name in SOURCES if row["source"].startswith(name)]
        count.update(names)
        if len(names) != 1:
            yield f"{where}: source '{row['source']}' is not counted in this test"
    for name, expected in SOURCES.items():
        if count[name] != expected:
            yield f"{name}: {count[name]} rows, {expected} published"


CHECKS = (check_fields, check_thread, check_duplicates, check_ratios, check_spots, check_sources)

# What a slip would look like: text to replace in thread.tsv, and a word of the complaint.
SLIPS = [
    ("\t104.59\t", "\t104,59\t", "not a number"),
    ("\t104.59\t", "\t140.59\t", "the figures give"),
    ("\t104.59\t2.62\tms\t", "\t104.59 2.62\tms\t", "fields"),
    ("\t-\t196.4\t", "\t\t196.4\t", "missing is -"),
    ("\tv2, 2026-05-21\t", "\tv1, 2026-05-15\t", "v2, 2026-05-21: 0 rows"),
    ("v1 patches 1-2", "v1 patch 2", "series is"),
    ("\t196.4\t", "\t196.5\t", "published"),
    ("posting: mean", "heard: mean", "how begins"),
    ("v2 patches 1-3\tVM", "v1 patches 1-2\tVM", "published"),
]


def complaints(folder):
    rows, bad = read(folder)
    return bad + [what for check in CHECKS for what in check(rows)]


def slips(folder):
    """Each slip must be noticed."""
    text = pathlib.Path(folder, "thread.tsv").read_text(encoding="ascii")
    for before, after, word in SLIPS:
        with tempfile.TemporaryDirectory() as scratch:
            for path in pathlib.Path(folder).glob("*.tsv"):
                pathlib.Path(scratch, path.name).write_bytes(path.read_bytes())
            pathlib.Path(scratch, "thread.tsv").write_text(text.replace(before, after))
            if not any(word in what for what in complaints(scratch)):
                yield f"'{after}' for '{before}' is not noticed"


def tell(number, name, found):
    print(f"{'not ok' if found else 'ok'} {number} - {name}")
    for what in found:
        print(f"# {what}")
    return not found


def main():
    folder = sys.argv[1]
    rows, bad = read(folder)
    print(f"1..{len(CHECKS) + 2}")
    good = tell(1, "columns", bad)
    for number, check in enumerate(CHECKS, 2):
        good &= tell(number, check.__name__.removeprefix("check_"), list(check(rows)))
    good &= tell(len(CHECKS) + 2, "slips are noticed", list(slips(folder)))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
