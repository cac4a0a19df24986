# SPDX-License-Identifier: GPL-2.0-or-later
"""
Runs a function's machine code on make-believe memory and writes down what it
does to memory, access by access.  Enough of x86-64 for code that sets up
struct pages; an instruction that is not known ends the run with its text.
"""
import collections

from vm import VmError, x86
from vm.x86 import RAX, RBP, RCX, RDI, RDX, RSI, RSP

MASK = (1 << 64) - 1

# One access.  kind: load, store, rmw (one instruction, no LOCK), atomic, stream, string, flush,
# prefetch, drain, call; of a call @name is the function.
Event = collections.namedtuple('Event', 'kind addr width name insn', defaults=('', None))

SUFFIX = {'b': 1, 'w': 2, 'l': 4, 'q': 8}
DRAINS = ('sfence', 'mfence', 'lfence')
FLUSHES = ('clwb', 'clflush', 'clflushopt', 'cldemote')
NOTHING = ('nop', 'endbr64', 'pause', 'stac', 'clac', 'nopw', 'nopl')
TRAPS = ('ud2', 'int3', 'hlt', 'ud1', 'ud0')
STREAMS = ('movnti', 'movdiri')
TWO = ('add', 'sub', 'and', 'or', 'xor', 'adc', 'sbb')
ONE = ('inc', 'dec', 'neg', 'not')
SHIFTS = ('shl', 'sal', 'shr', 'sar', 'rol', 'ror')
BITS = ('bt', 'bts', 'btr', 'btc')
STEMS = TWO + ONE + SHIFTS + BITS + ('mov', 'cmp', 'test', 'xchg', 'cmpxchg', 'xadd', 'imul', 'mul',
                                     'div', 'push', 'pop', 'lea', 'ret', 'call')

CONDITIONS = {
    'e': lambda m: m.zf, 's': lambda m: m.sf, 'b': lambda m: m.cf, 'o': lambda m: m.of,
    'be': lambda m: m.cf or m.zf, 'l': lambda m: m.sf != m.of,
    'le': lambda m: m.zf or m.sf != m.of,
}
_SAME = {'z': 'e', 'c': 'b', 'nae': 'b', 'na': 'be', 'nge': 'l', 'ng': 'le'}
_OPPOSITE = {'ne': 'e', 'nz': 'e', 'ns': 's', 'ae': 'b', 'nb': 'b', 'nc': 'b', 'no': 'o', 'a': 'be',
             'nbe': 'be', 'ge': 'l', 'nl': 'l', 'g': 'le', 'nle': 'le'}


def _condition(name):
    """The test of a condition code, or None."""
    name = _SAME.get(name, name)
    if name in CONDITIONS:
        return CONDITIONS[name]
    if name in _OPPOSITE:
        test = CONDITIONS[_OPPOSITE[name]]
        return lambda m: not test(m)
    return None


def _signed(value, width):
    return value - (1 << 8 * width) if value >> (8 * width - 1) else value


class Memory:
    """
    8-byte words.

    @default: what an aligned word holds that was never written; zero unless set
    """

    def __init__(self):
        self._words = {}
        self.default = lambda addr: 0

    def _word(self, addr):
        found = self._words.get(addr)
        return self.default(addr) if found is None else found

    def read(self, addr, width):
        word, at = addr & ~7, addr & 7
        value = self._word(word) >> 8 * at
        if at + width > 8:
            value |= self._word(word + 8) << 8 * (8 - at)
        return value & ((1 << 8 * width) - 1)

    def write(self, addr, width, value):
        for i in range(width):
            word, shift = (addr + i) & ~7, 8 * ((addr + i) & 7)
            self._words[word] = self._word(word) & ~(255 << shift) | \
                (value >> 8 * i & 255) << shift

    def write_word(self, addr, value):
        """An aligned word at once."""
        self._words[addr] = value

    def put(self, addr, data):
        """Bytes."""
        for i in range(0, len(data), 8):
            part = data[i:i + 8]
            self.write(addr + i, len(part), int.from_bytes(part, 'little'))


class Machine:
    """
    @code: code.at(addr) gives the instruction there, code.name(addr) the function that
	an address begins, or None
    @enters: enters(machine, name, addr): is that call followed?  What is not followed
	becomes an event and returns 0.
    """

    STACK = 0xffffc90000100000
    GS = 0xffff888100000000
    END = 0xdead0000dead0000

    def __init__(self, code, enters, steps=20_000_000):
        self.code, self.enters, self._left = code, enters, steps
        self.memory = Memory()
        self.regs = [0] * 16
        self.zf = self.sf = self.cf = self.of = False
        self.events = []
        self.entered = collections.Counter()
        self.returns = collections.Counter()

    def _get(self, reg):
        value = self.regs[reg[1]] >> reg[3]
        return value & ((1 << 8 * reg[2]) - 1)

    def _set(self, reg, value):
        width, shift = reg[2], reg[3]
        mask = (1 << 8 * width) - 1
        if width >= 4:
            self.regs[reg[1]] = value & mask
        else:
            self.regs[reg[1]] = self.regs[reg[1]] & ~(mask << shift) | (value & mask) << shift

    def _address(self, mem, insn):
        _, segment, addr, base, index, scale = mem
        if base == 'rip':
            addr += insn.next
        elif base is not None:
            addr += self.regs[base]
        if index is not None:
            addr += self.regs[index] * scale
        if segment in ('gs', 'fs'):
            addr += self.GS
        return addr & MASK

    def _note(self, kind, addr, width, insn):
        self.events.append(Event(kind, addr, width, '', insn))

    def _read(self, arg, width, insn, kind='load'):
        if arg[0] == 'imm':
            return arg[1] & ((1 << 8 * width) - 1)
        if arg[0] == 'reg':
            return self._get(arg)
        if arg[0] != 'mem':
            raise VmError(f'unknown operand: {insn.text}')
        addr = self._address(arg, insn)
        if kind:
            self._note(kind, addr, width, insn)
        return self.memory.read(addr, width)

    def _write(self, arg, width, value, insn, kind='store'):
        value &= (1 << 8 * width) - 1
        if arg[0] == 'reg':
            self._set(arg, value)
            return
        addr = self._address(arg, insn)
        if kind:
            self._note(kind, addr, width, insn)
        if width == 8 and not addr & 7:
            self.memory.write_word(addr, value)
        else:
            self.memory.write(addr, width, value)

    def _push(self, value):
        self.regs[RSP] = (self.regs[RSP] - 8) & MASK
        self.memory.write(self.regs[RSP], 8, value)

    def _pop(self):
        value = self.memory.read(self.regs[RSP], 8)
        self.regs[RSP] = (self.regs[RSP] + 8) & MASK
        return value

    def _logic(self, value, width):
        self.zf, self.sf = value == 0, bool(value >> (8 * width - 1))
        self.cf = self.of = False
        return value

    def _add(self, a, b, carry, width):
        full = a + b + carry
        value = full & ((1 << 8 * width) - 1)
        self._logic(value, width)
        self.cf = full >> 8 * width != 0
        self.of = bool((a ^ value) & (b ^ value) & (1 << (8 * width - 1)))
        return value

    def _sub(self, a, b, borrow, width):
        value = (a - b - borrow) & ((1 << 8 * width) - 1)
        self._logic(value, width)
        self.cf = a < b + borrow
        self.of = bool((a ^ b) & (a ^ value) & (1 << (8 * width - 1)))
        return value

    def _two(self, stem, a, b, width):
        """@b is changed by @a."""
        if stem in ('add', 'adc'):
            return self._add(b, a, int(stem == 'adc' and self.cf), width)
        if stem in ('sub', 'sbb'):
            return self._sub(b, a, int(stem == 'sbb' and self.cf), width)
        return self._logic({'and': a & b, 'or': a | b, 'xor': a ^ b}[stem], width)

    def _one(self, stem, value, width):
        carry = self.cf
        if stem == 'not':
            return ~value
        if stem == 'neg':
            return self._sub(0, value, 0, width)
        value = self._add(value, 1, 0, width) if stem == 'inc' else self._sub(value, 1, 0, width)
        self.cf = carry
        return value

    def _shift(self, stem, value, count, width):
        bits = 8 * width
        count &= 63 if width == 8 else 31
        if not count:
            return value
        if stem in ('rol', 'ror'):
            count %= bits
            left = count if stem == 'rol' else bits - count
            return (value << left | value >> (bits - left)) & ((1 << bits) - 1)
        if stem in ('shl', 'sal'):
            full = value << count
            carry = bool(full >> bits & 1)
        else:
            whole = _signed(value, width) if stem == 'sar' else value
            full = whole >> count
            carry = bool(whole >> (count - 1) & 1)
        value = self._logic(full & ((1 << bits) - 1), width)
        self.cf = carry
        return value

    def _run_change(self, insn, stem, width):
        """Two operands or one, the last of which is changed."""
        kind = 'atomic' if 'lock' in insn.prefix else 'rmw'
        dst = insn.args[-1]
        if stem in ONE:
            value = self._one(stem, self._read(dst, width, insn, None), width)
        elif stem in SHIFTS:
            by = insn.args[0] if len(insn.args) == 2 else ('imm', 1)
            value = self._shift(stem, self._read(dst, width, insn, None),
                                self._read(by, 1, insn), width)
        else:
            a = self._read(insn.args[0], width, insn)
            value = self._two(stem, a, self._read(dst, width, insn, None), width)
        self._write(dst, width, value, insn, kind)

    def _run_bits(self, insn, stem, width):
        bit, dst = insn.args
        number = self._read(bit, width, insn)
        if dst[0] == 'mem' and bit[0] == 'reg':
            # The bit may lie in another word.
            number = _signed(number, width)
            words = number >> (6 if width == 8 else 5)
            dst = dst[:2] + (dst[2] + words * width,) + dst[3:]
        number %= 8 * width
        value = self._read(dst, width, insn, 'load' if stem == 'bt' else None)
        self.cf = bool(value >> number & 1)
        if stem == 'bt':
            return
        one = 1 << number
        value = {'bts': value | one, 'btr': value & ~one, 'btc': value ^ one}[stem]
        self._write(dst, width, value, insn, 'atomic' if 'lock' in insn.prefix else 'rmw')

    def _run_exchange(self, insn, stem, width):
        src, dst = insn.args
        new, old = self._read(src, width, insn, None), self._read(dst, width, insn, None)
        kind = 'atomic' if 'lock' in insn.prefix or stem == 'xchg' else 'rmw'
        if stem == 'cmpxchg':
            accumulator = ('reg', RAX, width, 0)
            self._sub(self._get(accumulator), old, 0, width)
            if not self.zf:
                self._set(accumulator, old)
                new = old
        elif stem == 'xadd':
            self._set(src, old)
            new = self._add(old, new, 0, width)
        else:
            self._write(src, width, old, insn, None if dst[0] == 'mem' else kind)
        self._write(dst, width, new, insn, kind)

    def _run_multiply(self, insn, stem, width):
        if len(insn.args) == 1:
            a = self._get(('reg', RAX, width, 0))
            b = self._read(insn.args[0], width, insn)
            if stem == 'imul':
                a, b = _signed(a, width), _signed(b, width)
            full = a * b
            self._set(('reg', RAX, width, 0), full)
            self._set(('reg', RDX, width, 0), full >> 8 * width)
            return
        a = self._read(insn.args[0], width, insn)
        b = self._read(insn.args[-2], width, insn) if len(insn.args) == 3 else \
            self._get(insn.args[-1])
        self._set(insn.args[-1], _signed(a, width) * _signed(b, width))

    def _run_string(self, insn):
        moves = insn.op.startswith('movs')
        width = SUFFIX.get(insn.op[4:5], 0) or (insn.args and insn.args[0][0] == 'reg' and
                                                insn.args[0][2]) or 1
        count = self.regs[RCX] if insn.prefix else 1
        if moves:
            self._note('load', self.regs[RSI], count * width, insn)
        self._note('string', self.regs[RDI], count * width, insn)
        for _ in range(count):
            value = self.memory.read(self.regs[RSI], width) if moves else self.regs[RAX]
            self.memory.write(self.regs[RDI], width, value)
            self.regs[RDI] += width
            self.regs[RSI] += width * moves
        if insn.prefix:
            self.regs[RCX] = 0

    def _run_extend(self, insn):
        """movzbl, movslq and their like; returns whether it was one."""
        op, src, dst = insn.op, insn.args[0], insn.args[-1]
        if len(op) < 5 or op[3] not in 'zs' or op[4] not in SUFFIX or dst[0] != 'reg':
            return False
        width = src[2] if src[0] == 'reg' else SUFFIX[op[4]]
        value = self._read(src, width, insn)
        self._set(dst, _signed(value, width) if op[3] == 's' else value)
        return True

    def _jump(self, insn, call):
        """Where a call or a jump goes on."""
        target = insn.target
        if target is None:
            target = self._read(insn.args[0], 8, insn)
        name = self.code.name(target)
        if name is None and not call:
            return target
        if name and 'return_thunk' in name:
            self.returns[name] += 1
            return self._pop()
        if self.enters(self, name or '', target):
            self.entered[target] += 1
            if call:
                self._push(insn.next)
            return target
        self.events.append(Event('call', target, 0, name or f'{target:#x}', insn))
        self.regs[RAX] = 0
        return insn.next if call else self._pop()

    def _run_plain(self, insn):
        """What has no width of its own; returns whether it was one."""
        op = insn.op
        if op in ('cltq', 'cdqe'):
            self.regs[RAX] = _signed(self.regs[RAX] & 0xffffffff, 4) & MASK
        elif op == 'cqto':
            self.regs[RDX] = MASK if self.regs[RAX] >> 63 else 0
        elif op in DRAINS:
            self._note('drain', 0, 0, insn)
        elif op in FLUSHES or op.startswith('prefetch'):
            self._note('flush' if op in FLUSHES else 'prefetch',
                       self._address(insn.args[0], insn), 64, insn)
        elif op == 'leave':
            self.regs[RSP] = self.regs[RBP]
            self.regs[RBP] = self._pop()
        else:
            return False
        return True

    def step(self, insn):
        """Run one instruction; returns the address of the next."""
        op = insn.op
        if op in NOTHING or op.startswith('nop') or \
                (op == 'xchg' and len(set(insn.args)) == 1) or self._run_plain(insn):
            return insn.next
        if op in TRAPS:
            raise VmError(f'the code traps at {insn.addr:#x}: {insn.text}')
        if op in ('ret', 'retq'):
            self.returns[op] += 1
            return self._pop()
        if op[0] == 'j':
            test = _condition(op[1:])
            if op not in ('jmp', 'jmpq') and not test:
                raise VmError(f'unknown instruction at {insn.addr:#x}: {insn.text}')
            return self._jump(insn, False) if not test or test(self) else insn.next
        if op in ('call', 'callq'):
            return self._jump(insn, True)
        if op.startswith('cmov'):
            value = self._read(insn.args[0], insn.args[1][2], insn)
            taken = _condition(op[4:])(self)
            # A narrow register is extended even when nothing is moved.
            self._set(insn.args[1], value if taken else self._get(insn.args[1]))
            return insn.next
        if op.startswith('set') and _condition(op[3:]):
            self._write(insn.args[0], 1, int(bool(_condition(op[3:])(self))), insn)
            return insn.next
        if op[:4] in ('movs', 'stos') and (insn.prefix or len(op) == 4 or not insn.args) or \
                op[:4] == 'stos':
            self._run_string(insn)
            return insn.next
        if op.startswith('mov') and insn.args and self._run_extend(insn):
            return insn.next
        self._run_sized(insn)
        return insn.next

    def _run_sized(self, insn):
        op = insn.op
        stem = op if op in STEMS + STREAMS + ('movabs', 'movq') else op[:-1]
        widths = [arg[2] for arg in insn.args if arg[0] == 'reg']
        width = SUFFIX[op[-1]] if op != stem and op[-1] in SUFFIX else \
            widths[-1] if widths else 8
        if stem in ('mov', 'movabs', 'movq'):
            self._write(insn.args[1], width, self._read(insn.args[0], width, insn), insn)
        elif stem in STREAMS:
            self._write(insn.args[1], width, self._read(insn.args[0], width, insn), insn, 'stream')
        elif stem == 'lea':
            self._set(insn.args[1], self._address(insn.args[0], insn))
        elif stem == 'push':
            self._push(self._read(insn.args[0], 8, insn))
        elif stem == 'pop':
            self._write(insn.args[0], 8, self._pop(), insn)
        elif stem == 'cmp':
            a, b = (self._read(arg, width, insn) for arg in insn.args)
            self._sub(b, a, 0, width)
        elif stem == 'test':
            a, b = (self._read(arg, width, insn) for arg in insn.args)
            self._logic(a & b, width)
        elif stem in TWO + ONE + SHIFTS:
            self._run_change(insn, stem, width)
        elif stem in BITS:
            self._run_bits(insn, stem, width)
        elif stem in ('xchg', 'cmpxchg', 'xadd'):
            self._run_exchange(insn, stem, width)
        elif stem in ('imul', 'mul'):
            self._run_multiply(insn, stem, width)
        else:
            raise VmError(f'unknown instruction at {insn.addr:#x}: {insn.text}')

    def call(self, addr, *arguments):
        """Run a function to its end; returns its value."""
        for number, value in zip((RDI, RSI, RDX, RCX, 8, 9), arguments):
            self.regs[number] = value & MASK
        self.regs[RSP] = self.STACK
        self._push(self.END)
        rip = addr
        while rip != self.END:
            self._left -= 1
            if self._left < 0:
                raise VmError(f'the function at {addr:#x} does not end')
            rip = self.step(self.code.at(rip))
        return self.regs[RAX]
