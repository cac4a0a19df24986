# SPDX-License-Identifier: GPL-2.0-or-later
"""The configuration that vm.cmd_kernel builds: kernel.config and what became of it."""
import os
import re

FRAGMENT = os.path.join(os.path.dirname(os.path.realpath(__file__)), 'kernel.config')


def _lines(path):
    with open(path, encoding='utf-8') as file:
        for line in file:
            line = line.strip()
            if line.startswith('CONFIG_'):
                yield line


def write(path, more=()):
    """
    The fragment as Kconfig's KCONFIG_ALLCONFIG takes it.

    @more: further lines, such as 'CONFIG_LOCALVERSION="-x"'
    """
    with open(path, 'w', encoding='utf-8') as file:
        for line in [*_lines(FRAGMENT), *more]:
            file.write(line.removesuffix('?') + '\n')


def refused(path):
    """
    Symbols of the fragment that a configuration does not have as they are wanted,
    but for those that some kernel does not know.
    """
    with open(path, encoding='utf-8') as file:
        found = dict(re.findall(r'^(CONFIG_\w+)=(.*)$', file.read(), re.MULTILINE))
    missing = []
    for line in _lines(FRAGMENT):
        name, _, value = line.partition('=')
        if not line.endswith('?') and found.get(name) != value:
            missing.append(f'{name}={value}')
    return missing
