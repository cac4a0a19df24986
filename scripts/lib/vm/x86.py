# SPDX-License-Identifier: GPL-2.0-or-later
"""
x86-64 instructions as objdump prints them (AT&T syntax), and their operands.
Says what an instruction is; vm.emulate says what it does.
"""
import collections
import os
import re
import shutil
import subprocess
import tempfile

from vm import VmError, VmMissing

# An operand: ('reg', number, bytes, shift), ('imm', value), ('mem', segment, disp, base, index, scale)
# where base and index are numbers of registers or None and a base of RIP is 'rip'.
Insn = collections.namedtuple('Insn', 'addr next prefix op args target text')

RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI = range(8)
_NAMES = ('ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di')

PREFIXES = {'rep', 'repz', 'repnz', 'lock', 'cs', 'ds', 'es', 'fs', 'gs', 'ss', 'data16', 'addr32',
            'notrack', 'bnd', 'xacquire', 'xrelease', 'rex.W', 'rex'}

_LINE = re.compile(r'^\s*([0-9a-f]+):\t(.*)$')
_MEM = re.compile(r'^(?:%([c-gs]s):)?(-?0x[0-9a-f]+|-?\d+)?'
                  r'(?:\((%\w+)?(?:,(%\w+)(?:,(\d))?)?\))?$')


def _registers():
    found = {}
    for number, name in enumerate(_NAMES):
        found['%r' + name] = ('reg', number, 8, 0)
        found['%e' + name] = ('reg', number, 4, 0)
        found['%' + name] = ('reg', number, 2, 0)
        low = name[0] + 'l' if name[1] == 'x' else name + 'l'
        found['%' + low] = ('reg', number, 1, 0)
        if name[1] == 'x':
            found[f'%{name[0]}h'] = ('reg', number, 1, 8)
    for number in range(8, 16):
        for suffix, width in (('', 8), ('d', 4), ('w', 2), ('b', 1)):
            found[f'%r{number}{suffix}'] = ('reg', number, width, 0)
    return found


REGISTERS = _registers()


def _number(name):
    if name in (None, '%riz'):
        return None
    return 'rip' if name == '%rip' else REGISTERS[name][1]


def _operand(text):
    if text.startswith('$'):
        return ('imm', int(text[1:], 0))
    if text in REGISTERS:
        return REGISTERS[text]
    found = _MEM.match(text)
    if not found:
        return ('other', text)
    segment, disp, base, index, scale = found.groups()
    return ('mem', segment, int(disp or '0', 0), _number(base), _number(index), int(scale or '1'))


def _operands(text):
    """The words between commas that are in no parentheses."""
    found, depth, word = [], 0, ''
    for char in text:
        depth += (char == '(') - (char == ')')
        if char == ',' and not depth:
            found.append(word)
            word = ''
        else:
            word += char
    return found + [word] if word else found


def _is_branch(op):
    return op.startswith('j') or op in ('call', 'callq', 'loop', 'xbegin')


def instruction(addr, following, text):
    """
    One line of objdump.

    @following: address of the next instruction
    """
    words = text.split('#')[0].strip().split(None, 1)
    prefix = []
    while words and words[0].rstrip(',') in PREFIXES:
        prefix.append(words[0])
        words = words[1].split(None, 1) if len(words) > 1 else []
    if not words:
        return Insn(addr, following, tuple(prefix), 'nop', (), None, text)
    # Branch hints.
    op = words[0].partition(',')[0]
    rest = words[1].strip() if len(words) > 1 else ''
    target, args = None, ()
    if _is_branch(op):
        if re.match(r'^(0x)?[0-9a-f]+', rest):
            target = int(rest.split()[0], 16)
        else:
            args = (_operand(rest.lstrip('*')),)
    else:
        args = tuple(_operand(word) for word in _operands(rest))
    return Insn(addr, following, tuple(prefix), op, args, target, text.strip())


def parse(text, end):
    """
    Instructions of one piece of code by address.

    @text: what objdump printed
    @end: address behind the last instruction
    """
    lines = [(int(found[1], 16), found[2]) for found in map(_LINE.match, text.splitlines()) if found]
    following = [addr for addr, _ in lines[1:]] + [end]
    return {addr: instruction(addr, after, what) for (addr, what), after in zip(lines, following)}


def require():
    """Say what to install when nothing can be disassembled."""
    found = shutil.which(os.environ.get('OBJDUMP', 'objdump'))
    if not found:
        raise VmMissing('objdump not found, which disassembles the kernel: install the package '
                        'binutils')
    return found


def disassemble(addr, code):
    """
    Instructions by address.

    @code: bytes that lie at @addr
    """
    with tempfile.NamedTemporaryFile(prefix='pagestream-code-') as file:
        file.write(code)
        file.flush()
        done = subprocess.run(
            (require(), '-D', '-w', '-b', 'binary', '-m', 'i386:x86-64', '--no-show-raw-insn',
             f'--adjust-vma={addr:#x}', file.name), check=False, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=dict(os.environ, LC_ALL='C'))
    if done.returncode:
        raise VmError('objdump: ' + done.stderr.strip())
    return parse(done.stdout, addr + len(code))
