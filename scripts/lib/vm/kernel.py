# SPDX-License-Identifier: GPL-2.0-or-later
"""The kernel that is booted, and its modules in the order in which they load."""
import glob
import lzma
import os
import re
import subprocess

from vm import VmError, VmMissing, backports, cache, packages

# What the emulated NVDIMM and DAX need; what these depend on is looked up.
MODULES = ('nfit', 'nd_pmem', 'dax_pmem', 'device_dax')

# Loaded where there are such: ext4, which only "test" mounts, and what it asks the crypto
# layer for by name, which newer kernels have built in; kmem, by which "images" plugs memory.
OPTIONAL = ('crc32c_generic', 'ext4', 'kmem')

# The distribution's own kernel, of Debian and of Ubuntu.
META = ('linux-image-amd64', 'linux-image-generic')

# Where a system has its own kernel and modules.
ROOT = '/'

# What is kept of a package with hundreds of megabytes of drivers.
_KEPT = re.compile(r'boot/vmlinuz-|(usr/)?lib/modules/[^/]+/'
                   r'(kernel/(arch|crypto|drivers/(acpi|dax|nvdimm)|fs/(ext4|jbd2|mbcache)|lib)'
                   r'|modules\.builtin$|vmlinuz$)')

# The packages that a kernel is made of: one up to Debian's 6.x, four of its 7.x, two of Ubuntu.
_KIN = r'linux-(image|binary|modules|base)(-extra|-unsigned)?-[0-9].*'


class Kernel:
    """
    An image and the folder that holds its modules.

    @image: file that QEMU can boot
    @folder: of its modules
    @release: as "uname -r" says it
    """

    def __init__(self, image, modules):
        self.image = image
        self.folder = modules
        self.release = os.path.basename(os.path.realpath(modules))
        self._files = {}
        for folder, _, names in os.walk(modules):
            for name in names:
                stem, dot, _ = name.partition('.ko')
                if dot:
                    self._files[stem.replace('-', '_')] = os.path.join(folder, name)
        self._builtin = set()
        for path in glob.glob(os.path.join(modules, 'modules.builtin')):
            with open(path, encoding='utf-8') as file:
                self._builtin = {os.path.basename(line.strip()).removesuffix('.ko')
                                 .replace('-', '_') for line in file}

    def modules(self, names=()):
        """[(name, bytes)] of the guest's modules and these, each behind what it depends on."""
        ordered = {}
        for name in MODULES + OPTIONAL + tuple(names):
            name = name.replace('-', '_')
            if name not in OPTIONAL or name in self._files:
                self._add(name, ordered)
        return list(ordered.items())

    def file(self, name):
        """Path of a module, or None."""
        return self._files.get(name)

    def _add(self, name, ordered):
        if name in ordered or name in self._builtin:
            return
        if name not in self._files:
            raise VmError(f'kernel {self.release}: there is no module {name}'
                          ' (--modules DIR names a folder with others)')
        data = _module_bytes(self._files[name])
        depends = re.search(rb'\0depends=([^\0]*)\0', data)
        for other in depends[1].decode().split(',') if depends and depends[1] else ():
            self._add(other.replace('-', '_'), ordered)
        ordered[name] = data


def _module_bytes(path):
    with open(path, 'rb') as file:
        data = file.read()
    if path.endswith('.xz'):
        return lzma.decompress(data)
    if path.endswith('.zst'):
        try:
            return subprocess.run(('zstd', '-dcq', path), check=True,
                                  stdout=subprocess.PIPE).stdout
        except FileNotFoundError:
            raise VmError(f'{path} needs zstd: install the package zstd') from None
    return data


def _named(series):
    """What the package of a series' kernel is called."""
    return rf'linux-image-{re.escape(series)}\.[0-9][0-9.+deb-]*-(amd64|generic)'


def newest(series):
    """The package of the distribution's newest kernel of a series, or None."""
    return packages.newest(_named(series))


def offered(several):
    """Those of several series that the distribution has packages of."""
    return [series for series in several if packages.available() and newest(series)]


def _unpacked(name, options=()):
    """The folder in the cache with what is kept of a kernel's packages."""
    def fill(path):
        packages.unpack(packages.kin(name, _KIN, options), path, _KEPT.match, options)
    return cache.folder_once('kernel-' + name.removeprefix('linux-image-'), fill)


def _of_series(series, say):
    """The newest of a series such as 6.12: of the system's lists, else of Debian's backports."""
    name = newest(series)
    if name:
        return _unpacked(name)
    options = backports.options(say)
    name = packages.newest(_named(series), options) if options else None
    if not name:
        raise VmMissing(f"--kernel {series}: there is no file of that name, and no package "
                        f'linux-image-{series}* in the lists of apt' +
                        (f' or in {backports.SUITE}' if options else ''))
    return _unpacked(name, options)


def _own():
    """The distribution's own kernel."""
    for name in META:
        if packages.newest(name):
            for other in packages.kin(name, _KIN):
                if other.startswith('linux-image-') and other != name:
                    return _unpacked(other)
    raise VmMissing('no kernel image: apt offers neither ' + ' nor '.join(META) +
                    ' (when it has no lists yet: apt-get update); or name one with '
                    '--kernel IMAGE --modules DIR')


def _of_image(image, modules):
    """A kernel of one's own."""
    folder = os.path.dirname(os.path.realpath(image))
    if not modules and os.path.basename(os.path.dirname(folder)) == 'modules':
        modules = folder
    if not modules:
        raise VmError(f'--kernel {image} needs --modules DIR, the folder of its modules')
    if not os.path.isdir(modules):
        raise VmError(f'--modules {modules}: not a folder')
    return Kernel(image, modules)


def find(image=None, modules=None, say=lambda text: None):
    """
    The kernel to boot.

    @image: file; or a series, such as 6.12, of which there are packages; or None
    @modules: folder with its modules, named like its release; None: that of the
	distribution's kernel, or the one that the image lies in (lib/modules/RELEASE)
    @say: called with a line before anything that takes seconds
    """
    if image and os.path.isfile(image):
        return _of_image(image, modules)
    if modules:
        raise VmError(f'--modules {modules} needs --kernel IMAGE' +
                      (f': {image} is no file' if image else ''))
    if image and not re.fullmatch(r'[0-9]+\.[0-9]+', image):
        raise VmError(f'--kernel {image}: neither a file nor a series such as 6.12')
    if packages.available():
        root = _of_series(image, say) if image else _own()
    elif image:
        raise VmError(f'--kernel {image}: a series needs Debian packages and apt; '
                      'elsewhere give IMAGE and --modules DIR')
    else:
        root = ROOT
    for folder in sorted(glob.glob(f'{root}/lib/modules/*') + glob.glob(f'{root}/usr/lib/modules/*'),
                         reverse=True):
        release = os.path.basename(folder)
        for path in (f'{root}/boot/vmlinuz-{release}', f'{folder}/vmlinuz'):
            if os.path.isfile(path):
                return Kernel(path, folder)
    raise VmMissing('no kernel image with modules below /boot and /lib/modules: install the package '
                    'kernel-core (Fedora) or kernel-default (openSUSE), or name one with '
                    '--kernel IMAGE --modules DIR')
