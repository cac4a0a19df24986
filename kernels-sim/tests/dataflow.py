# SPDX-License-Identifier: GPL-2.0-or-later
"""What a path through object code does to memory, in symbols.

Registers hold sums of symbols with constant factors, which is enough to tell
the stack from a record, to see by how much two addresses differ whatever
registers they are built from, and to know which load a stored value came from.
"""
import collections
import re

from objcode import Mem, Unreadable

_64 = ['rax', 'rbx', 'rcx', 'rdx', 'rsi', 'rdi', 'rbp', 'rsp'] + ['r%d' % i for i in range(8, 16)]
REGS = {}
for _reg in _64:
    _letter = _reg[1]
    if _reg[1:].isdigit():
        _narrow = {_reg + 'd': 4, _reg + 'w': 2, _reg + 'b': 1}
    elif _reg[2] == 'x':
        _narrow = {'e' + _reg[1:]: 4, _reg[1:]: 2, _letter + 'l': 1, _letter + 'h': 1}
    else:
        _narrow = {'e' + _reg[1:]: 4, _reg[1:]: 2, _reg[1:] + 'l': 1}
    REGS.update({'%' + name: (_reg, width) for name, width in _narrow.items()})
    REGS['%' + _reg] = (_reg, 8)

VECTOR = re.compile(r'^%(?:([xyz])mm\d+|mm\d|st\b.*|k[0-7])$')
VECTOR_BYTES = {'x': 16, 'y': 32, 'z': 64, None: 8}
SUFFIX_BYTES = {'b': 1, 'w': 2, 'l': 4, 'q': 8}
CALL_CLOBBERS = ('rax', 'rcx', 'rdx', 'rsi', 'rdi', 'r8', 'r9', 'r10', 'r11')
LINE_HINTS = {'clwb', 'clflush', 'clflushopt', 'cldemote', 'prefetchw', 'prefetcht0',
              'prefetcht1', 'prefetchnta', 'prefetchwt1'}
FENCES = {'sfence', 'mfence', 'lfence'}
ARITHMETIC = {'add', 'sub', 'and', 'or', 'xor', 'shl', 'shr', 'sar', 'sal', 'rol', 'ror', 'adc',
              'sbb', 'neg', 'not', 'inc', 'dec', 'bts', 'btr', 'btc', 'imul', 'andn', 'xadd'}
READS = {'cmp', 'test', 'bt'}
MASK = (1 << 64) - 1


class Lin:
    """A sum: constant + factor * symbol + ..., modulo 2^64."""
    __slots__ = ('const', 'terms', '_hash')

    def __init__(self, const=0, terms=()):
        const &= MASK
        self.const = const - (1 << 64) if const >> 63 else const
        self.terms = tuple(sorted((s, f & MASK) for s, f in dict(terms).items() if f & MASK))
        self._hash = hash((self.const, self.terms))

    def __eq__(self, other):
        return isinstance(other, Lin) and (self.const, self.terms) == (other.const, other.terms)

    def __hash__(self):
        return self._hash

    def __add__(self, other):
        terms = dict(self.terms)
        for symbol, factor in other.terms:
            terms[symbol] = terms.get(symbol, 0) + factor
        return Lin(self.const + other.const, terms)

    def __mul__(self, factor):
        return Lin(self.const * factor, {s: f * factor for s, f in self.terms})

    def __sub__(self, other):
        return self + other * -1

    def is_const(self):
        """A number, known without running the code"""
        return not self.terms

    def has(self, symbols):
        """Does one of @symbols take part?"""
        return any(symbol in symbols for symbol, _ in self.terms)


class Event:
    """One access to memory, or something else that a store under test must not meet.

    kind: load, store, hint (prefetch, flush, clzero), call, rep, fence, stack
    op:   mnemonic without the width suffix; for a call, the function
    addr, value: of a load or store; for call and rep, destination and length
    src:  where call and rep copy from
    """
    __slots__ = ('kind', 'op', 'width', 'addr', 'value', 'text', 'src')

    def __init__(self, kind, op, width=0, addr=None, value=None, text='', src=None):
        self.kind, self.op, self.width = kind, op, width
        self.addr, self.value, self.text, self.src = addr, value, text, src


class Symbols:
    """Names for what is not a sum; the same operation on the same operands has one name."""

    def __init__(self):
        self._ids = {}
        self._nr = 0
        self.stack = {'rsp'}

    def named(self, name):
        """The symbol of that name"""
        return Lin(0, {name: 1})

    def fresh(self, stack=False):
        """A value that nothing is known of, but whether it points to the stack"""
        self._nr += 1
        name = '?%d' % self._nr
        if stack:
            self.stack.add(name)
        return self.named(name)

    def result(self, op, *operands):
        """The result of an operation that is no sum"""
        key = (op,) + operands
        if key not in self._ids:
            # A pointer that is aligned down, or chosen from two, stays a pointer.
            keeps = op in ('and8', 'cmov') and any(self.on_stack(x) for x in operands)
            self._ids[key] = self.fresh(keeps)
        return self._ids[key]

    def on_stack(self, value):
        """Is that an address on the stack?"""
        return value.has(self.stack)


class State:
    """Registers, and the stack slots that were seen."""

    def __init__(self, symbols, regs, slots=None):
        self.symbols = symbols
        self.regs = regs
        self.slots = slots or {}

    @staticmethod
    def at_entry():
        """Every register holds a symbol of its own name."""
        symbols = Symbols()
        return State(symbols, {reg: symbols.named(reg) for reg in _64})

    def copy(self):
        """An independent state that shares the symbols"""
        return State(self.symbols, dict(self.regs), dict(self.slots))

    def address(self, mem):
        """The address of a memory operand"""
        out = Lin(mem.disp)
        if mem.base == '%rip':
            out += self.symbols.named('rip')
        elif mem.base:
            out += self.regs[REGS[mem.base][0]]
        if mem.index:
            out += self.regs[REGS[mem.index][0]] * mem.scale
        return out

    def read(self, arg):
        """The value of a register or an immediate"""
        if isinstance(arg, int):
            return Lin(arg)
        if arg not in REGS:
            return self.regs.get(_vector(arg)) or self.symbols.result('register', arg)
        reg, width = REGS[arg]
        value = self.regs[reg]
        if width == 8:
            return value
        if value.is_const():
            return Lin(value.const & ((1 << 8 * width) - 1))
        return self.symbols.result('low%d' % width, value)

    def write(self, arg, value):
        """Write a register; narrower writes than 4 bytes leave something unknown"""
        if arg not in REGS:
            self.regs[_vector(arg)] = value
            return
        reg, width = REGS[arg]
        if width == 4 and value.is_const():
            value = Lin(value.const & 0xffffffff)
        elif width < 4:
            value = self.symbols.result('merge%d' % width, self.regs[reg], value)
        self.regs[reg] = value

    def load(self, addr, width):
        """The value at an address; a stack slot holds what was last stored there"""
        if self.symbols.on_stack(addr) and width == 8:
            if addr not in self.slots:
                self.slots[addr] = self.symbols.fresh()
            return self.slots[addr]
        return self.symbols.fresh()

    def store(self, addr, width, value):
        """Remember what is stored to the stack"""
        if self.symbols.on_stack(addr):
            self.slots[addr] = value if width == 8 else self.symbols.fresh()


def _vector(arg):
    """XMM, YMM and ZMM of one number are one register."""
    match = VECTOR.match(arg)
    return 'vector' + arg[4:] if match and match.group(1) else arg


def _width(insn):
    """Width of the access and the mnemonic without its suffix."""
    for arg in insn.args[::-1]:
        if isinstance(arg, str) and arg in REGS:
            return REGS[arg][1], insn.op
        match = VECTOR.match(arg) if isinstance(arg, str) else None
        if match:
            return VECTOR_BYTES[match.group(1)], insn.op
    if insn.op[-1] in SUFFIX_BYTES:
        return SUFFIX_BYTES[insn.op[-1]], insn.op[:-1]
    raise Unreadable('no operand size: ' + insn.text)


def _stem(op, known):
    """The mnemonic without a width suffix, if that makes it one of @known."""
    return op if op in known else op[:-1] if op[:-1] in known and op[-1] in 'bwlq' else None


def _arithmetic(state, stem, width, old, operand):
    """The result of a two-operand instruction."""
    if stem in ('sub', 'xor') and old == operand:
        return Lin(0)
    if width == 8 or (old.is_const() and operand.is_const()):
        if stem == 'add':
            return old + operand
        if stem == 'sub':
            return old - operand
        if stem in ('shl', 'sal') and operand.is_const():
            return old * (1 << operand.const)
        if stem == 'imul' and operand.is_const():
            return old * operand.const
    return state.symbols.result(stem + str(width), old, operand)


def _run_arithmetic(state, insn, stem, events):
    dst = insn.args[-1]
    src = insn.args[0] if len(insn.args) > 1 else Lin(1)
    width, _ = _width(insn) if not isinstance(dst, str) or dst in REGS else (8, '')
    if isinstance(src, Mem):
        addr = state.address(src)
        src = state.load(addr, width)
        events.append(Event('load', 'mov', width, addr, src, insn.text))
    elif not isinstance(src, Lin):
        src = state.read(src)
    if isinstance(dst, Mem):
        addr = state.address(dst)
        op = ' '.join(insn.prefix + (stem,))
        state.store(addr, width, state.symbols.fresh())
        events.append(Event('store', op, width, addr, src, insn.text))
        return
    if len(insn.args) == 3:
        old, other = state.read(insn.args[1]) if not isinstance(insn.args[1], Mem) else None, src
        if old is None:
            addr = state.address(insn.args[1])
            old = state.load(addr, width)
            events.append(Event('load', 'mov', width, addr, old, insn.text))
    else:
        old, other = state.read(dst), src
    if stem == 'neg':
        value = old * -1 if width == 8 else state.symbols.result('neg4', old)
    else:
        value = _arithmetic(state, {'inc': 'add', 'dec': 'sub'}.get(stem, stem), width, old, other)
    state.write(dst, value)


def _run_string(state, insn, events):
    stem = _stem(insn.op, ('movs', 'stos')) or insn.op[:4]
    width = SUFFIX_BYTES.get(insn.op[4:5], 0)
    count = state.regs['rcx'] if insn.prefix else Lin(1)
    events.append(Event('rep', ' '.join(insn.prefix + (insn.op.split()[0],)), width,
                        state.regs['rdi'], count * width, insn.text, state.regs['rsi']))
    if stem == 'movs':
        state.regs['rsi'] = state.regs['rsi'] + count * width
    state.regs['rdi'] = state.regs['rdi'] + count * width
    if insn.prefix:
        state.regs['rcx'] = Lin(0)


def _run_call(state, insn, events):
    events.append(Event('call', insn.symbol or insn.text, 0, state.regs['rdi'],
                        state.regs['rdx'], insn.text, state.regs['rsi']))
    destination = state.regs['rdi']
    for reg in CALL_CLOBBERS:
        state.regs[reg] = state.symbols.fresh()
    if insn.symbol == 'memcpy':
        state.regs['rax'] = destination


def _run_move(state, insn, events):
    """mov in all its forms, and what moves a vector."""
    if len(insn.args) < 2:
        raise Unreadable('operands: ' + insn.text)
    src, dst = insn.args[0], insn.args[-1]
    width, stem = _width(insn)
    if stem.startswith(('movz', 'movs')) and isinstance(src, Mem):
        width = SUFFIX_BYTES.get(insn.op[4:5], width)
    if isinstance(dst, Mem):
        addr = state.address(dst)
        value = state.read(src)
        state.store(addr, width, value)
        if stem.startswith('mov') and stem[3:] in ('', 'b', 'w', 'l', 'q', 'abs'):
            stem = 'mov'
        events.append(Event('store', stem, width, addr, value, insn.text))
    elif isinstance(src, Mem):
        addr = state.address(src)
        value = state.load(addr, width)
        events.append(Event('load', insn.op, width, addr, value, insn.text))
        state.write(dst, value)
    elif stem in ('mov', 'movabs', 'movq', 'movl'):
        state.write(dst, state.read(src))
    else:
        state.write(dst, state.symbols.result(stem, state.read(src)))


def _run_stack(state, insn, events):
    step = -8 if insn.op == 'push' else 8
    slot = state.regs['rsp'] + Lin(min(step, 0))
    state.regs['rsp'] = state.regs['rsp'] + Lin(step)
    if step < 0:
        state.slots[slot] = state.read(insn.args[0])
    else:
        state.write(insn.args[0], state.slots.get(slot, state.symbols.fresh()))
    events.append(Event('stack', insn.op, 8, slot, None, insn.text))


def _run_line(state, insn, events):
    """Instructions on whole lines."""
    if insn.op == 'clzero':
        events.append(Event('hint', 'clzero', 64, state.regs['rax'], None, insn.text))
    elif insn.op == 'movdir64b':
        src, dst = state.address(insn.args[0]), state.read(insn.args[1])
        value = state.symbols.fresh()
        events.append(Event('load', 'movdir64b', 64, src, value, insn.text))
        events.append(Event('store', 'movdir64b', 64, dst, value, insn.text))
    else:
        events.append(Event('hint', insn.op, 64, state.address(insn.args[0]), None, insn.text))


def _run_other(state, insn, events):
    """What only computes: its registers become unknown, and its memory operand is a load."""
    vector = any(isinstance(arg, str) and VECTOR.match(arg) for arg in insn.args)
    if insn.op.startswith('cmov'):
        if isinstance(insn.args[0], Mem):
            addr = state.address(insn.args[0])
            width = REGS[insn.args[1]][1]
            value = state.load(addr, width)
            events.append(Event('load', insn.op, width, addr, value, insn.text))
        else:
            value = state.read(insn.args[0])
        state.write(insn.args[1], state.symbols.result(
            'cmov', value, state.read(insn.args[1])))
        return
    elif insn.op.startswith('set') or vector:
        state.write(insn.args[-1], state.symbols.fresh())
    elif insn.op in ('cltq', 'mul', 'div'):
        state.regs['rax'], state.regs['rdx'] = state.symbols.fresh(), state.symbols.fresh()
    elif insn.op == 'vzeroupper':
        return
    else:
        raise Unreadable('unknown instruction: ' + insn.text)
    for arg in insn.args:
        if isinstance(arg, Mem):
            if arg is insn.args[-1]:
                raise Unreadable('unknown store: ' + insn.text)
            events.append(Event('load', insn.op, 0, state.address(arg), Lin(0), insn.text))


def _run_read(state, insn, events):
    for arg in insn.args:
        if isinstance(arg, Mem):
            width, _ = _width(insn)
            addr = state.address(arg)
            events.append(Event('load', insn.op, width, addr, state.load(addr, width), insn.text))


def step(state, insn, events):
    """Run one instruction."""
    op = insn.op
    arithmetic = _stem(op, ARITHMETIC)
    if op.startswith('nop') or (op == 'xchg' and insn.args[0] == insn.args[1]):
        return
    if op in FENCES:
        events.append(Event('fence', op, text=insn.text))
    elif op == 'call' or (op == 'jmp' and insn.target is None):
        _run_call(state, insn, events)
    elif op.startswith('j') or op == 'ret':
        return
    elif op in ('push', 'pop'):
        _run_stack(state, insn, events)
    elif op in LINE_HINTS or op in ('clzero', 'movdir64b'):
        _run_line(state, insn, events)
    elif 'rep' in insn.prefix or (op[:4] in ('movs', 'stos') and op[4:] in SUFFIX_BYTES):
        _run_string(state, insn, events)
    elif op == 'lea':
        value = state.address(insn.args[0])
        if REGS[insn.args[1]][1] != 8:
            value = state.symbols.result('low4', value)
        state.write(insn.args[1], value)
    elif arithmetic:
        _run_arithmetic(state, insn, arithmetic, events)
    elif _stem(op, READS):
        _run_read(state, insn, events)
    elif op.startswith(('mov', 'vmov')):
        _run_move(state, insn, events)
    else:
        _run_other(state, insn, events)


# One way through some blocks; @to is where it went on, None when it returned.
Path = collections.namedtuple('Path', 'blocks events state to')
PATHS_MAX = 20000


def paths(function, state, start, within, ends=(), unless=None):
    """The ways from @start that stay @within and visit no block twice.

    A way is complete when it goes on to one of @ends or leaves the function.
    One whose events so far are such that @unless holds is not followed.
    """
    found = []
    last = function.returns()

    def visit(block, now, events, seen):
        for insn in function.blocks[block]:
            step(now, insn, events)
        if unless and unless(events):
            return
        seen = seen + (block,)
        if block in last:
            found.append(Path(seen, events, now, None))
        for following in dict.fromkeys(function.succ[block]):
            if following in ends:
                found.append(Path(seen, events, now, following))
            elif following in within and following not in seen:
                visit(following, now.copy(), list(events), seen)
        if len(found) > PATHS_MAX:
            raise Unreadable('%s: too many paths' % function.name)

    visit(start, state.copy(), [], ())
    return found


def some_paths(function, state, start, to):
    """Shortest ways from @start to the block @to, one for each block that leads there."""
    before, todo = {start: ()}, [start]
    for name in todo:
        for following in function.succ[name]:
            if following not in before and following != to:
                before[following] = before[name] + (name,)
                todo.append(following)
    out = []
    for name, way in before.items():
        if to in function.succ[name]:
            now, events = state.copy(), []
            for block in way + (name,):
                for insn in function.blocks[block]:
                    step(now, insn, events)
            out.append(Path(way + (name,), events, now, to))
    return out


def again(function, path):
    """The same way once more, from where it led"""
    state, events = path.state.copy(), []
    for block in path.blocks:
        for insn in function.blocks[block]:
            step(state, insn, events)
    return Path(path.blocks, events, state, path.to)


def merge(states, without=(), together=()):
    """What holds in each of @states; registers in @without are unknown, as are stack slots.

    Of what is unknown it stays known whether it points to the stack, and for
    registers in @together also by how much they differ.
    """
    symbols = states[0].symbols
    regs = {}
    for reg in _64:
        values = [state.regs[reg] for state in states]
        if reg not in without and all(value == values[0] for value in values):
            regs[reg] = values[0]
            continue
        for other in together:
            if reg in together and other in regs and together[reg] == together[other]:
                apart = {state.regs[reg] - state.regs[other] for state in states}
                if len(apart) == 1 and next(iter(apart)).is_const():
                    regs[reg] = regs[other] + apart.pop()
                    break
        else:
            regs[reg] = symbols.fresh(any(symbols.on_stack(value) for value in values))
    slots = {addr: symbols.fresh(True) for state in states
             for addr, value in state.slots.items() if symbols.on_stack(value)}
    return State(symbols, regs, slots)


def at_head(function, header, within, entries):
    """The state in which any round of a loop begins, from the states in which it is entered."""
    state = merge(entries)
    ways = rounds(function, header, within, state)
    changed = {reg for way in ways for reg in _64 if way.state.regs[reg] != state.regs[reg]}
    state = merge(entries, changed)
    ways = rounds(function, header, within, state)
    # Registers that move by the same constants keep their distance.
    moves = {}
    for reg in changed:
        by = tuple(way.state.regs[reg] - state.regs[reg] for way in ways)
        if all(one.is_const() for one in by):
            moves[reg] = by
    return merge(entries, changed, moves)


def rounds(function, header, within, state):
    """The ways from @header back to it"""
    return [path for path in paths(function, state, header, within, {header})
            if path.to == header]
