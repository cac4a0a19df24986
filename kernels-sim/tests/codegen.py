#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check that the built objects store what they are said to store.

usage: codegen.py KERNEL-ARCHIVE BOUND-ARCHIVE

What is measured is object code, so this reads object code: every way through
the record loop of every copy, walk and layout, and the slow path.  TAP.
"""
import re
import sys

# The modules lie in the source tree, which a build leaves alone.
sys.dont_write_bytecode = True

import compounds                                        # noqa: E402
import dataflow                                         # noqa: E402
import drained                                          # noqa: E402
import expected                                         # noqa: E402
import objcode                                          # noqa: E402
import ordinary                                         # noqa: E402
import walks                                            # noqa: E402
from expected import COPIES, LAYOUTS                    # noqa: E402

FORBIDDEN = re.compile(r'%[xyz]mm\d|%mm\d|%st\b|%k[0-7]|^(f(ld|st|init|n|x)\w*|emms)\b')


def check_out_of_line(function):
    """Problems of memcpy_orig() or memcpy_flushcache()."""
    op, tails, steps = expected.OUT_OF_LINE[function.name]
    allowed = {(4, 4)} | set(tails)
    problems, in_loops, seen, went = [], set(), set(), set()
    state = dataflow.State.at_entry()
    for loop in function.loops():
        for way in dataflow.rounds(function, loop.header, loop.blocks, state):
            batches = _batches(way, op, problems, True, state.symbols)
            in_loops |= set(batches)
            went |= _steps(way)
            if len(set(batches)) != 1:
                problems.append('one round: loads and stores %s' % batches)
    for path in dataflow.paths(function, state, function.entry, set(function.blocks)):
        seen |= set(_batches(path, op, problems, False, state.symbols))
    problems += ['%d loads, then %d stores' % batch for batch in (seen | in_loops) - allowed]
    problems += ['no batch of %d loads and %d stores' % batch for batch in allowed - seen]
    if (4, 4) not in in_loops:
        problems.append('no rounds of four loads and four stores')
    problems += ['no rounds that go %s' % ('up' if step > 0 else 'down') for step in steps
                 if dataflow.Lin(step) not in went]
    return sorted(set(problems))


def _batches(path, op, problems, neighbours, symbols):
    """Numbers of loads and stores that follow each other.

    Outside the rounds registers may be kept on the stack, by push or by mov (gcc 16).
    """
    out, loads, stores = [], [], []

    def close():
        if loads or stores:
            out.append((len(loads), len(stores)))
            problems.extend(_batch_problems(loads, stores, neighbours))
        loads.clear()
        stores.clear()

    for event in path.events:
        if event.kind in ('load', 'store') and symbols.on_stack(event.addr):
            event = dataflow.Event('stack', event.op, event.width, event.addr, None, event.text)
        if event.kind == 'load':
            if stores:
                close()
            loads.append(event)
        elif event.kind == 'store':
            if event.op != op or event.width != 8:
                problems.append('store: %s' % event.text)
            stores.append(event)
        elif event.kind != 'stack' or neighbours:
            problems.append(event.text)
    close()
    return out


def _steps(path):
    """From one store of a round to the next."""
    addresses = [event.addr for event in path.events if event.kind == 'store']
    return {later - earlier for earlier, later in zip(addresses, addresses[1:])}


def _batch_problems(loads, stores, neighbours):
    """Each word that was loaded goes where it belongs, and in a round word follows word."""
    by_value = {load.value: load for load in loads}
    taken = [by_value.pop(store.value, None) for store in stores]
    if None in taken or by_value:
        return ['loads and stores do not match: ' + stores[0].text if stores else 'no store']
    if len({store.addr - load.addr for store, load in zip(stores, taken)}) > 1:
        return ['words change places: ' + stores[0].text]
    steps = {later.addr - store.addr for store, later in zip(stores, stores[1:])}
    if neighbours and steps and steps not in ({dataflow.Lin(8)}, {dataflow.Lin(-8)}):
        return ['a round has gaps: ' + stores[0].text]
    return []


def check_slow_path(function, size):
    """Problems of init_zone_device_page_<size>()."""
    problems = []
    wanted = expected.slow_path(size, expected.kernel_of(function.name))
    both = {tuple(wanted), tuple(wanted) + (expected.SLOW_PATH_LAST,)}
    state = dataflow.State.at_entry()
    seen = set()
    if function.loops():
        return ['a loop']
    for path in dataflow.paths(function, state, function.entry, set(function.blocks)):
        rows = _through_folio(path, size, tuple(_slow_row(event, problems) for event in path.events
                                                if event.kind != 'stack'))
        seen.add(rows)
        if rows not in both:
            problems.append(_difference(rows, wanted + [expected.SLOW_PATH_LAST]))
    if both - seen:
        problems.append('the last store is not conditional')
    return problems


def _through_folio(path, size, rows):
    """The store behind a load of word 1 goes to the folio: the page, or what that word names.

    By a mask where the size is a power of two, else by a branch or a conditional move.
    """
    events = [event for event in path.events if event.kind != 'stack']
    for i, row in enumerate(rows[:-1]):
        if row != ('load', 8, 'word 1') or events[i + 1].kind != 'store':
            continue
        word, to = events[i].value, events[i + 1].addr
        page = dataflow.Lin(8, {'rdi': 1})
        # What was chosen is one symbol, to which a compiler may have added the offset before.
        offsets = (8,) if not size & (size - 1) else (0, 8)
        chosen = to.const in offsets and len(to.terms) == 1 and to.terms[0][0].startswith('?')
        if to in (page, word + dataflow.Lin(7)) or chosen:
            return rows[:i + 1] + ((rows[i + 1][0], 'folio', rows[i + 1][2]),) + rows[i + 2:]
    return rows


def _difference(rows, wanted):
    for i, (row, want) in enumerate(zip(rows, wanted), 1):
        if row != want:
            return 'access %d is %s, not %s' % (i, row, want)
    return '%d accesses, not %d' % (len(rows), len(wanted))


def _slow_row(event, problems):
    """An access as the table of the slow path has it."""
    page, pgmap = dataflow.Lin(0, {'rdi': 1}), dataflow.Lin(0, {'rcx': 1})
    if event.kind == 'load' and event.addr == page + dataflow.Lin(8) and event.width == 8:
        return ('load', 8, 'word 1')
    if event.kind == 'load':
        offset = event.addr - pgmap
        return ('load', offset.const if offset.is_const() and event.width == 4 else event.text,
                'type')
    if event.kind != 'store':
        problems.append(event.text)
        return event.text
    offset = (event.addr - page).const if (event.addr - page).is_const() else event.text
    value = event.value
    names = {page + dataflow.Lin(8): 'list', pgmap: 'pgmap', dataflow.Lin(0, {'r8': 1}): 'word8'}
    if value in names:
        value = names[value]
    elif value.is_const():
        value = value.const & ((1 << 8 * event.width) - 1)
    else:
        value = 'flags'
    if event.op in ('mov', 'bts'):
        return (event.width if event.op == 'mov' else 'bts', offset, value)
    problems.append('store: %s' % event.text)
    return (event.op, offset, value)


def check_norwm(function, size):
    """Problems of init_zone_device_page_norwm_<size>()."""
    wanted = expected.norwm(size)
    page = dataflow.Lin(0, {'rdi': 1})
    if function.loops():
        return ['a loop']
    problems = []
    for path in dataflow.paths(function, dataflow.State.at_entry(), function.entry, set(function.blocks)):
        rows = []
        for event in path.events:
            away = event.addr - page if event.addr is not None else None
            from_page = away is not None and away.is_const()
            if event.kind == 'load' and event.addr.has({'rsi'}):
                continue
            if event.kind == 'load':
                rows.append(('load', away.const if from_page else event.text))
            elif event.kind == 'store' and event.op == 'mov':
                rows.append((event.width, away.const if from_page else 'folio'))
            else:
                rows.append(event.text)
        if rows != wanted:
            problems.append(_difference(rows, wanted))
    return problems


def forbidden(function):
    """Instructions that kernel code may not use without saving FPU state."""
    return [insn.text for insn in function.insns
            if FORBIDDEN.search(insn.text.split('<')[0])]


class Tap:
    """Test points as they come."""

    def __init__(self):
        self.nr = self.failures = 0

    def point(self, name, problems, remarks=()):
        """One point, with its problems below"""
        self.nr += 1
        self.failures += bool(problems)
        more = ' (%s)' % ', '.join(sorted(remarks)) if remarks else ''
        print('%sok %d - %s%s' % ('not ' if problems else '', self.nr, name, more))
        for problem in problems:
            print('#   ' + problem)

    def done(self):
        """The plan, and the exit status"""
        print('1..%d' % self.nr)
        return 1 if self.failures else 0


def check_copies(tap, functions, copies):
    """A point for each walk of each copy."""
    for copy in copies:
        for walk in copy.walks():
            for size in LAYOUTS:
                name = copy.function(walk, size)
                found = functions.pop(name, None)
                if not found:
                    tap.point(name, ['not in the archive'])
                    continue
                kind = compounds.Compounds if 'compound' in walk else walks.Walk
                if walk.endswith('drained') and copy.drain:
                    kind = drained.Drained
                result = kind(found, copy, walk, size)
                tap.point(name, result.problems, result.remarks)


def check_ordinary(tap, functions, copies):
    """A point for each walk over the ordinary memmap."""
    for copy in copies:
        for walk in copy.ordinary_walks():
            names = ['%s_%s_64' % (copy.ident, walk)]
            if copy.name == 'base':
                names.append('base_%s_6_1_64' % walk)
            for name in names:
                found = functions.pop(name, None)
                if not found:
                    tap.point(name, ['not in the archive'])
                    continue
                result = ordinary.Ordinary(found, copy, walk)
                tap.point(name, result.problems, result.remarks)


def check_rest(tap, functions):
    """The functions out of line; whatever is left has no expectation."""
    for kernel in expected.KERNELS:
        for size in LAYOUTS:
            name = 'init_zone_device_page_%s%d' % (kernel, size)
            found = functions.pop(name, None)
            tap.point(name, check_slow_path(found, size) if found else ['not in the archive'])
    for size in LAYOUTS:
        name = 'init_zone_device_page_norwm_%d' % size
        found = functions.pop(name, None)
        tap.point(name, check_norwm(found, size) if found else ['not in the archive'])
    for name in ('prep_compound_head', 'pageblock_set_movable', 'pageblocks_set_movable',
                 'walk_then_pageblocks'):
        found = functions.pop(name, None)
        problems = compounds.check_side(found) if found else ['not in the archive']
        tap.point(name, problems)
    # They only choose between others, which are checked.
    for name in ['base_%s_%d' % (walk, size) for walk in ('order0_v4', 'order0_v5', 'compound_v11')
                 for size in LAYOUTS]:
        found = functions.pop(name, None)
        tap.point(name, compounds.check_choice(found) if found else ['not in the archive'])
    for name in sorted(expected.OUT_OF_LINE):
        found = functions.pop(name, None)
        tap.point(name, check_out_of_line(found) if found else ['not in the archive'])


def check_dispatch(function):
    """Problems of a walk of copy dispatch: it asks the header, then calls one other walk."""
    if function.loops():
        return ['a loop']
    calls = [insn.text for insn in function.insns
             if insn.op.startswith('call') and '*' in insn.text]
    if len(calls) != 1:
        return ['%d calls of the chosen walk' % len(calls)]
    return []


def check_selection(tap, functions):
    """Copy dispatch has no loop over records; how it matches the CPU is a matter of tests."""
    for walk in ('flat', 'order0_v4', 'order0_v5', 'order0_v11', 'order0_drained', 'compound_v4',
                 'compound_v5', 'compound_v11'):
        for size in LAYOUTS:
            name = 'dispatch_%s_%d' % (walk, size)
            found = functions.pop(name, None)
            tap.point(name, check_dispatch(found) if found else ['not in the archive'])
    for walk in ('boot', 'deferred', 'hotplug'):
        found = functions.pop('dispatch_%s_64' % walk, None)
        tap.point('dispatch_%s_64' % walk, check_dispatch(found) if found else ['not in the archive'])
    for name in ('bytes_of_range', 'choose', 'match_once', 'memmap_nontemporal',
                 'memmap_nontemporal_match'):
        functions.pop(name, None)


def main(argv):
    """Check both archives."""
    if len(argv) != 3:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    if not objcode.find_objdump():
        print('1..0 # SKIP objdump is not installed')
        return 0
    tap = Tap()
    every = objcode.disassemble(argv[1])
    kernel = {function.name: function for function in every}
    tap.point('kernel archive: no vector, x87 or MMX register',
              ['%s: %s' % (function.name, text) for function in every
               for text in forbidden(function)])
    check_copies(tap, kernel, [copy for copy in COPIES if not copy.bound])
    check_ordinary(tap, kernel, [copy for copy in COPIES if not copy.bound])
    check_rest(tap, kernel)
    check_selection(tap, kernel)
    tap.point('kernel archive: every function is expected', sorted(kernel))
    bound = {function.name: function for function in objcode.disassemble(argv[2])}
    check_copies(tap, bound, [copy for copy in COPIES if copy.bound])
    check_ordinary(tap, bound, [copy for copy in COPIES if copy.bound])
    tap.point('bound archive: every function is expected', sorted(bound))
    return tap.done()


if __name__ == '__main__':
    try:
        sys.exit(main(sys.argv))
    except objcode.Unreadable as error:
        sys.exit('Bail out! %s' % error)
