# SPDX-License-Identifier: GPL-2.0-or-later
"""Is a walk over the ordinary memmap what it is said to be?

Each loop does one of three things to a page: initialises it, copies the
template that was refreshed just before, or visits it a second time.  Which
loops there must be depends on the walk.
"""
import dataflow
import expected
import walks

LISTS = 2       # words of a page that hold its own address


class Ordinary(walks.Walk):
    """One such walk, and what is wrong with it."""

    def __init__(self, function, copy, walk):
        self.kernel = expected.kernel_of(function.name)
        super().__init__(function, copy, walk, expected.LINE)

    def _check(self):
        start = dataflow.State.at_entry()
        self.symbols = start.symbols
        kernels = [self.kernel] if self.copy.name == 'base' else ['', '6_1_']
        wanted = set()
        for kernel in kernels:
            if self.copy.name == 'base':
                wanted.add(tuple(expected.init_single_page(self.walk == 'hotplug', kernel)))
            if self.walk != 'boot':
                wanted.add(tuple(expected.free_page(self.walk == 'hotplug', kernel)))
        copied = self.copy.shapes('flat', self.size)[0] if self.copy.name != 'base' else set()
        if self.copy.name != 'base':
            wanted.add('copy')
        seen = set()
        for loop in self.function.loops():
            if any(other.blocks < loop.blocks for other in self.function.loops()):
                continue
            for name in loop.blocks:
                for insn in self.function.blocks[name]:
                    if insn.op in dataflow.FENCES:
                        self.report('%s in a loop' % insn.op)
            before = dataflow.some_paths(self.function, start, self.function.entry, loop.header)
            state = dataflow.at_head(self.function, loop.header, loop.blocks,
                                     [path.state for path in before])
            for way in dataflow.rounds(self.function, loop.header, loop.blocks, state):
                seen.add(self._what(way, copied))
        seen.discard('nothing')
        for one in seen - wanted:
            self.report('a round does: %s' % (one,))
        for one in wanted - seen:
            self.report('no round does: %s' % (one,))
        if any(insn.op in dataflow.FENCES for block in self.function.blocks.values() for insn in block):
            self.report('a fence')

    def _what(self, way, copied):
        """One round: 'copy', or the stores to a page as rows"""
        stores = [event for event in way.events if event.kind == 'store'
                  and not self.symbols.on_stack(event.addr)]
        trace = walks.Trace(way.events, self.symbols, held=self.copy.name == 'mov-regs',
                             touches=self.copy.touches)
        shape = tuple(run._replace(width=self.size) if run.width < 0 else run
                      for run in trace.shape() if run != expected.PAGEBLOCK)
        if copied:
            plain = tuple(run._replace(values='') for run in shape)
            if plain in {tuple(run._replace(values='') for run in one) for one in copied}:
                lists = [event for event in way.events if event.kind == 'store' and event.width == 8
                         and self.symbols.on_stack(event.addr)]
                # Copies that keep the template in registers, or copy nothing, store no list.
                if not shape and len(lists) < LISTS:
                    return 'nothing'
                if len(lists) < LISTS and self.copy.name != 'mov-regs':
                    return 'a copy of a template that was not refreshed'
                return 'copy'
        if not stores:
            return 'nothing'
        first = stores[0].addr
        rows = []
        for event in stores:
            away = event.addr - first
            rows.append((event.op, event.width, away.const if away.is_const() else event.text))
        # Whole-line copies complete a line by words, of which a page has none.
        if self.copy.line and rows == [('mov', 8, 0)]:
            return 'nothing'
        for hotplug in (False, True):
            for kernel in ('', '6_1_'):
                for table in (expected.init_single_page(hotplug, kernel),
                              expected.free_page(hotplug, kernel)):
                    nr = len(rows) // len(table)
                    # A compiler may write several pages in a round.
                    if nr and rows == [(op, width, at - table[0][2] + self.size * page)
                                       for page in range(nr) for op, width, at in table]:
                        if nr > 1:
                            self.remarks.add('%d pages in a round' % nr)
                        return tuple(table)
        return tuple(rows)
