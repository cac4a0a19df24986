#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-thresholds.py PAGESTREAM SHIM CC...: headers from synthetic runs, compiled and asked.

Each path from run files to a kernel's choice: the table for modules is compiled
with the shim of kernels-sim and asked for CPUs, memories and sizes, of single
pages and of compounds; that for kernels says the same.
TAP.
"""
import importlib.util
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("make_run", HERE / "make-run.py")
make_run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_run)

MEMCPY, MOVNTI = 0, 1
DRAM, DAX = 0, 1
PAGES, COMPOUNDS = 0, 1
NONE, FOUND = 0, 1
KIB, MIB = 1024, 1024 ** 2
ICX = (0, 6, 0x6a, 6)
UNKNOWN = (0, 6, 0x01, 1)
ZEN4 = (2, 0x19, 0x11, 1)
ZEN3 = (2, 0x19, 0x01, 1)
SKX = (0, 6, 0x55, 4)
CLX = (0, 6, 0x55, 7)
BIG = 1 << 40
SIZES = [64 * KIB << i for i in range(0, 14, 2)]    # 64 KiB to 256 MiB


def case(size=256 * MIB, target="dram", **more):
    return {"walk": "order0", "target": target, "pages": size // 64, **more}


def run_of(name, cells, origin="measured", platform="intel-icx", nr_rounds=6, added=()):
    """A run file; cells are pairs of a case and the copies' times over that of mov"""
    run = make_run.Run(name, origin=origin, facts=(), added=added)
    run.lines = [line if not line.startswith("# platform:") else f"# platform: {platform}"
                 for line in run.lines]
    for rnd in range(nr_rounds):
        for rep in range(2):
            run.stamp(rnd, rep, "before")
            for cell, copies in cells:
                for copy in run.noise.shuffled({"mov": 1, **copies}):
                    run.sample(rnd, rep, copy, {"mov": 1, **copies}[copy], **cell)
            run.stamp(rnd, rep, "after")
    return run.end()


def sizes(factors, target="dram", copy="movnti"):
    return [(case(size, target), {copy: factor}) for size, factor in zip(SIZES, factors)]


WIN = [(case(), {"movnti": 0.5, "flushcache": 0.6})]
LOSS = [(case(), {"movnti": 1.3, "flushcache": 1.4})]
# Name, run files, more arguments, questions with their answers
TESTS = [
    ("a clear win", [run_of("a", WIN)], [],
     [(ICX, DRAM, BIG, PAGES, FOUND, MOVNTI),
      (ICX, DRAM, 256 * MIB, PAGES, FOUND, MOVNTI),
      # One size is no sweep, and says nothing of others.
      (ICX, DRAM, 64 * KIB, PAGES, FOUND, MOVNTI),
      # Compounds were not measured.
      (ICX, DRAM, BIG, COMPOUNDS, FOUND, MEMCPY),
      (UNKNOWN, DRAM, BIG, PAGES, NONE, MEMCPY)]),
    ("one target only: the other memory is left at the default", [run_of("b", WIN)], [],
     [(ICX, DAX, BIG, PAGES, FOUND, MEMCPY)]),
    ("a clear loss is an entry of its own", [run_of("c", LOSS)], ["--default", "on"],
     [(ICX, DRAM, BIG, PAGES, FOUND, MEMCPY),
      (ICX, DAX, BIG, PAGES, FOUND, MOVNTI),
      (UNKNOWN, DRAM, BIG, PAGES, NONE, MOVNTI),
      (UNKNOWN, DRAM, 64 * KIB, PAGES, NONE, MOVNTI)]),
    ("a size that is no power of two is rounded up",
     [run_of("c2", [(case(3 * size // 4), {"movnti": factor}) for size, factor in
                    zip(SIZES, (1.3, 1.3, 1.1, 1.1, 0.8, 0.5, 0.5))])], [],
     [(ICX, DRAM, SIZES[4], PAGES, FOUND, MOVNTI),
      (ICX, DRAM, SIZES[4] - 64, PAGES, FOUND, MEMCPY)]),
    ("a win above a size", [run_of("d", sizes((1.3, 1.3, 1.1, 1, 0.8, 0.5, 0.5)))], [],
     [(ICX, DRAM, SIZES[4], PAGES, FOUND, MOVNTI),
      (ICX, DRAM, SIZES[4] - 64, PAGES, FOUND, MEMCPY)]),
    ("not monotonic: the last time it starts to win counts",
     [run_of("e", sizes((0.7, 0.7, 1.2, 1.2, 0.8, 1.2, 0.5)))], [],
     [(ICX, DRAM, SIZES[6], PAGES, FOUND, MOVNTI),
      (ICX, DRAM, SIZES[5], PAGES, FOUND, MEMCPY),
      (ICX, DRAM, SIZES[0], PAGES, FOUND, MEMCPY)]),
    ("wins below and loses above: it loses", [run_of("f", sizes((.7, .7, .7, .7, .7, 1.2, 1.2)))],
     [], [(ICX, DRAM, BIG, PAGES, FOUND, MEMCPY),
          (ICX, DRAM, SIZES[1], PAGES, FOUND, MEMCPY)]),
    ("contradicting runs decide nothing", [run_of("g", WIN), run_of("h", LOSS)],
     ["--default", "on"], [(ICX, DRAM, BIG, PAGES, NONE, MOVNTI)]),
    ("a loss at a smaller size does not contradict",
     [run_of("g", WIN), run_of("h", [(case(MIB), {"movnti": 1.3, "flushcache": 1.3})])], [],
     [(ICX, DRAM, BIG, PAGES, FOUND, MOVNTI)]),
    ("too few samples decide nothing", [run_of("i", WIN, nr_rounds=4)], [],
     [(ICX, DRAM, BIG, PAGES, NONE, MEMCPY)]),
    ("two runs: the greater size counts",
     [run_of("j", sizes((1.3, 1.3, 1.1, 0.8, 0.8, 0.5, 0.5))),
      run_of("k", sizes((1.3, 1.3, 1.1, 1.1, 0.8, 0.5, 0.5)))], [],
     [(ICX, DRAM, SIZES[4], PAGES, FOUND, MOVNTI),
      (ICX, DRAM, SIZES[3], PAGES, FOUND, MEMCPY)]),
    ("a spacing of extra drains decides nothing: the revision has none",
     [run_of("l", sizes((1.3, 1.3, 1.1, 0.8, 0.8, 0.5, 0.5)) +
             [(case(drain_every=n), {"movnti": f}) for n, f in
              ((32, 1.5), (128, 1.1), (256, 0.9), (1024, 0.6))])], [],
     [(ICX, DRAM, BIG, PAGES, FOUND, MOVNTI), (ICX, DRAM, SIZES[3], PAGES, FOUND, MOVNTI),
      (ICX, DRAM, SIZES[2], PAGES, FOUND, MEMCPY), (ICX, DRAM, BIG, COMPOUNDS, FOUND, MEMCPY)]),
    ("compound pages stream where they were seen to win",
     [run_of("m", WIN + [(case(walk="order9"), {"movnti": 0.6, "flushcache": 0.6})])], [],
     [(ICX, DRAM, BIG, COMPOUNDS, FOUND, MOVNTI)]),
    ("from the size of single pages on where their own sizes were not swept",
     [run_of("m2", sizes((1.3, 1.3, 1.1, 1, 0.8, 0.5, 0.5)) +
             [(case(walk="order9"), {"movnti": 0.6})])], [],
     [(ICX, DRAM, SIZES[4], COMPOUNDS, FOUND, MOVNTI),
      (ICX, DRAM, SIZES[4] - 64, COMPOUNDS, FOUND, MEMCPY)]),
    ("and from their own where they were",
     [run_of("m3", sizes((1.3, 1.3, 1.1, 1, 0.8, 0.5, 0.5)) +
             [({**cell, "walk": "order9"}, copies)
              for cell, copies in sizes((1.3, 1.3, 1.3, 1.1, 1.1, 0.8, 0.5))])], [],
     [(ICX, DRAM, SIZES[5], COMPOUNDS, FOUND, MOVNTI),
      (ICX, DRAM, SIZES[4], COMPOUNDS, FOUND, MEMCPY),
      (ICX, DRAM, SIZES[4], PAGES, FOUND, MOVNTI)]),
    ("and not where they were seen to lose",
     [run_of("m", WIN + [(case(walk="order9"), {"movnti": 1.3, "flushcache": 1.2})])], [],
     [(ICX, DRAM, BIG, PAGES, FOUND, MOVNTI), (ICX, DRAM, BIG, COMPOUNDS, FOUND, MEMCPY)]),
    ("what an earlier revision did decides nothing",
     [run_of("v4", WIN + [(case(revision="v4"), {"movnti": 1.3}),
                          (case(walk="order9", revision="v4"), {"movnti": 0.6})])], [],
     [(ICX, DRAM, BIG, PAGES, FOUND, MOVNTI), (ICX, DRAM, BIG, COMPOUNDS, FOUND, MEMCPY)]),
    ("but the last one before the newest does where that was not measured",
     [run_of("v5", [(case(revision="v5"), {"movnti": 0.6})])], [],
     [(ICX, DRAM, BIG, PAGES, FOUND, MOVNTI)]),
    ("and sizes that were swept under it count where the newest has no sweep",
     [run_of("v5s", WIN + [({**cell, "revision": "v5"}, copies)
                           for cell, copies in sizes((1.3, 1.3, 1.1, 1, 0.8, 0.5, 0.5))])], [],
     [(ICX, DRAM, SIZES[4], PAGES, FOUND, MOVNTI),
      (ICX, DRAM, SIZES[4] - 64, PAGES, FOUND, MEMCPY)]),
    ("and not where it was",
     [run_of("v5", LOSS + [(case(revision="v5"), {"movnti": 0.6})])], [],
     [(ICX, DRAM, BIG, PAGES, FOUND, MEMCPY)]),
    ("nor does what map=mem did, or another kernel generation",
     [run_of("map", WIN + [(case(map="mem"), {"movnti": 1.3}),
                           (case(kernel="6.1"), {"movnti": 1.3})],
             added=("kernel", "map"))], [],
     [(ICX, DRAM, BIG, PAGES, FOUND, MOVNTI)]),
    ("a loss under the one before the newest decides nothing: its drains may be why",
     [run_of("v5l", [(case(revision="v5"), {"movnti": 1.3})])], ["--default", "on"],
     [(ICX, DRAM, BIG, PAGES, NONE, MOVNTI)]),
    ("another copy that wins decides nothing: the kernel's is movnti",
     [run_of("n", [(case(), {"movnti": 1.3, "movdir64b": 0.5})])], [],
     [(ICX, DRAM, BIG, PAGES, FOUND, MEMCPY)]),
    ("ranges of models", [run_of("o", WIN, platform="amd-zen4")], [],
     [(ZEN4, DRAM, BIG, PAGES, FOUND, MOVNTI),
      (ZEN3, DRAM, BIG, PAGES, NONE, MEMCPY)]),
    ("two platforms of one family",
     [run_of("p", WIN, platform="amd-zen4"), run_of("q", LOSS, platform="amd-zen3")], [],
     [(ZEN4, DRAM, BIG, PAGES, FOUND, MOVNTI),
      (ZEN3, DRAM, BIG, PAGES, FOUND, MEMCPY)]),
    ("steppings of one model", [run_of("r", WIN, platform="intel-clx")], [],
     [(CLX, DRAM, BIG, PAGES, FOUND, MOVNTI),
      (SKX, DRAM, BIG, PAGES, NONE, MEMCPY)]),
    ("synthetic runs make no entry", [run_of("s", WIN, origin="synthetic")], [],
     [(ICX, DRAM, BIG, PAGES, NONE, MEMCPY)]),
    ("emulated runs make no entry", [run_of("t", WIN, origin="emulated")], [],
     [(ICX, DRAM, BIG, PAGES, NONE, MEMCPY)]),
    ("a platform that nobody knows makes no entry", [run_of("u", WIN, platform="intel-new")], [],
     [(ICX, DRAM, BIG, PAGES, NONE, MEMCPY)]),
]
# Name, run files, cell of the tuning table, what some of its columns say
CELL = ("dram", "64", "order0", "v11")
TUNING = [
    ("a clear win", [run_of("a", WIN)], CELL,
     ["stream: movnti 0.50", "; sizes not swept; measured at 256 MiB of memmap, device 16 GiB; drains: not swept",
      "!best"]),
    ("a clear loss", [run_of("c", LOSS)], CELL,
     ["mov: movnti 1.", "!memmap", "!best"]),
    ("a win above a size: one that is undecided moves no end",
     [run_of("d", sizes((1.3, 1.3, 1.1, 1, 0.8, 0.5, 0.5)))], CELL,
     ["stream: ", "; from (1 MiB..16 MiB] of memmap on, device (64 MiB..1 GiB];"]),
    ("a win above a size below which nothing is decided",
     [run_of("d", sizes((1, 1, 1, 1, 0.8, 0.5, 0.5)))], CELL,
     ["; from 16 MiB of memmap at most, device 1 GiB: undecided below"]),
    ("an undecided size among those that win", [run_of("d", sizes((1.3, 1.1, .8, .8, 1, .5, .5)))],
     CELL, ["; from (256 KiB..1 MiB] of memmap on, device (16 MiB..64 MiB]"]),
    ("not monotonic", [run_of("e", sizes((0.7, 0.7, 1.2, 1.2, 0.8, 1.2, 0.5)))], CELL,
     ["stream: ", "; from (64 MiB..256 MiB] of memmap on, device (4 GiB..16 GiB]; also wins at 16 MiB "
      "and then loses"]),
    ("contradicting runs", [run_of("g", WIN), run_of("h", LOSS)], CELL,
     ["contradictory, 1 of 2 win, 1 lose: ", "!memmap"]),
    ("too few samples", [run_of("i", WIN, nr_rounds=4)], CELL,
     ["undecided, 4 rounds; 5 needed: ", "!memmap"]),
    ("one target only: nothing is known of the other", [run_of("b", WIN)], ("dax", *CELL[1:]),
     [re.compile("^unmeasured$")]),
    ("two runs: above where either loses",
     [run_of("j", sizes((1.3, 1.3, 1.1, 0.8, 0.8, 0.5, 0.5))),
      run_of("k", sizes((1.3, 1.3, 1.1, 1.1, 0.8, 0.5, 0.5)))], CELL,
     ["; from (4 MiB..16 MiB] of memmap on, device (256 MiB..1 GiB]"]),
    ("a run of few sizes hides nothing of one with many",
     [run_of("j", sizes((1.3, 1.3, 1.1, 0.8, 0.8, 0.5, 0.5))),
      run_of("k", [(case(size), {"movnti": factor}) for size, factor in
                   zip(SIZES[::3], (1.3, 1, 0.5))])], CELL,
     ["; from (1 MiB..4 MiB] of memmap on, device (64 MiB..256 MiB]"]),
    ("drain spacing",
     [run_of("l", WIN + [(case(drain_every=n), {"movnti": f}) for n, f in
                         ((32, 1.5), (128, 1.1), (181, 1), (256, 0.9), (1024, 0.6))])], CELL,
     ["; drains (128..256] records apart"]),
    ("a drain spacing that wins below others that do not say",
     [run_of("l", WIN + [(case(drain_every=n), {"movnti": f}) for n, f in
                         ((32, 1), (128, 1), (256, 0.9), (1024, 1), (4096, 1))])], CELL,
     ["; drains 4194304 records apart: undecided below"]),
    ("other alignments are other cases", [run_of("m", [(case(align=0), LOSS[0][1]),
                                                           (case(align=8), {"movnti": 0.5})],
                                                     added=("align",))], CELL, [re.compile("^mov: ")]),
    ("what registers gain", [run_of("n", [(case(), {"movnti": 0.5, "mov-regs": 0.8})])], CELL,
     [re.compile(r"mov-regs 0\.(80\d|79\d) \[0\.\d+\.\.0\.\d+\]")]),
]


def noisy_run(name, dispatched):
    """Streaming that takes now half the time, now as long; dispatch so many times as long as that"""
    run = make_run.Run(name, origin="measured")
    for rnd in range(8):
        for rep in range(3):
            factor = 0.5 + 0.3 * run.noise()
            run.stamp(rnd, rep, "before")
            for copy, time in (("mov", 1), ("movnti", factor), ("dispatch", factor * dispatched)):
                run.sample(rnd, rep, copy, time, **case())
            run.stamp(rnd, rep, "after")
    return run.end()


# Name, time of dispatch over that of movnti, what the report says
VERIFIED = [
    ("dispatch is what it selects", 1, "They hold: in 1 of 1 cases"),
    ("dispatch is worse by less than the noise between rounds", 1.1,
     "They do not hold everywhere: in 0 of 1 cases"),
    ("dispatch is better than what it was compared with", 0.9, "They hold: in 1 of 1 cases"),
]
# Arguments, what the one line on standard error must name
REFUSED = [
    (["thresholds", "--default", "maybe"], "--default"),
    (["thresholds", "--api", "memcpy_nt"], "--api"), (["patch", "--compat"], "--compat"),
]
# What kernel output there is
KERNEL_OUTPUT = [["thresholds"], ["thresholds", "--compat"], ["patch"]]
# A figure: a ratio, an interval, a size with its unit
FIGURE = re.compile(r"\d\.\d{3}|\[.*\.\.|\(\d.*\.\.|\d [KMG]iB")


def report(tool, folder, files, args):
    names = []
    for number, text in enumerate(files):
        names.append(str(folder / f"{number}.run"))
        pathlib.Path(names[-1]).write_text(text)
    return subprocess.run([tool, "report", *args, *names], capture_output=True, text=True,
                          check=False)


def cell_problems(text, cell, wanted):
    """What of the wanted words the paragraph of the cell does not have; those with ! it must not"""
    paragraphs = re.sub(r"\n  (?=\S)", " ", text).splitlines()
    begin = "- {}, {} bytes, {}, {}: ".format(*cell)
    found = [line[len(begin):] for line in paragraphs if line.startswith(begin)]
    if len(found) != 1:
        yield f"{len(found)} paragraphs begin with {begin!r}"
        return
    for words in wanted:
        good = words.search(found[0]) if isinstance(words, re.Pattern) else \
            words[1:] not in found[0] if words[0] == "!" else words in found[0]
        if not good:
            yield f"{words!r}: {found[0]!r}"
    yield from (f"over 72 columns: {line}" for line in text.splitlines() if len(line) > 72)


def ask(header, folder, shim, cc, questions):
    program = folder / "ask"
    (folder / "header.h").write_text(header)
    subprocess.run([*cc, "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
                    "-D_GNU_SOURCE", f'-DHEADER="{folder / "header.h"}"',
                    "-I", shim, HERE / "thresholds.c", f"{shim}/cpu.c", "-o", program], check=True)
    text = "".join(f"{' '.join(map(str, cpu))} {memory} {size} {shape}\n"
                   for cpu, memory, size, shape, _, _ in questions)
    return subprocess.run([program], input=text, capture_output=True, text=True,
                          check=True).stdout.splitlines()


def bullets(text):
    """The bullets of evidence, each in one line, by the CPU above them"""
    text = re.sub(r"^\+", "", text, flags=re.MULTILINE)
    text = re.sub(r"^ \*(?: |$)", "", text, flags=re.MULTILINE)
    text = re.sub(r"\n  (?=\S)", " ", text)
    cpu, found = None, {}
    for line in text.splitlines():
        if line.startswith("- "):
            found.setdefault(cpu, []).append(line)
        elif line and not line.startswith(("/*", "*/")):
            cpu = line.rstrip(":")
    return found


def same_entries(one, other):
    """Do the table for kernels and that for modules say the same of each CPU?"""
    found = [re.findall(r"struct memmap_nontemporal (\w+)[ \w]* = (\{.*?\n\});", text, re.DOTALL)
             for text in (one, other)]
    return found[0] == found[1] and found[0]


def stripped_problems(tool, folder):
    """A run that is taken away takes its CPU and its figures with it"""
    files = [run_of("a", sizes((1.3, 1.3, 1.1, 1, 0.8, 0.5, 0.5))),
             run_of("b", sizes((1.3, 1.3, 1.1, 1, 0.8, 0.5, 0.5)), platform="amd-zen4")]
    for args in KERNEL_OUTPUT:
        whole, less = (report(tool, folder, some, args).stdout for some in (files, files[:1]))
        for wanted in ("run test-a", "run test-b", "ZEN4" if "--compat" not in args else "0x19, 0x10, 0x1f"):
            if wanted not in whole:
                yield f"{args}: {wanted} is not in it"
            if wanted != "run test-a" and wanted in less:
                yield f"{args}: {wanted} is there without its run"
        if "Zen 4" in less or "zen4" in less:
            yield f"{args}: the CPU is there without its run"
        for cpu, lines in bullets(whole).items():
            yield from (f"{args}: {cpu}: a figure without its run: {line}" for line in lines
                        for part in line.split("; ") if FIGURE.search(part) and " run" not in part)
        if sum(map(len, bullets(whole).values())) < 8:
            yield f"{args}: the evidence is not there: {bullets(whole)}"


def style_problems(header):
    """What checkpatch would say"""
    lines = header.splitlines()
    if lines[0] != "/* SPDX-License-Identifier: GPL-2.0 */":
        yield "no licence line"
    for number, line in enumerate(lines, 1):
        if len(line.expandtabs(8)) > 100:
            yield f"{number}: over 100 columns"
        if line != line.rstrip() or line.startswith("    ") or " \t" in line:
            yield f"{number}: blanks"


def main():
    tool, shim, cc = sys.argv[1], sys.argv[2], sys.argv[3:]
    print(f"1..{len(TESTS) + len(TUNING) + len(VERIFIED) + len(REFUSED) + 1}")
    failures = 0
    for number, (name, files, args, questions) in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            kernel = report(tool, folder, files, ["thresholds", *args])
            done = report(tool, folder, files, ["thresholds", "--compat", *args])
            # A run that decides nothing is a line, and no failure.
            said = [line for line in done.stderr.splitlines() if 'decides nothing' not in line]
            problems = said if done.returncode or said else []
            problems += style_problems(done.stdout)
            problems += style_problems(kernel.stdout)
            if not same_entries(kernel.stdout, done.stdout):
                problems.append("tables for kernels and modules differ")
            if not problems:
                for question, found in zip(questions,
                                           ask(done.stdout, folder, shim, cc, questions)):
                    if found != f"{question[4]} {question[5]}":
                        problems.append(f"{question}: {found}")
        print(f"{'not ' if problems else ''}ok {number} - {name}")
        for problem in problems:
            print(f"# {problem}", file=sys.stderr)
        failures += bool(problems)
    for number, (name, files, cell, wanted) in enumerate(TUNING, number + 1):
        with tempfile.TemporaryDirectory() as scratch:
            done = report(tool, pathlib.Path(scratch), files, ["tuning"])
        problems = [done.stderr] if done.returncode or done.stderr else \
            list(cell_problems(done.stdout, cell, wanted))
        print(f"{'not ' if problems else ''}ok {number} - tuning: {name}")
        for problem in problems:
            print(f"# {problem}", file=sys.stderr)
        failures += bool(problems)
    for number, (name, factor, wanted) in enumerate(VERIFIED, number + 1):
        with tempfile.TemporaryDirectory() as scratch:
            done = report(tool, pathlib.Path(scratch), [noisy_run("v", factor)], ["tuning"])
        good = not done.returncode and wanted in done.stdout
        print(f"{'' if good else 'not '}ok {number} - {name}")
        if not good:
            print(f"# {done.stdout[-300:]}{done.stderr}", file=sys.stderr)
        failures += not good
    for number, (args, word) in enumerate(REFUSED, number + 1):
        with tempfile.TemporaryDirectory() as scratch:
            done = report(tool, pathlib.Path(scratch), TESTS[0][1], args)
        good = done.returncode == 2 and not done.stdout and done.stderr.count("\n") == 1 and \
            word in done.stderr
        print(f"{'' if good else 'not '}ok {number} - refuses {' '.join(args)!r}")
        failures += not good
    with tempfile.TemporaryDirectory() as scratch:
        problems = list(stripped_problems(tool, pathlib.Path(scratch)))
    print(f"{'not ' if problems else ''}ok {number + 1} - a run that is stripped takes its entry with it")
    for problem in problems:
        print(f"# {problem}", file=sys.stderr)
    return int(failures > 0 or bool(problems))


if __name__ == "__main__":
    sys.exit(main())
