# SPDX-License-Identifier: GPL-2.0-or-later
"""Disassembly of the built objects: instructions, basic blocks, loops.

Reads what objdump prints (AT&T syntax), because that is installed wherever a
compiler is.  Says what the code is, not whether it is right.
"""
import collections
import copy
import os
import re
import shutil
import subprocess

Mem = collections.namedtuple('Mem', 'disp base index scale')
Insn = collections.namedtuple('Insn', 'addr prefix op args target symbol text')

PREFIXES = {'rep', 'repz', 'repnz', 'lock', 'cs', 'ds', 'es', 'fs', 'gs', 'ss', 'data16',
            'addr32', 'notrack', 'bnd'}
# Where an instruction may go, besides to its target.
NO_RETURN = {'jmp', 'ret', 'ud2', 'hlt'}

_HEAD = re.compile(r'^[0-9a-f]+ <([^>]+)>:$')
_INSN = re.compile(r'^\s*([0-9a-f]+):\t(.*)$')
_RELOC = re.compile(r'^\s+[0-9a-f]+: R_X86_64_\w+\s+(\S+?)(?:[-+]0x[0-9a-f]+)?$')
_TARGET = re.compile(r'^([0-9a-f]+) <([^>+]+)(?:\+0x[0-9a-f]+)?>$')
_MEM = re.compile(r'^(?:%[c-gs]s:)?(-?0x[0-9a-f]+|-?\d+)?'
                  r'\((%\w+)?(?:,(%\w+)(?:,(\d))?)?\)$')
_SUFFIX = re.compile(r'\.(isra|constprop|part|llvm)\..*$')


class Unreadable(Exception):
    """The object code is of a form that these tests do not know."""


def find_objdump():
    """Path of objdump, or None."""
    return shutil.which(os.environ.get('OBJDUMP', 'objdump'))


def _operands(text):
    out, depth, word = [], 0, ''
    for char in text:
        depth += (char == '(') - (char == ')')
        if char == ',' and not depth:
            out.append(word)
            word = ''
        else:
            word += char
    return out + [word] if word else out


def _operand(text):
    """'%reg' stays, '$1' becomes an int, memory becomes a Mem."""
    if text.startswith('$'):
        return int(text[1:], 0)
    match = _MEM.match(text)
    if match:
        disp, base, index, scale = match.groups()
        return Mem(int(disp or '0', 0), base, index, int(scale or '1'))
    return text


def _instruction(addr, text):
    text = text.split('#')[0].strip()
    words = text.split(None, 1)
    prefix = []
    while words and words[0] in PREFIXES:
        prefix.append(words[0])
        words = words[1].split(None, 1) if len(words) > 1 else []
    if not words:
        return Insn(addr, tuple(prefix), 'nop', (), None, None, text)
    op = words[0]
    rest = words[1] if len(words) > 1 else ''
    target = symbol = None
    args = ()
    if op.startswith('j') or op == 'call':
        match = _TARGET.match(rest)
        if match:
            target, symbol = int(match.group(1), 16), match.group(2)
    else:
        args = tuple(_operand(word) for word in _operands(rest))
    return Insn(addr, tuple(prefix), op, args, target, symbol, text)


def parse(lines):
    """Functions in objdump's output, by name; a name may occur more than once."""
    functions, body = [], None
    for line in lines:
        match = _HEAD.match(line)
        if match:
            body = []
            functions.append((match.group(1), body))
            continue
        match = _INSN.match(line)
        if match and body is not None:
            body.append(_instruction(int(match.group(1), 16), match.group(2)))
            continue
        match = _RELOC.match(line)
        # A return that returns.c writes to.
        if match and body and body[-1].op == 'jmp' and match.group(1).startswith('__x86_return_thunk'):
            body[-1] = body[-1]._replace(op='ret', target=None, symbol=None)
            continue
        # The name that the linker will fill in, not the address that it will replace.
        if match and body and (body[-1].op == 'call' or body[-1].op.startswith('j')):
            body[-1] = body[-1]._replace(target=None, symbol=match.group(1))
    return [Function(name, body) for name, body in functions if body]


def disassemble(path):
    """Functions of an object or archive; thin archives name their members relatively."""
    env = dict(os.environ, LC_ALL='C')
    done = subprocess.run([find_objdump(), '-d', '-r', '--no-show-raw-insn', path],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env,
                          universal_newlines=True, check=False)
    if done.returncode:
        raise Unreadable('objdump %s: %s' % (path, done.stderr.strip()))
    return parse(done.stdout.splitlines())


class Loop:
    """A loop: where it is entered, and its blocks."""

    def __init__(self, header, blocks):
        self.header = header
        self.blocks = blocks


class Function:
    """Basic blocks of a function; a block is named by the address of its first instruction."""

    def __init__(self, name, insns):
        self.name = _SUFFIX.sub('', name)
        self.insns = insns
        self._reading = 0
        self._split()

    def _split(self):
        inside = {insn.addr for insn in self.insns}
        for i, insn in enumerate(list(self.insns)):
            if insn.op.startswith('j') and insn.target not in inside:
                if insn.symbol is None:
                    raise Unreadable('%s: leaves the function: %s' % (self.name, insn.text))
                if insn.op == 'jmp':
                    self.insns[i] = insn._replace(target=None)
                    continue
                # Clang lets a branch be a call and return: give that a block of its own.
                away = self.insns[-1].addr + 1
                gone = 'ret' if insn.symbol.startswith('__x86_return_thunk') else 'jmp'
                self.insns.append(insn._replace(addr=away, op=gone, target=None))
                self.insns[i] = insn._replace(target=away)
        starts = {self.insns[0].addr}
        for insn, after in zip(self.insns, self.insns[1:] + [None]):
            if insn.op.startswith('j'):
                starts.add(insn.target)
            elif insn.op not in NO_RETURN:
                continue
            if after:
                starts.add(after.addr)
        self.entry = self.insns[0].addr
        self.blocks, self.succ = {}, {}
        for insn in self.insns:
            if insn.addr in starts:
                block = self.blocks[insn.addr] = []
            block.append(insn)
        names = sorted(self.blocks)
        for name, following in zip(names, names[1:] + [None]):
            last = self.blocks[name][-1]
            out = []
            if last.op.startswith('j') and last.target is not None:
                out.append(last.target)
            if last.op not in NO_RETURN and following is not None:
                out.append(following)
            self.succ[name] = out
        # Padding behind the last instruction is nobody's code.
        live = self.reach(self.entry)
        self.blocks = {name: self.blocks[name] for name in live}
        self.succ = {name: self.succ[name] for name in live}

    def code(self):
        """The instructions that can be reached, in order of address."""
        return [insn for name in sorted(self.blocks) for insn in self.blocks[name]]

    def reach(self, start, without=()):
        """Blocks that can be reached from @start by way of none of @without."""
        seen, todo = set(), [start]
        while todo:
            name = todo.pop()
            if name in seen or name in without:
                continue
            seen.add(name)
            todo += self.succ[name]
        return seen

    def returns(self):
        """Blocks that leave the function; a jump to another function is a call and a return."""
        return {name for name, block in self.blocks.items()
                if block[-1].op == 'ret' or
                (block[-1].op == 'jmp' and not self.succ[name])}

    def _components(self, within):
        """Strongly connected components that hold a cycle: what can reach itself."""
        inside = {name: self.reach_in(name, within) for name in within}
        left = {name for name in within if name in inside[name]}
        while left:
            name = min(left)
            component = {name} | {other for other in inside[name] & left if name in inside[other]}
            left -= component
            yield component

    def reach_in(self, start, within):
        """Blocks of @within that a step or more lead to from @start"""
        seen, todo = set(), [start]
        while todo:
            for name in self.succ[todo.pop()]:
                if name in within and name not in seen:
                    seen.add(name)
                    todo.append(name)
        return seen

    def _headers(self, blocks):
        """Where a loop is entered; of several such blocks those that each round through them passes.

        Jump threading makes loops with two entries, which have no natural header.
        """
        entries = [name for name in sorted(blocks)
                   if name == self.entry or any(name in self.succ[other]
                                                for other in self.blocks if other not in blocks)]
        if len(entries) == 1:
            return entries
        return [name for name in entries
                if not any(set(entries) & rest for rest in self._components(blocks - {name}))] or \
            entries[:1]

    def _loops(self):
        """Where each loop may be said to begin, and its blocks"""
        todo = [set(self.blocks)]
        while todo:
            for blocks in self._components(todo.pop()):
                headers = self._headers(blocks)
                yield headers, blocks
                todo.append(blocks - {headers[self._reading % len(headers)]})

    def loops(self):
        """All loops; two back edges to one block make one loop."""
        found = {headers[self._reading % len(headers)]: blocks for headers, blocks in self._loops()}
        return [Loop(header, blocks) for header, blocks in sorted(found.items())]

    def readings(self):
        """The function once for each block at which its loops may be said to begin.

        What holds in one of them holds: they are the same code.
        """
        for reading in range(max([1] + [len(headers) for headers, _ in self._loops()])):
            out = copy.copy(self)
            out._reading = reading
            yield out

    def outer_loops(self):
        """Loops that are inside no other."""
        loops = self.loops()
        return [loop for loop in loops
                if not any(loop is not other and loop.blocks <= other.blocks for other in loops)]
