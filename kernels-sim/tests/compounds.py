# SPDX-License-Identifier: GPL-2.0-or-later
"""Is a walk over compound pages what it is said to be?

The loop over the tails is looked at like any record loop.  What is done once
per compound is looked at where it stands: which functions are called, PG_head,
the four stores of the first tail, and the fences.  That these come in the
right order is for the counted walks to show; a compiler may not move them, as
all of them are volatile.
"""
import dataflow
import expected
import objcode
import walks


class Compounds(walks.Walk):
    """One compound walk, and what is wrong with it."""

    def _check(self):
        start = dataflow.State.at_entry()
        self.symbols = start.symbols
        tail_loops = self._tail_loops(start)
        if not tail_loops:
            self.report('no loop over the tails')
        self._seen = set()
        for loop in tail_loops:
            self._check_loop(loop, start)
        self._check_seen()
        rest = set(self.function.blocks)
        for loop in tail_loops:
            rest -= loop.blocks
        self._check_calls()
        self._check_head()
        self._check_fences(rest)
        if self.copy.name != 'base':
            self._check_first_tail(rest)
        self._check_nothing_to_do(start, {loop.header for loop in self.function.loops()})

    def _tail_loops(self, start):
        """The loops within the loop over compounds, but for those that end or begin a line."""
        loops = self.function.loops()
        inner = [loop for loop in loops
                 if any(loop.blocks < other.blocks for other in loops)]
        inner = [loop for loop in inner
                 if not any(loop.blocks < other.blocks for other in inner)]
        return [loop for loop in inner
                if not self._is_edge(loop, self._at_head(loop.header, loop.blocks,
                                                         self._ways_to(loop.header, start)))]

    def _ways_to(self, header, start):
        return dataflow.some_paths(self.function, start, self.function.entry, header)

    def _without_edges(self, shape):
        # The length may have come into its register before the loop over compounds.
        shape = tuple(run._replace(width=self.size) if run.width < 0 else run for run in shape)
        return super()._without_edges(shape)

    def _is_steering(self, event):
        """With work in the loop an aligned page asks whether there is memory for it."""
        return 'v4' in self.walk and event.text.startswith('cmp')

    def _check_ways(self, seen, must):
        """One loop need not hold every way: a compiler may have split it."""
        self._seen |= seen

    def _check_seen(self):
        must, _ = self.copy.shapes(self.walk, self.size)
        for shape in must - self._seen:
            self.report('no way does: %s' % expected.shape_text(shape))

    def _insns(self, blocks):
        return [insn for name in sorted(blocks) for insn in self.function.blocks[name]]

    def _check_calls(self):
        calls = {insn.symbol for insn in self._insns(self.function.blocks)
                 if insn.op == 'call' or (insn.op == 'jmp' and insn.target is None)}
        kernels = expected.KERNELS
        if self.copy.name == 'base':
            kernels = (expected.kernel_of(self.walk),)
        slow = {'init_zone_device_page_%s%d' % (kernel, self.size) for kernel in kernels}
        must = slow | {'prep_compound_head'}
        must.add('pageblock_set_movable' if 'v4' in self.walk else 'pageblocks_set_movable')
        must |= {run.op[5:] for shape in self.copy.shapes(self.walk, self.size)[0]
                 for run in shape if run.op.startswith('call ')}
        # base hands 6.1 and 6.12 over to functions of their own.
        # and 7.3 too.
        calls -= {self.function.name.replace('compound_', 'compound_' + kernel)
                  for kernel in expected.KERNELS if kernel}
        for name in calls ^ must:
            self.report('%s: %s' % ('missing' if name in must else 'called', name))

    def _check_head(self):
        sets = [insn for insn in self._insns(self.function.blocks) if insn.op.startswith('bts')]
        kernel = expected.kernel_of(self.walk)
        wanted = [16] if kernel == '6_1_' else [6] if self.copy.name == 'base' else [6, 16]
        if sorted(insn.args[0] for insn in sets) != wanted or any(insn.prefix for insn in sets):
            self.report('PG_head: ' + '; '.join(insn.text for insn in sets))

    def _check_fences(self, rest):
        """After a head, after the tails, at the end, none under v11; a compiler may write one twice."""
        fences = [insn for insn in self._insns(self.function.blocks)
                  if insn.op in dataflow.FENCES]
        wanted = 3 if self.copy.drains(self.walk) else 0
        if len(fences) < wanted or (fences and not wanted):
            self.report('%d fences, %d wanted' % (len(fences), wanted))
        if any(insn not in self._insns(rest) for insn in fences):
            self.report('a fence in the loop over the tails')

    def _check_first_tail(self, rest):
        """The stores of prep_compound_tail() where the mapping of a tail is stored."""
        stores = []
        for name in sorted(rest):
            now, events = dataflow.State.at_entry(), []
            for insn in self.function.blocks[name]:
                dataflow.step(now, insn, events)
            stores.append([event for event in events if event.kind == 'store'
                           and not now.symbols.on_stack(event.addr)])
        wanted = expected.prep_tail_stores(self.walk)
        if not any(self._is_prep_tail(found[i:i + len(wanted)], wanted)
                   for found in stores for i in range(len(found))):
            self.report('no stores of prep_compound_tail()')

    @staticmethod
    def _is_prep_tail(found, wanted):
        widths = [width for width, _ in wanted]
        offsets = [offset - wanted[0][1] for _, offset in wanted]
        return [event.width for event in found] == widths and \
            [event.addr - found[0].addr for event in found] == \
            [dataflow.Lin(offset) for offset in offsets]


# Once per compound, per pageblock and per range: what of each kind there must be.
# prep_compound_head(): 5 stores for 6.1, 6 for 6.12, 9 for 7.x, and 2 for the list;
# a compiler may let the last ones of two kernels be the same.
SIDE_FUNCTIONS = {
    'prep_compound_head': {'lock': 0, 'stores': (17, 18, 19, 20, 21, 22)},
    'pageblock_set_movable': {'lock': 1, 'stores': (1,)},
    'pageblocks_set_movable': {'lock': 0, 'stores': (0,)},
    'walk_then_pageblocks': {'lock': 0, 'stores': (0,)},
}


def _to_memory(insn):
    """Does it store somewhere else than to the stack?"""
    dst = insn.args[-1] if insn.args else None
    return isinstance(dst, objcode.Mem) and dst.base != '%rsp' and \
        not insn.op.startswith(('cmpb', 'cmpl', 'cmpq', 'test', 'lea', 'nop', 'call', 'j', 'push',
                                'movs')) and insn.op != 'cmp'


def _stores_off_the_stack(function):
    """Stores of every way through it; gcc 16 copies arguments to the stack through a pointer."""
    state = dataflow.State.at_entry()
    return {event.text for path in dataflow.paths(function, state, function.entry,
                                                  set(function.blocks))
            for event in path.events
            if event.kind == 'store' and not state.symbols.on_stack(event.addr)}


def check_side(function):
    """Problems of a function that is called at most once per compound"""
    wanted = SIDE_FUNCTIONS[function.name]
    locked = [insn for insn in function.code() if 'lock' in insn.prefix]
    stores = [insn for insn in function.code() if _to_memory(insn)]
    if stores and wanted['stores'] == (0,):
        stores = _stores_off_the_stack(function)
    problems = []
    if len(locked) != wanted['lock']:
        problems.append('%d locked instructions, %d wanted' % (len(locked), wanted['lock']))
    if len(stores) not in wanted['stores']:
        problems.append('%d stores, not %s' % (len(stores), wanted['stores']))
    return problems


def check_choice(function):
    """Problems of a function that hands over to one of several"""
    return ['stores: ' + insn.text for insn in function.code() if _to_memory(insn)]
