# SPDX-License-Identifier: GPL-2.0-or-later
"""Our own programs for the guest: a static build, made when it is needed."""
import os
import shutil
import subprocess

from vm import VmError

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.realpath(__file__)))))

# Those of the guest.
PROGRAMS = ('bench/pagestream', 'scripts/boot-images', 'scripts/kernel-code',
            'scripts/kernel-selection', 'scripts/page-images')

# Says where the replay's own code lies; it runs on this side.
REPLAY_CODE = 'scripts/replay-code'


def _run(words, what):
    try:
        result = subprocess.run(words, check=False, text=True, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except FileNotFoundError:
        raise VmError(f'{words[0]} not found, which {what} needs') from None
    if result.returncode:
        raise VmError(f'{what} failed; the end of what it said:\n' +
                      '\n'.join(result.stdout.splitlines()[-20:]))


def _folder(build):
    return build or os.path.join(ROOT, 'build-vm')


def pagestream(build=None):
    """That program, which runs on this side too."""
    return os.path.join(_folder(build), PROGRAMS[0])


def replay_code(build=None):
    """That program of the same build."""
    return os.path.join(_folder(build), REPLAY_CODE)


def version(build=None):
    """The first line of "pagestream --version" of that build."""
    return subprocess.run((pagestream(build), '--version'), check=True, text=True,
                          stdout=subprocess.PIPE).stdout.splitlines()[0]


def generations(build=None):
    """Kernels whose stores the replay of that build has."""
    listed = subprocess.run((pagestream(build), 'list', 'kernels'), check=True, text=True,
                            stdout=subprocess.PIPE).stdout
    return [name for name in (line.partition('\t')[0] for line in listed.splitlines())
            if name[:1].isdigit()]


def files(build=None):
    """
    {path in the guest: path here}

    @build: folder of a build with -Dstatic=true; None: build-vm, which is made
    """
    folder = _folder(build)
    if not build:
        if not os.path.exists(os.path.join(folder, 'build.ninja')):
            _run(('meson', 'setup', '-Dstatic=true', folder, ROOT), 'meson setup of build-vm')
        _run((shutil.which('ninja') or 'ninja-build', '-C', folder), 'the build in build-vm')
    found = {'bin/' + os.path.basename(name): os.path.join(folder, name) for name in PROGRAMS}
    for name, path in found.items():
        if not os.path.isfile(path):
            raise VmError(f'--build {folder}: there is no {os.path.basename(name)} in it')
    return found
