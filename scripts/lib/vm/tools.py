# SPDX-License-Identifier: GPL-2.0-or-later
"""
The programs of the guest: busybox, ndctl, daxctl and what makes an ext4.  From
Debian packages where there is apt, else from what is installed.
"""
import os
import re
import subprocess

from vm import VmMissing, cache, packages

PACKAGES = ('busybox-static', 'ndctl', 'daxctl', 'e2fsprogs')

# The same elsewhere, where they are installed.
_INSTALL = ('install the packages busybox, ndctl, daxctl and e2fsprogs (openSUSE: busybox-static, ndctl '
            'and e2fsprogs)')

PROGRAMS = ('busybox', 'ndctl', 'daxctl', 'mkfs.ext4')

# Where a system has its own programs.
ROOT = '/'

_LIBRARY_FOLDERS = ('lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu', 'lib64', 'usr/lib64', 'lib')
_LOADER = 'lib64/ld-linux-x86-64.so.2'


def _root():
    if not packages.available():
        return ROOT
    return cache.folder_once('tools', lambda path: packages.unpack(
        packages.closure(*PACKAGES), path, lambda name: re.match(
            r'(usr/)?(s?bin/|lib/x86_64-linux-gnu/[^/]*\.so|lib64/)', name)))


def _needed(path):
    """The libraries that an ELF file names."""
    listed = subprocess.run(('readelf', '-dW', path), check=True, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            env=dict(os.environ, LC_ALL='C')).stdout
    return re.findall(r'\(NEEDED\).*\[(.*)\]', listed)


def _find(root, folders, name):
    for folder in folders:
        path = os.path.join(root, folder, name)
        if os.path.lexists(path):
            # An absolute link means a file of that tree, not of ours.
            while os.path.islink(path):
                target = os.readlink(path)
                path = (os.path.join(root, target.lstrip('/')) if target.startswith('/')
                        else os.path.join(os.path.dirname(path), target))
            return path
    return None


def files():
    """{path in the guest: path here} of the programs and their libraries."""
    root = _root()
    found = {}
    waiting = []
    for name in PROGRAMS:
        path = _find(root, ('bin', 'usr/bin', 'sbin', 'usr/sbin'), name)
        if not path:
            raise VmMissing(f'{name} not found, which the guest needs: ' + _INSTALL)
        found['bin/' + name] = path
        waiting.append(path)
    while waiting:
        for name in _needed(waiting.pop()):
            if name == os.path.basename(_LOADER) or 'lib/' + name in found:
                continue
            path = _find(root, _LIBRARY_FOLDERS, name)
            if not path:
                raise VmMissing(f'library {name} not found, which the guest needs: ' + _INSTALL)
            found['lib/' + name] = path
            waiting.append(path)
    found[_LOADER] = _find(root, ('.',) + _LIBRARY_FOLDERS, _LOADER) or \
        _find(root, _LIBRARY_FOLDERS, os.path.basename(_LOADER))
    return found
