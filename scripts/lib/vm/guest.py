# SPDX-License-Identifier: GPL-2.0-or-later
"""
One command in a fresh guest: its output as it comes, its exit status.

The guest has four serial ports: the kernel's console, the command's standard
output, its standard error, and its exit status.  A guest that ends without the
last has died.
"""
import ctypes
import dataclasses
import os
import selectors
import signal
import subprocess
import tempfile
import time

from vm import VmError, initramfs, qemu

PORTS = ('console', 'stdout', 'stderr', 'status')
PR_SET_PDEATHSIG = 1


@dataclasses.dataclass
class Machine:
    """
    What is booted.

    @kernel: vm.kernel.Kernel
    @accel: "kvm" or "tcg"
    @cpu: CPU model, as "-cpu" of QEMU takes it
    @memory_bytes: shared by two nodes
    @append: further words of the kernel's command line
    """
    kernel: object
    accel: str = 'tcg'
    cpu: str = 'max'
    memory_bytes: int = 1 << 30
    nvdimm_bytes: int = 1 << 30
    append: tuple = ()


@dataclasses.dataclass
class Result:
    """
    What became of a guest.

    @status: exit status of the command, None when the guest ended without one
    @stdout, @stderr, @console: bytes
    @why: why there is no status
    """
    status: int = None
    stdout: bytes = b''
    stderr: bytes = b''
    console: bytes = b''
    why: str = ''


class Lines:
    """Passes on whole lines, so that what a dead guest left is whole too."""

    def __init__(self, sink):
        self._sink = sink
        self._rest = b''

    def add(self, data):
        whole, _, self._rest = (self._rest + data).rpartition(b'\n')
        if whole or len(self._rest) < len(data):
            self._sink(whole + b'\n')

    def end(self):
        if self._rest:
            self._sink(self._rest)


# For what hangs: a guest without KVM on a busy machine takes minutes.
LIMIT_S = 1200


def _die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def run(machine, command, files=None, modules=(), timeout_s=LIMIT_S, on_stdout=None, on_stderr=None):
    """
    Boot, run the command, power off.

    @command: words; its standard input is empty
    @files: {path in the guest: path here}
    @modules: kernel modules to load besides those of pmem
    @timeout_s: the guest is killed then
    @on_stdout, @on_stderr: called with whole lines as they come

    Returns a Result; what the callbacks got is in it too.
    """
    with tempfile.TemporaryDirectory(prefix='pagestream-vm-') as scratch:
        archive = os.path.join(scratch, 'initramfs')
        nvdimm = os.path.join(scratch, 'nvdimm')
        with open(archive, 'wb') as file:
            file.write(initramfs.build(machine.kernel, command, files, modules))
        with open(nvdimm, 'wb') as file:
            file.truncate(machine.nvdimm_bytes)
        ports = [os.path.join(scratch, name) for name in PORTS]
        for port in ports:
            os.mkfifo(port)
        words = qemu.command(machine, machine.kernel.image, archive, nvdimm, ports)
        with open(os.path.join(scratch, 'qemu'), 'w+b') as said:
            # Both ends, so that opening does not wait for the other side.
            readers = [os.open(port, os.O_RDWR | os.O_NONBLOCK) for port in ports]
            try:
                # pylint: disable-next=subprocess-popen-preexec-fn
                with subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                                      preexec_fn=_die_with_parent) as process:
                    try:
                        result = _listen(process, readers, timeout_s, on_stdout, on_stderr)
                    finally:
                        process.kill()
            finally:
                for reader in readers:
                    os.close(reader)
            said.seek(0)
            return _judge(result, process.returncode, said.read())


def _listen(process, readers, timeout_s, on_stdout, on_stderr):
    heard = [bytearray() for _ in PORTS]
    lines = {1: Lines(on_stdout or (lambda data: None)),
             2: Lines(on_stderr or (lambda data: None))}
    until = time.monotonic() + timeout_s
    why = ''
    with selectors.DefaultSelector() as selector:
        for number, reader in enumerate(readers):
            selector.register(reader, selectors.EVENT_READ, number)
        while True:
            ended = process.poll() is not None
            ready = selector.select(0 if ended else 0.05)
            for key, _ in ready:
                data = os.read(key.fd, 65536)
                heard[key.data] += data
                if key.data in lines:
                    lines[key.data].add(data)
            if ended and not ready:
                break
            if time.monotonic() > until:
                process.kill()
                why = f'the guest did not end within {timeout_s} s'
    console, stdout, stderr, status = (bytes(data) for data in heard)
    text = status.strip().decode('ascii', 'replace')
    result = Result(int(text) if text.isdigit() else None, stdout, stderr, console, why)
    if result.status is not None:
        for line in lines.values():
            line.end()
    return result


def _judge(result, returncode, said):
    """Say why there is no exit status."""
    if result.status is not None:
        return result
    words = said.decode('utf-8', 'replace').strip().splitlines()
    errors = [line for line in words if 'warning' not in line]
    console = [line for line in result.console.decode('utf-8', 'replace').splitlines()
               if line.strip()]
    if not result.why and returncode and errors:
        result.why = f'QEMU: {errors[-1]}'
    elif not result.why:
        result.why = 'the guest died' if returncode >= 0 else \
            f'QEMU was ended by signal {-returncode}'
    if console:
        # What follows a panic only says that it is over.
        words = [line for line in console if 'Kernel panic' in line] or console[-1:]
        result.why += f'; its last words: {words[-1].strip()}'
    return result


def checked(result, what):
    """The result, or VmError when the guest died."""
    if result.status is None:
        raise VmError(f'{what}: {result.why}')
    return result
