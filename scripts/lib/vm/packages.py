# SPDX-License-Identifier: GPL-2.0-or-later
"""
Debian packages, downloaded and unpacked without being installed.  apt resolves
them against an empty list of installed packages, so that everything they need
comes along, and writes only below a folder of ours.
"""
import os
import re
import shutil
import subprocess
import tarfile
import tempfile

from vm import VmError, VmMissing


def available():
    """Is this a system with apt and dpkg?"""
    return all(shutil.which(name) for name in ('apt-get', 'apt-cache', 'dpkg-deb'))


def run(words, what, folder=None):
    """Standard output of a program of apt; VmMissing with its reason."""
    result = subprocess.run(words, check=False, text=True, cwd=folder, stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            env=dict(os.environ, LC_ALL='C.UTF-8'))
    if result.returncode:
        why = [line.removeprefix('E: ') for line in result.stderr.splitlines()
               if line.startswith('E: ')]
        raise VmMissing(f'cannot get the packages {what}: {why[0] if why else words[0] + " failed"}'
                      ' (when apt has no lists yet: apt-get update)')
    return result.stdout


def closure(*names):
    """The names of these packages and of all that they depend on."""
    with tempfile.TemporaryDirectory(prefix='pagestream-apt-') as state:
        os.mkdir(os.path.join(state, 'partial'))
        with open(os.path.join(state, 'status'), 'w', encoding='utf-8'):
            pass
        listed = run(('apt-get', '-qq', '--no-install-recommends', '-o', 'Debug::NoLocking=true',
                      # What lies in the system's cache of packages is not listed either.
                      '-o', f'Dir::State::status={state}/status',
                      '-o', f'Dir::Cache::archives={state}',
                      '--print-uris', 'install', *names), ' '.join(names))
    return [line.split()[1].split('_')[0] for line in listed.splitlines() if line.startswith("'")]


def newest(pattern, options=()):
    """
    The package with the highest version in its name, of those whose whole name fits, or None.

    @options: words for apt that name other lists than the system's (vm.backports)
    """
    listed = run(('apt-cache', *options, 'search', '--names-only', f'^{pattern}$'), pattern)
    return max((line.split()[0] for line in listed.splitlines()), default=None,
               key=lambda name: [int(part) for part in re.findall('[0-9]+', name)])


def kin(name, pattern, options=()):
    """
    A package and those of its dependencies, and of theirs, whose whole names fit.
    Nothing is resolved: a kernel of another release may need what this one lacks.
    """
    found, waiting = [], [name]
    while waiting:
        one = waiting.pop()
        found.append(one)
        shown = run(('apt-cache', *options, 'show', '--no-all-versions', one), one)
        if not shown.strip():
            raise VmMissing(f'the lists of apt have {name}, but no longer {one}, which it needs')
        for line in re.findall(r'^(?:Pre-)?Depends: (.*)$', shown, re.MULTILINE):
            for other in re.findall(r'(?:^|[,|])\s*([a-z0-9][a-z0-9+.-]+)', line):
                if re.fullmatch(pattern, other) and other not in found + waiting:
                    waiting.append(other)
    return sorted(found)


def unpack(names, into, wanted=lambda path: True, options=()):
    """Download packages and unpack the files whose path, without a leading "./", is wanted."""
    with tempfile.TemporaryDirectory(prefix='.packages-', dir=os.path.dirname(into)) as scratch:
        run(('apt-get', '-qq', *options, '-o', 'APT::Sandbox::User=root', 'download', *names),
            ' '.join(names), scratch)
        for package in sorted(os.listdir(scratch)):
            _unpack_one(os.path.join(scratch, package), into, wanted)


def _unpack_one(package, into, wanted):
    with subprocess.Popen(('dpkg-deb', '--fsys-tarfile', package), stdout=subprocess.PIPE) as tar:
        with tarfile.open(fileobj=tar.stdout, mode='r|') as archive:
            for member in archive:
                if wanted(member.name.removeprefix('./')):
                    archive.extract(member, into, set_attrs=not member.isdir())
    if tar.returncode:
        raise VmError(f'{os.path.basename(package)} cannot be unpacked')
