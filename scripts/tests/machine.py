# SPDX-License-Identifier: GPL-2.0-or-later
"""
A make-believe machine: a folder for PATH in which the package managers, id,
sudo and the build tools are stand-ins that write down how they were called.
"""
import os
import shutil
import subprocess
import tempfile

import tap

REAL = ('cat', 'cp', 'date', 'dirname', 'env', 'find', 'grep', 'head', 'ls', 'mkdir', 'mktemp', 'rm',
        'rmdir', 'sh', 'tail', 'touch', 'tr')

OS_RELEASE = {
    'debian': 'ID=debian\nVERSION_ID="12"\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n',
    'debian-next': 'ID=debian\nPRETTY_NAME="Debian GNU/Linux sid"\n',
    'mint': 'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_ID=22\nPRETTY_NAME="Linux Mint 22"\n',
    'fedora': 'ID=fedora\nVERSION_ID=42\nPRETTY_NAME="Fedora Linux 42"\n',
    'alma': 'ID=almalinux\nID_LIKE="rhel centos fedora"\nVERSION_ID=9\nPRETTY_NAME="AlmaLinux 9"\n',
    'opensuse': 'ID=opensuse-leap\nID_LIKE="suse opensuse"\nVERSION_ID=15.6\n'
                'PRETTY_NAME="openSUSE Leap 15.6"\n',
    'arch': 'ID=arch\nPRETTY_NAME="Arch Linux"\n',
}

HEAD = '#!/bin/sh\n# SPDX-License-Identifier: GPL-2.0-or-later\n'

# Say so on stdout too: what was printed before and after shows the order.
MANAGER = HEAD + '''
name=${0##*/}
echo "$name $*" >>"$MACHINE/calls"
echo "[$name $*]"
[ "$(id -u)" = 0 ] || exit 100
case " $* " in
*" install "*) [ -e "$MACHINE/offline" ] && exit 1 ;;
*) [ -e "$MACHINE/offline" ] && exit 1; exit 0 ;;
esac
for word in "$@"; do
	echo "$word" >>"$MACHINE/installed"
done
'''

STUBS = {
    'apt-get': MANAGER,
    'dnf': MANAGER,
    'zypper': MANAGER,
    'dpkg-query': HEAD + '''
for name in "$@"; do :; done
grep -qx -e "$name" "$MACHINE/installed" && echo installed && exit
grep -qx -e "$name" "$MACHINE/removed" && echo config-files && exit
exit 1
''',
    'rpm': HEAD + '''
for name in "$@"; do :; done
grep -qx -e "$name" "$MACHINE/installed"
''',
    'id': HEAD + 'echo "${FAKE_UID:-1000}"\n',
    'sudo': HEAD + 'echo "sudo $*" >>"$MACHINE/calls"\nFAKE_UID=0 exec "$@"\n',
    'meson': HEAD + '''
[ "$1" = --version ] && { cat "$MACHINE/meson-version"; exit; }
echo "meson $*" >>"$MACHINE/calls"
''',
    'gcc': HEAD,
    'ninja': HEAD,
    'pkg-config': HEAD,
    'python3': HEAD,
}


class Machine:
    """One machine; use as a context."""

    def __init__(self, system, uid=1000, sudo=False, installed=(), meson='1.0.1', lacks=()):
        self.root = tempfile.mkdtemp()
        self.uid = uid
        for name in REAL:
            os.makedirs(self._path('bin'), exist_ok=True)
            os.symlink(shutil.which(name), self._path('bin/' + name))
        for name, text in STUBS.items():
            if name not in lacks and (name != 'sudo' or sudo):
                self.stub(name, text)
        tap.write(self.root, 'installed', ''.join(name + '\n' for name in installed))
        tap.write(self.root, 'removed', '')
        tap.write(self.root, 'calls', '')
        tap.write(self.root, 'meson-version', meson + '\n')
        tap.write(self.root, 'os-release', OS_RELEASE[system])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.root)

    def _path(self, name):
        return os.path.join(self.root, name)

    def stub(self, name, text):
        tap.write(self.root, 'bin/' + name, text, 0o755)

    def put(self, name, text):
        tap.write(self.root, name, text)

    def calls(self):
        """What the stand-ins were asked since the last time."""
        with open(self._path('calls'), encoding='utf-8') as file:
            found = file.read().splitlines()
        self.put('calls', '')
        return found

    def run(self, *command, cwd=None):
        """(status, stdout, stderr) of a command on this machine."""
        result = subprocess.run(
            command, cwd=cwd or self.root, check=False, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={'PATH': self._path('bin'), 'MACHINE': self.root, 'FAKE_UID': str(self.uid),
                 'PAGESTREAM_OS_RELEASE': self._path('os-release'), 'HOME': self.root,
                 'LC_ALL': 'C'})
        return result.returncode, result.stdout, result.stderr
