# SPDX-License-Identifier: GPL-2.0-or-later
"""
A cpio archive in the "newc" format, as the kernel unpacks it at boot.
Documentation/driver-api/early-userspace/buffer-format.rst, 6.12.
"""
import stat


class Archive:
    """Files, folders and links; bytes() when complete."""

    def __init__(self):
        self._parts = []
        self._folders = set()

    def _entry(self, name, mode, data=b'', device=(0, 0)):
        path = name.encode() + b'\0'
        fields = (len(self._parts) + 1, mode, 0, 0, 1, 0, len(data), 0, 0, *device, len(path), 0)
        head = b'070701' + b''.join(b'%08X' % field for field in fields) + path
        self._parts.append(head + bytes(-len(head) % 4) + data + bytes(-len(data) % 4))

    def folder(self, name):
        """A folder and those above it."""
        above = ''
        for part in name.strip('/').split('/'):
            above = f'{above}/{part}'.lstrip('/')
            if above and above not in self._folders:
                self._folders.add(above)
                self._entry(above, stat.S_IFDIR | 0o755)

    def file(self, name, data, mode=0o755):
        name = name.strip('/')
        if '/' in name:
            self.folder(name.rpartition('/')[0])
        self._entry(name, stat.S_IFREG | mode, data)

    def link(self, name, target):
        name = name.strip('/')
        if '/' in name:
            self.folder(name.rpartition('/')[0])
        self._entry(name, stat.S_IFLNK | 0o777, target.encode())

    def character_device(self, name, major, minor):
        self._entry(name.strip('/'), stat.S_IFCHR | 0o600, device=(major, minor))

    def bytes(self):
        self._entry('TRAILER!!!', 0)
        return b''.join(self._parts)
