# SPDX-License-Identifier: GPL-2.0-or-later
"""
The headers that a module of a kernel is built with: the kernel's own build
folder, installed ones, or a distribution's packages in the cache, where they
serve without being installed.
"""
import glob
import os
import re
import shutil

from vm import VmError, VmMissing, cache, kernel, packages

PACKAGES = ('make', 'gcc', 'git', 'libelf-dev')

# Words for make: type information needs pahole and serves nobody here.
MAKE = ('CONFIG_DEBUG_INFO_BTF_MODULES=',)

# The other architectures are most of the common package.
_KEPT = re.compile(r'usr/src/linux-headers-[^/]+/(?!arch/(?!x86/))|usr/lib/linux-kbuild-')
_RELEASE = 'include/generated/utsrelease.h'
_NAME = re.compile(r'linux-(headers|kbuild)-[0-9]')


def relocate(root):
    """The packages know their common part by its full path; here it lies beside."""
    for path in glob.glob(os.path.join(root, 'usr/src/*/Makefile')):
        with open(path, encoding='utf-8') as file:
            text = file.read()
        found = re.fullmatch(r'include /usr/src/([^/\n]+)/Makefile\n', text)
        if found:
            with open(path, 'w', encoding='utf-8') as file:
                file.write('include $(dir $(abspath $(lastword $(MAKEFILE_LIST))))../'
                           f'{found[1]}/Makefile\n')


def _fill(names, path):
    packages.unpack(names, path, _KEPT.match)
    relocate(path)


def _from_packages(release):
    names = sorted(name for name in packages.closure(f'linux-headers-{release}')
                   if _NAME.match(name))
    return os.path.join(cache.folder_once('headers-' + release, lambda path: _fill(names, path)),
                        'usr/src', f'linux-headers-{release}')


def _installed(release, modules=None):
    """Folders in which the headers of a release lie when they are here."""
    return ([os.path.join(modules, 'build')] if modules else []) + [
        f'/lib/modules/{release}/build', f'/usr/src/linux-headers-{release}',
        f'/usr/src/kernels/{release}',
        os.path.join(cache.folder('headers-' + release), 'usr/src', f'linux-headers-{release}')]


def require_tools():
    """Say what to install when nothing can be built."""
    for name in ('make', 'gcc', 'git'):
        if not shutil.which(name):
            raise VmMissing(f'{name} not found, which builds kernel modules: install the packages '
                            + ' '.join(PACKAGES))


def find(booted):
    """
    The folder for "make -C" that builds modules of a kernel.

    @booted: vm.kernel.Kernel
    """
    require_tools()
    for path in _installed(booted.release, booted.folder):
        if os.path.isfile(os.path.join(path, 'Makefile')):
            return path
    if not packages.available():
        raise VmMissing(f'no headers of kernel {booted.release}: install its package of headers '
                        '(kernel-devel on Fedora, kernel-default-devel on openSUSE)')
    return _from_packages(booted.release)


def fetch(series):
    """The same for the distribution's newest kernel of a series."""
    name = kernel.newest(series)
    if not name:
        raise VmError(f'{series}: apt offers no package linux-image-{series}*')
    release = name.removeprefix('linux-image-')
    for path in _installed(release):
        if os.path.isfile(os.path.join(path, 'Makefile')):
            return path
    return _from_packages(release)


def here():
    """{release: folder} of all that need no download, the newest of each series."""
    found = {}
    for pattern in _installed('*'):
        for path in glob.glob(os.path.join(pattern, _RELEASE)):
            with open(path, encoding='utf-8') as file:
                release = re.search(r'UTS_RELEASE "(.*)"', file.read())
            if release:
                found.setdefault(release[1], path.removesuffix('/' + _RELEASE))
    newest = {}
    for release in sorted(found, key=lambda name: [int(n) for n in re.findall('[0-9]+', name)]):
        newest['.'.join(release.split('.')[:2])] = release
    return {release: found[release] for release in newest.values()}
