# SPDX-License-Identifier: GPL-2.0-or-later
"""The root file system of the guest, as one archive in memory."""
import os
import shlex

from vm import VmError, tools
from vm.cpio import Archive

GUEST = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__)))),
                     'guest')


def _read(path):
    try:
        with open(path, 'rb') as file:
            return file.read()
    except OSError as error:
        raise VmError(f'{path}: {error.strerror}') from None


def build(kernel, command, files=None, modules=()):
    """
    The archive's bytes.

    @kernel: vm.kernel.Kernel
    @command: words that the guest's init runs as root once the pmem is there
    @files: {path in the guest: path here}, executable there
    @modules: loaded besides those that pmem needs
    """
    archive = Archive()
    for name in ('dev', 'etc/daxctl.conf.d', 'etc/ndctl.conf.d', 'mnt', 'proc', 'run', 'sys', 'tmp'):
        archive.folder(name)
    # What init says before it has mounted anything goes to the console.
    archive.character_device('dev/console', 5, 1)
    for name, path in tools.files().items():
        archive.file(name, _read(path))
    for number, (name, data) in enumerate(kernel.modules(modules)):
        archive.file(f'modules/{number:02}-{name}.ko', data)
    for name in sorted(os.listdir(GUEST)):
        if not name.endswith(('.c', '.h')):
            archive.file('init' if name == 'init' else 'bin/' + name,
                         _read(os.path.join(GUEST, name)))
    for name, path in (files or {}).items():
        archive.file(name, _read(path))
    archive.file('command', ('exec ' + shlex.join(command) + '\n').encode())
    return archive.bytes()
