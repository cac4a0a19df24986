# SPDX-License-Identifier: GPL-2.0-or-later
"""
Machine code and names: that of a guest's kernel, as kernel-code prints it, and
that of one of our own programs.
"""
import bisect
import struct

from vm import VmError, x86


class Code:
    """Pieces of code, disassembled when they are reached."""

    def __init__(self):
        self._starts = []
        self._pieces = {}
        self._names = {}
        self._insns = {}

    def add(self, addr, data, name):
        """A function."""
        if addr not in self._pieces:
            bisect.insort(self._starts, addr)
        self._pieces[addr] = data
        self.add_name(addr, name)

    def add_name(self, addr, name):
        """A function whose code is not at hand."""
        self._names.setdefault(addr, name)

    def name(self, addr):
        """The function that begins there, or None."""
        return self._names.get(addr)

    def address(self, name):
        """Where a function begins, or None."""
        return next((addr for addr, other in self._names.items() if other == name), None)

    def _piece(self, addr):
        at = bisect.bisect_right(self._starts, addr) - 1
        if at >= 0 and addr < self._starts[at] + len(self._pieces[self._starts[at]]):
            return self._starts[at]
        return None

    def has(self, addr):
        """Is the code there at hand?"""
        return self._piece(addr) is not None

    def at(self, addr):
        """The instruction there."""
        found = self._insns.get(addr)
        if found:
            return found
        start = self._piece(addr)
        if start is None:
            raise VmError(f'the code goes on at {addr:#x}, {self._names.get(addr, "nameless")}, '
                          'which is not at hand')
        if start not in self._insns:
            self._insns.update(x86.disassemble(start, self._pieces[start]))
        if addr not in self._insns:
            # Data lie between the instructions, or a prefix is jumped over.
            self._insns.update(x86.disassemble(addr, self._pieces[start][addr - start:]))
        return self._insns[addr]

    def instructions(self, name):
        """All instructions of a function, in order."""
        start = self.address(name)
        self.at(start)
        end = start + len(self._pieces[start])
        return [self._insns[addr] for addr in sorted(self._insns) if start <= addr < end]


class KernelCode(Code):
    """What kernel-code printed."""

    def __init__(self, text):
        super().__init__()
        self.vmemmap = None
        self.data = {}
        self.sizes = {}
        self._members = {}
        for line in text.splitlines():
            try:
                self._take(*line.split())
            except (TypeError, ValueError):
                raise VmError(f'kernel-code printed what is no line of it: {line[:60]}') from None
        if self.vmemmap is None or not self._starts:
            raise VmError('kernel-code printed no code')

    def _take(self, word, *rest):
        if word == 'code':
            addr, name, data = rest
            self.add(int(addr, 16), bytes.fromhex(data), name)
        elif word == 'symbol':
            addr, name = rest
            self.add_name(int(addr, 16), name)
        elif word == 'data':
            addr, name = rest
            self.data[name] = int(addr, 16)
        elif word == 'struct':
            name, size = rest
            self.sizes[name] = int(size)
        elif word == 'member':
            tag, name, offset = rest
            self._members.setdefault(tag, {})[name] = int(offset)
        elif word == 'vmemmap':
            self.vmemmap, = (int(number, 16) for number in rest)
        else:
            raise ValueError

    def offset(self, tag, name):
        """Offset of a member."""
        try:
            return self._members[tag][name]
        except KeyError:
            raise VmError(f'the kernel has no member {name} in its struct {tag}') from None


# Elf64_Ehdr, Elf64_Shdr and Elf64_Sym of elf(5).
_EHDR, _SHDR, _SYM = '<16sHHIQQQIHHHHHH', '<IIQQQQIIQQ', '<IBBHQQ'
_SHT_SYMTAB, _SHT_NOBITS, _SHF_ALLOC, _STT_FUNC = 2, 8, 2, 2


class ProgramCode(Code):
    """A program of ours: its functions, and what its sections hold."""

    def __init__(self, path):
        super().__init__()
        try:
            with open(path, 'rb') as file:
                data = file.read()
        except OSError as error:
            raise VmError(f'{path}: {error.strerror}') from None
        if data[:6] != b'\x7fELF\x02\x01':
            raise VmError(f'{path}: no 64-bit program')
        head = struct.unpack_from(_EHDR, data)
        headers = [struct.unpack_from(_SHDR, data, head[6] + i * head[11]) for i in range(head[12])]
        self._sections = [(addr, data[at:at + size])
                          for _, kind, flags, addr, at, size, *_ in headers
                          if flags & _SHF_ALLOC and kind != _SHT_NOBITS]
        self._symbols(data, headers)

    def _symbols(self, data, headers):
        for _, kind, _, _, at, size, link, *_ in headers:
            if kind != _SHT_SYMTAB:
                continue
            names = headers[link][4]
            for entry in range(at, at + size, struct.calcsize(_SYM)):
                name, info, _, _, addr, length = struct.unpack_from(_SYM, data, entry)
                word = data[names + name:data.index(b'\0', names + name)].decode()
                if info & 15 == _STT_FUNC and addr and length:
                    self.add(addr, self.bytes(addr, length), word)
                elif addr and 'return_thunk' in word:
                    # Written in assembly: a label, and no function of some length.
                    self.add_name(addr, word)

    def bytes(self, addr, size):
        """What the file has at an address; zeros where it has nothing."""
        for start, data in self._sections:
            if start <= addr < start + len(data):
                return data[addr - start:addr - start + size]
        return bytes(size)

    def word(self, addr):
        """The 8 bytes at an aligned address, as a number."""
        return int.from_bytes(self.bytes(addr, 8), 'little')
