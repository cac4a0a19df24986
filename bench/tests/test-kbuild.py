#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-kbuild.py PAGESTREAM ROOT: what reports generate for kernels, built by kernels' own makefiles.

Headers of "report thresholds" and patches of "report patch", for each prefix
and default, from made-up measurements.  Kernel headers are those that are
installed, or that "scripts/vm headers" fetched; nothing is downloaded here.  TAP.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

TOOL, ROOT = sys.argv[1], pathlib.Path(sys.argv[2])
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "scripts/lib"))
# pylint: disable=wrong-import-position
from vm import VmError, headers, madeup  # noqa: E402

SERIES = ("6.1", "6.12")
APIS = ("memcpy_streaming", "memcpy_nt", "memcpy_nontemporal")
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


def report(name, api, default, runs):
    done = subprocess.run([TOOL, "report", name, "--api", api, "--default", default, *runs],
                          check=True, text=True, stdout=subprocess.PIPE)
    return done.stdout


def kbuild(kdir, folder, targets=("modules",)):
    """(did it work without a warning, what was said) of a folder with its Makefile"""
    done = run("make", "-C", kdir, f"M={folder}", *headers.MAKE, "KCFLAGS=-Werror",
               *targets)
    complaints = [line for line in done.stdout.splitlines()
                  if re.search(r":\d+: (warning|error|note)|\*\*\*|objtool", line)]
    return not done.returncode and not complaints, "\n".join(complaints) or done.stdout


# What a user of a header alone does with it.
USER = """// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>
#include "{api}.h"

static int __init user_init(void)
{{
	return {api}_choose({api}_match(), {upper}_DAX, 1, 1) != {upper}_MEMCPY;
}}
module_init(user_init);
MODULE_DESCRIPTION("test");
MODULE_LICENSE("GPL");
"""


def test_headers(kdir, series, runs, scratch):
    folder = scratch / f"headers-{series}"
    for default in DEFAULTS:
        place = folder / default
        place.mkdir(parents=True)
        for api in APIS:
            (place / f"{api}.h").write_text(report("thresholds", api, default, runs))
            (place / f"user_{api}.c").write_text(USER.format(api=api, upper=api.upper()))
        (place / "Makefile").write_text("".join(f"obj-m += user_{api}.o\n" for api in APIS))
        point(*_named(kbuild(kdir, place),
                      f"{series}: thresholds --default {default}, each --api: no warning"))
    place = folder / "module"
    shutil.copytree(ROOT / "kernels-sim/module", place)
    point(*_named(kbuild(kdir, place), f"{series}: kernels-sim/module with its header: no warning"))


def _named(result, name):
    return result[0], name, result[1]


def source_of(kdir):
    """The folder of the sources behind a folder of kernel headers."""
    makefile = (pathlib.Path(kdir) / "Makefile").read_text()
    found = re.fullmatch(r"include (?:\$\(.*\)\.\.|/usr/src)/([^/\n]+)/Makefile\n", makefile)
    return pathlib.Path(kdir).resolve().parent / found[1] if found else pathlib.Path(kdir)


def kernel_tree(kdir, place):
    """A git repository of them."""
    source = source_of(kdir)
    place.mkdir()
    shutil.copy(source / "Makefile", place)
    for name in ("include/linux", "arch/x86"):
        shutil.copytree(source / name, place / name, symlinks=True)
    git(place, "init", "-q")
    git(place, "add", "-A", "-f")
    git(place, "commit", "-q", "-m", "headers")


def hooks(message):
    """What the message has for arch/x86/lib/Makefile, and as include and code for mm/mm_init.c"""
    line = re.search(r"arch/x86/lib/Makefile:\n\s+(.*)\n", message)[1]
    include = re.search(r"mm/mm_init.c.*:\n\s+(#include .*)\n", message)[1]
    code = re.search(r"before the loop:\n(.*?_select\(.*?\);)\n", message, re.DOTALL)[1]
    return line, include, code.replace("records one after the other", "records")


CALLER = """// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <linux/memremap.h>
{include}

int {api}_caller(struct vmem_altmap *altmap, unsigned long nr_pages, u64 records);
int {api}_caller(struct vmem_altmap *altmap, unsigned long nr_pages, u64 records)
{{
{code}
	return backend;
}}
"""


def test_patches(kdir, series, runs, scratch):
    tree = scratch / f"tree-{series}"
    kernel_tree(kdir, tree)
    for default in DEFAULTS:
        lib = tree / "arch/x86/lib"
        lib.mkdir(exist_ok=True)
        lines = ["ccflags-y := -I$(src)/../include\n"]
        good = True
        said = ""
        for api in APIS:
            mail = scratch / f"{api}-{default}.mail"
            done = run(*GIT, "-C", tree, "am", "-q", "--whitespace=error-all", mail)
            good &= not done.returncode
            said += done.stdout
            line, include, code = hooks(mail.read_text())
            lines += [line + "\n", f"obj-y += {api}_caller.o\n"]
            (lib / f"{api}_caller.c").write_text(CALLER.format(api=api, include=include,
                                                                      code=code))
        point(good, f"{series}: patch --default {default}, each --api: git am to its headers", said)
        (lib / "Makefile").write_text("".join(lines))
        targets = [f"{api}_{what}.o" for api in APIS for what in ("select", "caller")]
        point(*_named(kbuild_objects(kdir, lib, targets),
                      f"{series}: what it adds, and the call of its message: no warning"))
        git(tree, "reset", "-q", "--hard", f"HEAD~{len(APIS)}")
        shutil.rmtree(lib)


def kbuild_objects(kdir, folder, targets):
    good, said = kbuild(kdir, folder, targets)
    lacks = [name for name in targets if not (folder / name).exists()]
    return good and not lacks, said + f"\nnot built: {lacks}"


def mail_problems(mail):
    head, _, rest = mail.partition("\n\n")
    message, mark, _ = rest.partition("\n---\n")
    subject = re.search(r"^Subject: \[PATCH\] (.*)$", head, re.MULTILINE)
    if not subject or len(subject[1]) > SUBJECT_MOST or subject[1].endswith("."):
        yield "no fit subject"
    elif not re.match(r"x86/\w+: [a-z]", subject[1]):
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


def test_real():
    """What is committed, with ranges of the usual size."""
    runs = sorted(map(str, (ROOT / "data/runs").glob("*.tsv")))
    problems = list(mail_problems(report("patch", APIS[0], "off", runs)))
    point(not problems, "patch of data/runs: the mail keeps the kernel's rules", *problems)
    path = ROOT / "kernels-sim/module/memcpy_streaming_thresholds.h"
    problems = list(code_problems(path, path.read_text()))
    point(not problems, "kernels-sim/module: the header keeps them too", *problems)


def test_mails(runs, scratch):
    """Every mail by itself; they are left for the trees of kernels."""
    for default in DEFAULTS:
        for api in APIS:
            mail = scratch / f"{api}-{default}.mail"
            mail.write_text(report("patch", api, default, runs))
            empty = scratch / f"empty-{api}-{default}"
            empty.mkdir()
            git(empty, "init", "-q")
            git(empty, "commit", "-q", "--allow-empty", "-m", "empty")
            name = f"patch --api {api} --default {default}"
            done = run(*GIT, "-C", empty, "am", "-q", "--whitespace=error-all", mail)
            changed = sorted(git(empty, "diff", "--name-status", "HEAD~1").split("\n")[:-1]) \
                if not done.returncode else []
            wanted = [f"A\tarch/x86/include/asm/{api}_select.h",
                      f"A\tarch/x86/include/asm/{api}_thresholds.h",
                      f"A\tarch/x86/lib/{api}_select.c"]
            point(changed == wanted, f"{name}: git am to an empty tree adds three files",
                  done.stdout, changed)
            problems = list(mail_problems(mail.read_text()))
            for line in changed:
                path = empty / line.split("\t")[1]
                problems += [f"{path.name}: {problem}"
                             for problem in code_problems(path, path.read_text())]
            point(not problems, f"{name}: mail and files keep the kernel's rules", *problems)


def test_complaints():
    """The checks themselves, on what is wrong."""
    mail = "Subject: [PATCH] x86/mm: do\n\nWhy.\n---\n"
    good = "/* SPDX-License-Identifier: GPL-2.0 */\n#define A\n\tint a;\n"
    path = pathlib.Path("a.h")
    wrong_mails = (mail.replace("x86/mm: do", "do"), mail.replace("Why.", "w" * 76),
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
        for series in SERIES:
            kdir = next((path for release, path in found.items()
                         if re.match(re.escape(series) + r"\.\d", release)), None)
            if not kdir:
                skip(f"{series}: thresholds and patch", reason.format(series))
                continue
            test_headers(kdir, series, runs, scratch)
            test_patches(kdir, series, runs, scratch)
    print(f"1..{points}")
    return int(failures > 0)


if __name__ == "__main__":
    sys.exit(main())
