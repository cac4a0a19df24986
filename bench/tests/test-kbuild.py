#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-kbuild.py PAGESTREAM ROOT: what reports generate for kernels, built by kernels' own makefiles.

Tables of "report thresholds" and what "report patch" adds, from made-up and from
committed measurements, by kernels' own makefiles and
once more by clang.  Kernel headers are those that are
installed, or that "scripts/vm headers" fetched; nothing is downloaded here.  TAP.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

TOOL, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "scripts/lib"))
# pylint: disable=wrong-import-position
from vm import VmError, headers, madeup  # noqa: E402

# With what a patch is built: X86_MATCH_VFM() came with 6.10.
SERIES = {"6.1": False, "6.12": True, "7.3": True}
DEFAULTS = ("off", "on")
SUBJECT_MOST, BODY_MOST, CODE_MOST = 75, 75, 100

GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "gc.auto=0",
       "-c", "core.autocrlf=false", "-c", "commit.gpgsign=false")

points = 0
failures = 0


def point(good, name, *details):
    global points, failures
    points += 1
    failures += not good
    print(f"{'' if good else 'not '}ok {points} - {name}", flush=True)
    if not good:
        for line in "\n".join(map(str, details)).splitlines():
            print("# " + line, file=sys.stderr)


def skip(name, reason):
    global points
    points += 1
    print(f"ok {points} - {name} # SKIP {reason}")


def run(*words, **more):
    return subprocess.run(list(map(str, words)), check=False, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                          env=dict(os.environ, LC_ALL="C.UTF-8"), **more)


def git(tree, *words):
    """Its output; must succeed."""
    done = run(*GIT, "-C", tree, *words)
    if done.returncode:
        raise RuntimeError(f"git {' '.join(map(str, words))}: {done.stdout}")
    return done.stdout


def report(runs, *words):
    done = subprocess.run([TOOL, "report", *words, *runs], check=True, text=True,
                          stdout=subprocess.PIPE)
    return done.stdout


def kbuild(kdir, folder):
    """(did it work without a warning, what was said) of a folder with its Makefile"""
    done = run("make", "-C", kdir, f"M={folder}", *headers.MAKE, "KCFLAGS=-Werror", "modules")
    complaints = [line for line in done.stdout.splitlines()
                  if re.search(r":\d+: (warning|error|note)|\*\*\*|objtool", line)]
    return not done.returncode and not complaints, "\n".join(complaints) or done.stdout


# Words of a command line that say what the source is; those of code generation are gcc's.
KEPT = ("-D", "-O", "-m64", "-mcmodel", "-nostdinc", "-std=", "-fshort-wchar",
        "-fcf-protection")


def by_clang(kdir, folder, name):
    """(does clang compile it without a warning, what was said): what kbuild compiled, by its words"""
    done = folder / name
    said = (done.parent / f".{done.stem}.o.cmd").read_text().splitlines()[0]
    words = shlex.split(said.partition(":=")[2].partition(";")[0])
    kept = []
    for word, after in zip(words, words[1:] + [""]):
        if word in ("-include", "-isystem"):
            kept += [word, after]
        elif word.startswith("-I"):
            # Warnings in the kernel's own headers, which were configured for gcc, are not ours.
            kept += ["-isystem", word[2:]]
        elif word.startswith(KEPT):
            kept.append(word)
    found = run("clang", "-fsyntax-only", "-Wall", "-Werror", "-Wno-gnu",
                "-Wno-address-of-packed-member", *kept, done, cwd=kdir)
    return not found.returncode, found.stdout


# What a module does with its table.
USER = """// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include "table.h"

static int __init user_init(void)
{
	return memmap_nontemporal(memmap_nontemporal_match(), 1, true, false) ? -ENODEV : 0;
}
module_init(user_init);
MODULE_DESCRIPTION("test");
MODULE_LICENSE("GPL");
"""


def check_built(kdir, folder, name, what):
    """Points for one source file and whatever it was linked with"""
    good, said = kbuild(kdir, folder)
    point(good, f"{what}: no warning", said)
    if not shutil.which("clang"):
        skip(f"{what}: by clang", "no clang here")
    elif good:
        good, said = by_clang(kdir, folder, name)
        point(good, f"{what}: nor by clang", said)


def test_tables(kdir, series, runs, scratch):
    """The table for modules, and the module that comes with it"""
    for default in DEFAULTS:
        place = scratch / f"table-{series}-{default}"
        place.mkdir()
        (place / "table.h").write_text(report(runs, "thresholds", "--compat", "--default", default))
        (place / "user.c").write_text(USER)
        (place / "Makefile").write_text("obj-m += user.o\n")
        check_built(kdir, place, "user.c", f"{series}: thresholds --compat --default {default}")
    place = scratch / f"module-{series}"
    shutil.copytree(ROOT / "kernels-sim/module", place)
    check_built(kdir, place, "pagestream_select.c", f"{series}: kernels-sim/module with its table")


def test_patch(kdir, series, runs, scratch):
    """What the patch adds to arch/x86, as part of a module: its initcall becomes that of one"""
    for default in DEFAULTS:
        place = scratch / f"patch-{series}-{default}"
        place.mkdir()
        git(place, "init", "-q")
        mail = scratch / f"{series}-{default}.mail"
        mail.write_text(report(runs, "patch", "--default", default))
        git(place, "am", "-q", mail)
        (place / "end.c").write_text('#include <linux/module.h>\nMODULE_DESCRIPTION("test");\n'
                                     'MODULE_LICENSE("GPL");\n')
        (place / "Makefile").write_text("ccflags-y := -I$(src)/arch/x86/include -include linux/module.h\n"
                                        "obj-m += patched.o\n"
                                        "patched-y := arch/x86/mm/memmap_nontemporal.o end.o\n")
        check_built(kdir, place, "arch/x86/mm/memmap_nontemporal.c",
                    f"{series}: what the patch adds, --default {default}")


def mail_problems(mail):
    head, _, rest = mail.partition("\n\n")
    message, mark, _ = rest.partition("\n---\n")
    subject = re.search(r"^Subject: \[PATCH\] (.*)$", head, re.MULTILINE)
    if not subject or len(subject[1]) > SUBJECT_MOST or subject[1].endswith("."):
        yield "no fit subject"
    elif not re.match(r"x86/\w+: [A-Z]", subject[1]):
        yield "the subject names no area"
    if not mark:
        yield "no mark between message and changes"
    if not mail.isascii():
        yield "not plain ASCII"
    for number, line in enumerate(message.splitlines(), 1):
        if len(line) > BODY_MOST:
            yield f"message line {number}: over {BODY_MOST} columns: {line}"
        if line != line.rstrip() or "\t" in line:
            yield f"message line {number}: blanks: {line!r}"
        if re.match(r"(---|diff |index )", line):
            yield f"message line {number}: git am would end the message here: {line}"


def code_problems(path, text):
    """What checkpatch would say"""
    licence = "// SPDX-License-Identifier: GPL-2.0" if path.suffix == ".c" else \
        "/* SPDX-License-Identifier: GPL-2.0 */"
    lines = text.splitlines()
    if lines[0] != licence:
        yield "no licence line"
    if not text.endswith("\n") or text.endswith("\n\n"):
        yield "does not end in one line feed"
    before = ""
    for number, line in enumerate(lines, 1):
        if len(line.expandtabs(8)) > CODE_MOST:
            yield f"{number}: over {CODE_MOST} columns"
        if line != line.rstrip() or re.match(r"\t* {8}| +\t", line) or \
           re.match(r"\t* +[^ *\t]", line) and not re.match(r"\t+ ", line):
            yield f"{number}: blanks: {line!r}"
        if number > 1 and "//" in line:
            yield f"{number}: a comment of C++"
        if re.search(r"\b(if|for|while|switch)\(", line) or re.search(r"\w \(\)", line):
            yield f"{number}: blank before a bracket"
        if not line and not before and number > 1:
            yield f"{number}: two blank lines"
        opened = re.match(r"[\w *]+\([^()]*,$", before)
        flat = line.expandtabs(8)
        if opened and len(flat) - len(flat.lstrip()) != before.index("(") + 1:
            yield f"{number}: not aligned to the bracket above: {line!r}"
        before = line


def committed():
    return sorted(map(str, (ROOT / "data/runs").glob("*.tsv")))


def test_real():
    """What is committed, with ranges of the usual size."""
    path = ROOT / "kernels-sim/module/memmap_nontemporal_table.h"
    problems = list(code_problems(path, path.read_text()))
    point(not problems, "kernels-sim/module: the table keeps the kernel's rules", *problems)


def test_mails(runs, scratch):
    """Every mail by itself."""
    wanted = ["A\tarch/x86/include/asm/memmap_nontemporal.h", "A\tarch/x86/mm/memmap_nontemporal.c",
              "A\tarch/x86/mm/memmap_nontemporal_table.h",
              "A\tinclude/asm-generic/memmap_nontemporal.h"]
    for what, files, default in (("made-up runs", runs, "off"), ("made-up runs", runs, "on"),
                                 ("data/runs", committed(), "off")):
        name = f"patch --default {default} of {what}"
        empty = scratch / name.replace("/", "-").replace(" ", "-")
        empty.mkdir()
        mail = scratch / (empty.name + ".mail")
        mail.write_text(report(files, "patch", "--default", default))
        git(empty, "init", "-q")
        git(empty, "commit", "-q", "--allow-empty", "-m", "empty")
        done = run(*GIT, "-C", empty, "am", "-q", "--whitespace=error-all", mail)
        changed = sorted(git(empty, "diff", "--name-status", "HEAD~1").split("\n")[:-1]) \
            if not done.returncode else []
        point(changed == wanted, f"{name}: git am to an empty tree adds its files", done.stdout, changed)
        problems = list(mail_problems(mail.read_text()))
        for line in changed:
            path = empty / line.split("\t")[1]
            problems += [f"{path.name}: {problem}" for problem in code_problems(path, path.read_text())]
        point(not problems, f"{name}: mail and files keep the kernel's rules", *problems)


def test_complaints():
    """The checks themselves, on what is wrong."""
    mail = "Subject: [PATCH] x86/mm: Do\n\nWhy.\n---\n"
    good = "/* SPDX-License-Identifier: GPL-2.0 */\n#define A\n\tint a;\n"
    path = pathlib.Path("a.h")
    wrong_mails = (mail.replace("x86/mm: Do", "Do"), mail.replace("Do", "do"), mail.replace("Why.", "w" * 76),
                   mail.replace("Why.", "Why. "), mail.replace("\n---\n", "\n"),
                   mail.replace("Why.", "Wh\u00fd."), mail.replace("Why.", "diff --git"))
    wrong_files = (good[1:], good + "\n", good.replace("A", "A" * 100), good.replace("\t", "    "),
                   good.replace("a;", "a; "), good.replace("a;", "a; // b"),
                   good.replace("int a;", "if(a)"), good.replace("\t", "\n\n\t"),
                   good + "int f(int a,\n\tint b);\n")
    accepted = [text for text in wrong_mails if not list(mail_problems(text))] + \
        [text for text in wrong_files if not list(code_problems(path, text))]
    refused = list(mail_problems(mail)) + list(code_problems(path, good))
    point(not accepted and not refused, "the rules of mails and files find what is wrong",
          *accepted, *refused)


def main():
    with tempfile.TemporaryDirectory(prefix="pagestream-kbuild-") as scratch:
        scratch = pathlib.Path(scratch)
        runs = madeup.write(scratch / "runs")
        test_complaints()
        test_real()
        test_mails(runs, scratch)
        try:
            headers.require_tools()
            found = headers.here()
            reason = "no headers of a kernel {0}: scripts/vm headers {0} fetches Debian's"
        except VmError as error:
            found, reason = {}, str(error)
        for series, takes_patch in SERIES.items():
            kdir = next((path for release, path in found.items()
                         if re.match(re.escape(series) + r"\.\d", release)), None)
            if not kdir:
                skip(f"{series}: tables and patch", reason.format(series))
                continue
            test_tables(kdir, series, runs, scratch)
            if takes_patch:
                test_patch(kdir, series, committed(), scratch)
    print(f"1..{points}")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
