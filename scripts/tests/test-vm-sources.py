#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
Where scripts/vm has its kernels from: packages in several parts and backports,
on make-believe archives.
"""
import contextlib
import os
import shutil
import sys
import tempfile
import time

import tap

sys.path.insert(0, os.path.join(tap.SCRIPTS, 'lib'))
# pylint: disable=wrong-import-position
from vm import VmError, VmMissing, backports, cache, kernel, packages  # noqa: E402

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


def main():
    test_kin()
    test_split()
    test_backports()
    tap.done()


if __name__ == '__main__':
    main()
