#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Where scripts/vm has its kernels from: packages in several parts, backports, and
kernels that are built with patches, on make-believe archives and trees.
"""
import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
import time
import types

import tap

sys.path.insert(0, os.path.join(tap.SCRIPTS, 'lib'))
# pylint: disable=wrong-import-position
from vm import VmError, VmMissing, backports, cache, cmd_hmm, cmd_kernel, kconfig, kernel  # noqa: E402
from vm import packages, tree  # noqa: E402

SHOWN = {
    'linux-image-amd64': 'Depends: linux-image-7.99.2+deb13-amd64 (= 7.99.2-1), linux-base-amd64\n',
    'linux-image-7.99.2+deb13-amd64':
        'Package: linux-image-7.99.2+deb13-amd64\nDepends: dracut | initramfs-tools (>= 0.120) | x, '
        'linux-base-7.99.2+deb13-amd64 (= 1), linux-binary-7.99.2+deb13-amd64 (= 1), '
        'linux-modules-7.99.2+deb13-amd64 (= 1)\nSuggests: linux-image-9\n',
    'linux-modules-7.99.2+deb13-amd64': 'Depends: kmod, linux-base-7.99.2+deb13-amd64 (= 1)\n',
}


def refused(call, *words, kind=VmError):
    """Does it raise a VmError of one line with all these words?"""
    try:
        call()
    except kind as error:
        text = str(error)
        return '\n' not in text and all(word in text for word in words)
    return False


@contextlib.contextmanager
def replaced(where, **values):
    """Other values of a module's names for a while."""
    before = {name: getattr(where, name) for name in values}
    for name, value in values.items():
        setattr(where, name, value)
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(where, name, value)


@contextlib.contextmanager
def own_cache():
    """A cache of its own."""
    with tempfile.TemporaryDirectory() as root:
        os.environ['XDG_CACHE_HOME'] = root
        try:
            yield root
        finally:
            del os.environ['XDG_CACHE_HOME']


def test_kin():
    asked = []

    def run(words, what, folder=None):
        del what, folder
        asked.append(words)
        return SHOWN.get(words[-1], 'Package: other\n')
    with replaced(packages, run=run):
        found = packages.kin('linux-image-amd64', r'linux-(image|binary|modules|base)-[0-9].*',
                             ('-o', 'x=y'))
    tap.ok(found == sorted(['linux-image-amd64', *(f'linux-{part}-7.99.2+deb13-amd64' for part in
                                                   ('base', 'binary', 'image', 'modules'))]),
           'the parts of a kernel are found from its image, and nothing else', found)
    with replaced(packages, run=lambda words, what, folder=None: ''):
        tap.ok(refused(lambda: packages.kin('linux-image-7', 'x'), 'linux-image-7', 'no longer',
                       kind=VmMissing), 'a part that the archive has dropped is named')
    tap.ok(all(words[:3] == ('apt-cache', '-o', 'x=y') for words in asked),
           'in the lists that are named', asked)


def lay_out(folder, release, *modules):
    """A kernel as Debian's 7.3 unpacks."""
    for name in modules:
        tap.write(folder, f'usr/lib/modules/{release}/kernel/{name}.ko', '\0depends=\0')
    tap.write(folder, f'usr/lib/modules/{release}/modules.builtin', 'kernel/drivers/dax/dax_pmem.ko\n')
    return tap.write(folder, f'usr/lib/modules/{release}/vmlinuz', 'image')


def test_split():
    release = '7.99.2+deb13-amd64'
    with own_cache() as root:
        image = lay_out(cache.folder('kernel-' + release), release, 'nfit', 'nd_pmem', 'device_dax')
        with replaced(packages, available=lambda: True, newest=lambda pattern, options=():
                      'linux-image-' + release if options else None), \
                replaced(backports, options=lambda say=None: ('-o', 'x')):
            found = kernel.find('7.99')
        tap.ok(found.release == release and found.image == image,
               'an image below lib/modules, of a series that only the backports have')
        names = [name for name, _ in found.modules()]
        tap.ok(names == ['nfit', 'nd_pmem', 'device_dax'],
               'what is built in or absent without being needed is no reason to stop', names)
        tap.ok(kernel.find(image).folder == os.path.dirname(image),
               '--kernel lib/modules/RELEASE/vmlinuz needs no --modules')
        shutil.move(image, root + '/vmlinuz')
        tap.ok(refused(lambda: kernel.find(root + '/vmlinuz'), '--modules'),
               'an image elsewhere needs it')
        for offer, words in ((lambda say=None: ('-o', 'x'), backports.SUITE),
                             (lambda say=None: None, 'linux-image-7.98')):
            with replaced(packages, available=lambda: True, newest=lambda *_: None), \
                    replaced(backports, options=offer):
                tap.ok(refused(lambda: kernel.find('7.98'), '7.98', words, kind=VmMissing),
                       'a series that nobody has is said, with where it was looked for')


def test_backports():
    calls, broken = [], False

    def run(words, what, folder=None):
        del folder
        calls.append(words)
        if 'update' in words and broken:
            raise VmMissing(f'cannot get {what}')
        return 'Debian http://a.example/debian-security/\nDebian http://a.example/debian/\n'
    with own_cache() as root, replaced(packages, run=run, available=lambda: True), \
            replaced(backports, KEYRING=__file__):
        words = backports.options()
        with open(os.path.join(cache.folder('apt-' + backports.SUITE), 'sources.list'),
                  encoding='utf-8') as file:
            source = file.read()
        tap.ok(source == f'deb [signed-by={__file__}] http://a.example/debian/ {backports.SUITE} main\n',
               'the backports come from the mirror that the system uses, signed', source)
        tap.ok(all(word.partition('=')[2].startswith((root, '-', 'root')) for word in words[1::2]),
               'all that apt writes lies in the cache', words)
        updates = sum('update' in call for call in calls)
        backports.options()
        tap.ok(updates == sum('update' in call for call in calls) == 1,
               'lists of today are not fetched again')
        stamp = os.path.join(cache.folder('apt-' + backports.SUITE), 'fetched')
        os.utime(stamp, (time.time() - 2 * backports.FRESH_S,) * 2)
        broken = True
        tap.ok(backports.options() == words, 'without a network old lists serve')
        os.remove(stamp)
        tap.ok(refused(backports.options, backports.SUITE, kind=VmMissing),
               'and without any it is said')
        with replaced(backports, KEYRING=root + '/absent'):
            tap.ok(backports.options() is None, 'a system without the keyring has none')


PATCH = '''From: somebody <a@b.example>
Subject: [PATCH] a change

--- is no file here
---
 a.c | 2 +-

diff --git a/a.c b/a.c
--- a/a.c
+++ b/a.c
@@ -1,2 +1,2 @@
-one
+uno
 two
diff --git a/new.c b/new.c
new file mode 100644
--- /dev/null
+++ b/new.c
@@ -0,0 +1 @@
+new
'''


def contents(root):
    """{path: text} of a tree"""
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            with open(os.path.join(folder, name), encoding='utf-8') as file:
                found[os.path.relpath(os.path.join(folder, name), root)] = file.read()
    return found


def times(root):
    return {name: os.stat(os.path.join(root, name)).st_mtime_ns for name in contents(root)}


def old_tree(root):
    """A tree whose files are an hour old."""
    made = tree.Tree(root, 'made up')
    for name, text in (('a.c', 'one\ntwo\n'), ('b.c', 'three\n')):
        path = tap.write(made.src, name, text)
        os.utime(path, (time.time() - 3600,) * 2)
    return made


def test_patches():
    tap.ok(tree.touched(PATCH) == ['a.c', 'new.c'], 'the files of a patch', tree.touched(PATCH))
    with tempfile.TemporaryDirectory() as root:
        made = old_tree(os.path.join(root, 'tree'))
        patch = tap.write(root, 'one.mbox', PATCH)
        patches = [(patch, tree.read_patch(patch))]
        before, stamps = contents(made.src), times(made.src)
        made.patch(patches, [('b.c', lambda text: text + 'four\n')])
        after = contents(made.src)
        tap.ok(after == {'a.c': 'uno\ntwo\n', 'b.c': 'three\nfour\n', 'new.c': 'new\n'},
               'patches and edits are applied', after)
        patched = times(made.src)
        made.patch(patches)
        tap.ok(contents(made.src)['b.c'] == 'three\n' and times(made.src)['a.c'] == patched['a.c'] and
               times(made.src)['b.c'] > stamps['b.c'],
               'the same patch again changes no time, what was undone does')
        made.patch(())
        tap.ok(contents(made.src) == before, 'and none leaves the source as it was')
        wrong = tap.write(root, 'wrong.mbox', PATCH.replace('-one', '-eins'))
        tap.ok(refused(lambda: made.patch([*patches, (wrong, tree.read_patch(wrong))]), 'wrong.mbox',
                       'does not apply', 'made up') and contents(made.src) == before,
               'one that does not apply is named, and nothing is changed')
        # Killed between saving and the end.
        made.patch(patches)
        with open(os.path.join(made.src, 'a.c'), 'w', encoding='utf-8') as file:
            file.write('half')
        made.patch(())
        tap.ok(contents(made.src) == before, 'what an interrupted start left is undone')
        outside = tap.write(root, 'outside', PATCH.replace('b/new.c', 'b/../new.c'))
        tap.ok(refused(lambda: tree.read_patch(outside), 'outside of the tree') and
               refused(lambda: tree.read_patch(tap.write(root, 'no', 'hello\n')), 'no patch') and
               refused(lambda: tree.read_patch(root + '/absent'), 'absent'),
               'a patch of something outside, no patch and no file are refused')


def test_copies():
    with own_cache(), tempfile.TemporaryDirectory() as source:
        tap.write(source, 'Kconfig', '')
        tap.write(source, 'Makefile', 'VERSION = 7\nPATCHLEVEL = 99\nSUBLEVEL = 2\n')
        tap.write(source, 'mm/a.c', 'one\n')
        tap.write(source, 'mm/a.o', 'object')
        tap.write(source, '.git/config', '')
        before = contents(source)
        made = tree.of_folder(source, lambda text: None)
        tap.ok(sorted(contents(made.src)) == ['Kconfig', 'Makefile', 'mm/a.c'] and
               made.version() == '7.99.2', 'a tree is copied without history and objects')
        stamps = times(made.src)
        again = tree.of_folder(source, lambda text: None)
        tap.ok(times(made.src) == stamps and again.identity == made.identity,
               'what is the same is not copied again')
        tap.write(source, 'mm/b.c', 'new\n')
        os.remove(os.path.join(source, 'mm/a.c'))
        again = tree.of_folder(source, lambda text: None)
        tap.ok(sorted(contents(again.src)) == ['Kconfig', 'Makefile', 'mm/b.c'] and
               again.identity != made.identity, 'what came and what went is followed')
        del before['mm/a.c']
        tap.ok(before.items() <= contents(source).items(), 'and the source stays what it was')
        tap.ok(refused(lambda: tree.of_folder(source + '/mm', lambda text: None), 'no kernel source'),
               'a folder that is no tree is refused')


def test_configuration():
    with tempfile.TemporaryDirectory() as root:
        path = os.path.join(root, 'config')
        kconfig.write(path, ['CONFIG_LOCALVERSION="-x"'])
        with open(path, encoding='utf-8') as file:
            text = file.read()
        tap.ok('CONFIG_TEST_HMM=m\n' in text and '?' not in text and 'CONFIG_LOCALVERSION="-x"' in text,
               'the fragment is written for kconfig')
        tap.ok(kconfig.refused(path) == [], 'what has all of it lacks nothing')
        tap.write(root, 'config', text.replace('CONFIG_TEST_HMM=m', '# CONFIG_TEST_HMM is not set')
                  .replace('CONFIG_MITIGATION_ITS=y\n', ''))
        tap.ok(kconfig.refused(path) == ['CONFIG_TEST_HMM=m'],
               'what is wanting is named, but not what some kernel does not have',
               kconfig.refused(path))


# The targets of a kernel that "scripts/vm kernel" makes, without a kernel.
MAKEFILE = '''VERSION = 7
PATCHLEVEL = 99
SUBLEVEL = 2
allnoconfig:
	@cp "$(KCONFIG_ALLCONFIG)" "$(O)/.config"
bzImage:
	@mkdir -p "$(O)/arch/x86/boot" "$(O)/include/config"
	@cat a.c lib/test_hmm.c >"$(O)/arch/x86/boot/bzImage"
	@echo "7.99.2$$(sed -n 's/CONFIG_LOCALVERSION="\\(.*\\)"/\\1/p' "$(O)/.config")" >"$(O)/include/config/kernel.release"
	@echo built >>"$(O)/../count"
	@[ ! -e broken ] || { echo 'a.c:1: error: broken'; exit 1; }
modules:
	@mkdir -p "$(O)/lib" && echo hmm >"$(O)/lib/test_hmm.ko" && echo kernel/x.ko >"$(O)/modules.builtin"
'''


def test_building():
    if not shutil.which('make') or not shutil.which('git'):
        tap.skip('building', 'there is no make or no git')
        return
    with own_cache(), tempfile.TemporaryDirectory() as root, replaced(cmd_kernel, require=lambda: None):
        source = os.path.join(root, 'linux')
        for name, text in (('Kconfig', ''), ('Makefile', MAKEFILE), ('a.c', 'one\ntwo\n'),
                           ('lib/test_hmm.c', '#define DEVMEM_CHUNK_SIZE\t\t(256 * 1024 * 1024U)\n')):
            tap.write(source, name, text)
        patch = tap.write(root, 'one.mbox', PATCH)

        def built(**more):
            opt = types.SimpleNamespace(**{'series': None, 'source': source, 'patch': [],
                                           'hmm_chunk': 256 << 20, 'jobs': 1, **more})
            path = cmd_kernel.build(opt, lambda text: None)
            with open(path, encoding='utf-8') as file:
                return path, file.read()
        base, text = built()
        found = kernel.find(base)
        tap.ok('one' in text and '7.99.2-pagestream-0p-' in found.release and found.file('test_hmm'),
               'a tree becomes a kernel with test_hmm', base)
        patched, text = built(patch=[patch])
        tap.ok('uno' in text and '-1p-' in patched, 'with a patch another')
        large, text = built(hmm_chunk=64 << 30)
        tap.ok('(65536UL << 20)' in text and 'one' in text, '--hmm-chunk sets what test_hmm maps', text)
        with open(os.path.join(cache.folder(''), [name for name in os.listdir(cache.folder(''))
                                                  if name.startswith('tree-of-')][0], 'count'),
                  encoding='utf-8') as file:
            before = len(file.read())
        tap.ok((built()[0], built(patch=[patch])[0], built(hmm_chunk=64 << 30)[0]) ==
               (base, patched, large) and before == 3 * len('built\n'),
               'what was built once is not built again')
        tap.ok(refused(lambda: built(hmm_chunk=100 << 20), '128M') and
               refused(lambda: built(series='7.3'), '--source', '--series'),
               'wrong options are refused')
        tap.write(source, 'broken', '')
        tap.ok(refused(built, 'a.c:1: error: broken', 'build.log'),
               'a build that fails says where and why')
        tap.ok(contents(source)['a.c'] == 'one\ntwo\n', 'the tree was never written to')


HMM = b'''probe struct-page-bytes  64
probe cpu  made up
device 0 0 1 900.50 800.25 65536
device 0 1 1 700.00 650.00 65536
device 1 0 0 500.00 450.00 65536
'''


def test_hmm():
    with tempfile.TemporaryDirectory() as root:
        path = os.path.join(root, 'hmm.tsv')
        machine = types.SimpleNamespace(accel='tcg', cpu='max', nvdimm_bytes=1)
        with replaced(cmd_hmm.cmd_rebind.program, version=lambda build: 'pagestream 0'):
            recorder = cmd_hmm.Recorder(types.SimpleNamespace(build=None), machine, path)
            recorder.take(HMM)
            recorder.end(True)
        with open(path, encoding='utf-8') as file:
            lines = [line.rstrip('\n').split('\t') for line in file if line[0] != '#']
        rows = [dict(zip(lines[0], line)) for line in lines[1:]]
        tap.ok([(row['target'], row['state'], row['took_ns'], row['round']) for row in rows] ==
               [(target, state, took, number) for state, number, pair in
                (('first-touch', '0', ('800250', '900500')), ('first-touch', '1', ('650000', '700000')),
                 ('reused', '2', ('450000', '500000')))
                for target, took in zip((cmd_hmm.LOOP, cmd_hmm.CALL), pair)],
               'test_hmm: the loop and the call around it become rows', rows)
        tap.ok({row['pages'] for row in rows} == {'65536'}, 'with their pages')
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            cmd_hmm.cmd_rebind.print_table(recorder.times)
        tap.ok('0.800' in said.getvalue() and cmd_hmm.CALL[:20] in said.getvalue(),
               'and a table', said.getvalue())


def main():
    test_kin()
    test_split()
    test_backports()
    test_patches()
    test_copies()
    test_configuration()
    test_building()
    test_hmm()
    tap.done()


if __name__ == '__main__':
    main()
