#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-thresholds.py PAGESTREAM SHIM CC...: headers from synthetic runs, compiled and asked.

Each path from run files to a kernel's choice: the header is compiled with the
shim of kernels-sim and asked for CPUs, memories, sizes and drain spacings.
TAP.
"""
import importlib.util
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_file_location("make_run", HERE / "make-run.py")
make_run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_run)

MEMCPY, FLUSHCACHE, MOVDIR64B, MOVDIRI, MOVNTI = 1, 2, 3, 4, 5
DAX, DRAM = 0, 1
KIB, MIB = 1024, 1024 ** 2
ICX = (0, 6, 0x6a, 6, 32768, 0)
ICX_MOVDIR64B = (0, 6, 0x6a, 6, 32768, 1)
UNKNOWN = (0, 6, 0x01, 1, 32768, 0)
ZEN4 = (2, 0x19, 0x11, 1, 32768, 0)
ZEN3 = (2, 0x19, 0x01, 1, 32768, 0)
SKX = (0, 6, 0x55, 4, 32768, 0)
CLX = (0, 6, 0x55, 7, 32768, 0)
BIG = 1 << 40
RECORDS = 1 << 34
LADDER = [64 * KIB << i for i in range(0, 14, 2)]    # 64 KiB to 256 MiB


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


def ladder(factors, target="dram", copy="movnti"):
    return [(case(size, target), {copy: factor}) for size, factor in zip(LADDER, factors)]


WIN = [(case(), {"movnti": 0.5, "flushcache": 0.6})]
LOSS = [(case(), {"movnti": 1.3, "flushcache": 1.4})]
# Name, run files, more arguments, questions with their answers
TESTS = [
    ("a clear win", [run_of("a", WIN)], [],
     [(ICX, DRAM, BIG, RECORDS, "intel-icx", MOVNTI),
      (ICX, DRAM, 256 * MIB, 4 * MIB, "intel-icx", MOVNTI),
      (ICX, DRAM, 256 * MIB - 64, 4 * MIB, "intel-icx", MEMCPY),
      # Fewer records between drains than were seen to win.
      (ICX, DRAM, BIG, 511, "intel-icx", MEMCPY),
      (UNKNOWN, DRAM, BIG, RECORDS, "none", MEMCPY)]),
    ("one target only: the other memory is left at the default", [run_of("b", WIN)], [],
     [(ICX, DAX, BIG, RECORDS, "intel-icx", MEMCPY)]),
    ("a clear loss is an entry of its own", [run_of("c", LOSS)], ["--default", "on"],
     [(ICX, DRAM, BIG, RECORDS, "intel-icx", MEMCPY),
      (ICX, DAX, BIG, RECORDS, "intel-icx", MOVNTI),
      (UNKNOWN, DRAM, BIG, RECORDS, "none", MOVNTI),
      # The last-level cache stands for a size that nobody measured.
      (UNKNOWN, DRAM, 32 * MIB - 64, RECORDS, "none", MEMCPY)]),
    ("a win above a size", [run_of("d", ladder((1.3, 1.3, 1.1, 1, 0.8, 0.5, 0.5)))], [],
     [(ICX, DRAM, LADDER[4], LADDER[4] // 64, "intel-icx", MOVNTI),
      (ICX, DRAM, LADDER[4] - 64, RECORDS, "intel-icx", MEMCPY)]),
    ("not monotonic: the last time it starts to win counts",
     [run_of("e", ladder((0.7, 0.7, 1.2, 1.2, 0.8, 1.2, 0.5)))], [],
     [(ICX, DRAM, LADDER[6], RECORDS, "intel-icx", MOVNTI),
      (ICX, DRAM, LADDER[5], RECORDS, "intel-icx", MEMCPY),
      (ICX, DRAM, LADDER[0], RECORDS, "intel-icx", MEMCPY)]),
    ("wins below and loses above: it loses", [run_of("f", ladder((.7, .7, .7, .7, .7, 1.2, 1.2)))],
     [], [(ICX, DRAM, BIG, RECORDS, "intel-icx", MEMCPY),
          (ICX, DRAM, LADDER[1], RECORDS, "intel-icx", MEMCPY)]),
    ("contradicting runs decide nothing", [run_of("g", WIN), run_of("h", LOSS)],
     ["--default", "on"], [(ICX, DRAM, BIG, RECORDS, "none", MOVNTI)]),
    ("a loss at a smaller size does not contradict",
     [run_of("g", WIN), run_of("h", [(case(MIB), {"movnti": 1.3, "flushcache": 1.3})])], [],
     [(ICX, DRAM, BIG, RECORDS, "intel-icx", MOVNTI)]),
    ("too few samples decide nothing", [run_of("i", WIN, nr_rounds=5)], [],
     [(ICX, DRAM, BIG, RECORDS, "none", MEMCPY)]),
    ("two runs: the greater size counts",
     [run_of("j", ladder((1.3, 1.3, 1.1, 0.8, 0.8, 0.5, 0.5))),
      run_of("k", ladder((1.3, 1.3, 1.1, 1.1, 0.8, 0.5, 0.5)))], [],
     [(ICX, DRAM, LADDER[4], RECORDS, "intel-icx", MOVNTI),
      (ICX, DRAM, LADDER[3], RECORDS, "intel-icx", MEMCPY)]),
    ("drain spacing",
     [run_of("l", ladder((1.3, 1.3, 1.1, 0.8, 0.8, 0.5, 0.5)) +
             [(case(drain_every=n), {"movnti": f}) for n, f in
              ((32, 1.5), (128, 1.1), (256, 0.9), (1024, 0.6))])], [],
     [(ICX, DRAM, BIG, 256, "intel-icx", MOVNTI), (ICX, DRAM, BIG, 255, "intel-icx", MEMCPY)]),
    ("compound pages stream where they were seen to win",
     [run_of("m", WIN + [(case(walk="order9"), {"movnti": 0.6, "flushcache": 0.6})])], [],
     [(ICX, DRAM, BIG, 511, "intel-icx", MOVNTI), (ICX, DRAM, BIG, 510, "intel-icx", MEMCPY)]),
    ("what an earlier revision did decides nothing",
     [run_of("v4", WIN + [(case(rules="v4"), {"movnti": 1.3}),
                          (case(walk="order9", rules="v4"), {"movnti": 0.6})])], [],
     [(ICX, DRAM, BIG, RECORDS, "intel-icx", MOVNTI), (ICX, DRAM, BIG, 511, "intel-icx", MEMCPY)]),
    ("nor does what map=mem did, or another kernel generation",
     [run_of("map", WIN + [(case(map="mem"), {"movnti": 1.3}),
                           (case(kernel="6.1"), {"movnti": 1.3})],
             added=("kernel", "map"))], [],
     [(ICX, DRAM, BIG, RECORDS, "intel-icx", MOVNTI)]),
    ("a backend that the CPU lacks is not chosen",
     [run_of("n", [(case(), {"movnti": 0.9, "movdir64b": 0.5})])], [],
     [(ICX_MOVDIR64B, DRAM, BIG, RECORDS, "intel-icx", MOVDIR64B),
      (ICX, DRAM, BIG, RECORDS, "intel-icx", MEMCPY)]),
    ("ranges of models", [run_of("o", WIN, platform="amd-zen4")], [],
     [(ZEN4, DRAM, BIG, RECORDS, "amd-zen4", MOVNTI),
      (ZEN3, DRAM, BIG, RECORDS, "none", MEMCPY)]),
    ("two platforms of one family",
     [run_of("p", WIN, platform="amd-zen4"), run_of("q", LOSS, platform="amd-zen3")], [],
     [(ZEN4, DRAM, BIG, RECORDS, "amd-zen4", MOVNTI),
      (ZEN3, DRAM, BIG, RECORDS, "amd-zen3", MEMCPY)]),
    ("steppings of one model", [run_of("r", WIN, platform="intel-clx")], [],
     [(CLX, DRAM, BIG, RECORDS, "intel-clx", MOVNTI),
      (SKX, DRAM, BIG, RECORDS, "none", MEMCPY)]),
    ("synthetic runs make no entry", [run_of("s", WIN, origin="synthetic")], [],
     [(ICX, DRAM, BIG, RECORDS, "none", MEMCPY)]),
    ("emulated runs make no entry", [run_of("t", WIN, origin="emulated")], [],
     [(ICX, DRAM, BIG, RECORDS, "none", MEMCPY)]),
    ("a platform that nobody knows makes no entry", [run_of("u", WIN, platform="intel-new")], [],
     [(ICX, DRAM, BIG, RECORDS, "none", MEMCPY)]),
    ("--api names the functions", [run_of("v", WIN)], ["--api", "memcpy_nt"],
     [(ICX, DRAM, BIG, RECORDS, "intel-icx", MOVNTI)]),
]
# Arguments, what the one line on standard error must name
REFUSED = [
    (["--api", "memcpy streaming"], "--api"), (["--api", "9lives"], "--api"),
    (["--api", "Memcpy"], "--api"), (["--api", ""], "--api"), (["--default", "maybe"], "--default"),
]


def generate(tool, folder, files, args):
    names = []
    for number, text in enumerate(files):
        names.append(str(folder / f"{number}.run"))
        pathlib.Path(names[-1]).write_text(text)
    return subprocess.run([tool, "report", "thresholds", *args, *names], capture_output=True,
                          text=True, check=False)


def ask(header, prefix, folder, shim, cc, questions):
    program = folder / "ask"
    (folder / "header.h").write_text(header)
    subprocess.run([*cc, "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-Wno-unused-parameter",
                    "-D_GNU_SOURCE", f'-DHEADER="{folder / "header.h"}"', f"-DPREFIX={prefix}",
                    "-I", shim, HERE / "thresholds.c", f"{shim}/cpu.c", "-o", program], check=True)
    text = "".join(f"{' '.join(map(str, cpu))} {memory} {size} {records}\n"
                   for cpu, memory, size, records, _, _ in questions)
    return subprocess.run([program], input=text, capture_output=True, text=True,
                          check=True).stdout.splitlines()


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
    print(f"1..{len(TESTS) + len(REFUSED)}")
    failures = 0
    for number, (name, files, args, questions) in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as scratch:
            folder = pathlib.Path(scratch)
            done = generate(tool, folder, files, args)
            problems = [done.stderr] if done.returncode or done.stderr else []
            problems += style_problems(done.stdout)
            prefix = args[args.index("--api") + 1] if "--api" in args else "memcpy_streaming"
            if not problems:
                for question, found in zip(questions,
                                           ask(done.stdout, prefix, folder, shim, cc, questions)):
                    if found != f"{question[4]} {question[5]}":
                        problems.append(f"{question}: {found}")
        print(f"{'not ' if problems else ''}ok {number} - {name}")
        for problem in problems:
            print(f"# {problem}", file=sys.stderr)
        failures += bool(problems)
    for number, (args, word) in enumerate(REFUSED, len(TESTS) + 1):
        with tempfile.TemporaryDirectory() as scratch:
            done = generate(tool, pathlib.Path(scratch), TESTS[0][1], args)
        good = done.returncode == 2 and not done.stdout and done.stderr.count("\n") == 1 and \
            word in done.stderr
        print(f"{'' if good else 'not '}ok {number} - refuses {' '.join(args)!r}")
        failures += not good
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
