# SPDX-License-Identifier: GPL-2.0-or-later
"""The virtual machine: two nodes, an NVDIMM, four serial ports."""
import os
import re
import shutil

from vm import VmError, VmMissing

PROGRAM = 'qemu-system-x86_64'

# Distance to the other node, as the firmware tables of most two-socket machines have it.
DISTANCE = 21

_SIZE = re.compile(r'([0-9]+)([KMGT]?)')
_UNITS = {'': 0, 'K': 10, 'M': 20, 'G': 30, 'T': 40}


def require():
    """Say what to install when there is no QEMU."""
    if not shutil.which(PROGRAM):
        raise VmMissing(f'{PROGRAM} not found: install the package qemu-system-x86 (Debian, Ubuntu), '
                      'qemu-system-x86-core (Fedora) or qemu-x86 (openSUSE)')


def size_bytes(text):
    """Bytes of a size as the command line has it: K, M, G, T are powers of two."""
    match = _SIZE.fullmatch(text)
    if not match or not int(match[1]):
        raise VmError(f'{text}: not a size, such as 1G or 512M')
    return int(match[1]) << _UNITS[match[2]]


def command(machine, image, initramfs, nvdimm, ports):
    """
    The words that start QEMU.

    @machine: vm.guest.Machine
    @image, @initramfs, @nvdimm: paths of the kernel, of the archive and of the
	file behind the NVDIMM
    @ports: paths for ttyS0 to ttyS3
    """
    accel = 'kvm' if machine.accel == 'kvm' else 'tcg,thread=multi'
    half = machine.memory_bytes // 2
    words = [PROGRAM, '-accel', accel, '-cpu', machine.cpu, '-machine', 'q35,nvdimm=on',
             '-m', f'size={2 * half}B,slots=2,maxmem={2 * half + 2 * machine.nvdimm_bytes}B',
             '-smp', '2', '-nodefaults', '-nographic', '-no-reboot', '-no-user-config',
             '-kernel', image, '-initrd', initramfs,
             '-append', ' '.join(('console=ttyS0', 'panic=-1', 'quiet', 'nokaslr',
                                  # /dev/mem may then show pmem that a driver owns
                                  'iomem=relaxed',
                                  # what the thread's author measured with
                                  'init_on_alloc=0', *machine.append))]
    for node in range(2):
        words += ['-object', f'memory-backend-ram,id=ram{node},size={half}B',
                  '-numa', f'node,nodeid={node},cpus={node},memdev=ram{node}']
    words += ['-numa', f'dist,src=0,dst=1,val={DISTANCE}',
              '-object', f'memory-backend-file,id=pmem,share=on,mem-path={nvdimm},'
                         f'size={machine.nvdimm_bytes}B',
              '-device', 'nvdimm,id=nvdimm,memdev=pmem']
    for port in ports:
        name = os.path.basename(port)
        words += ['-chardev', f'file,id={name},path={port}', '-serial', f'chardev:{name}']
    return words
