# SPDX-License-Identifier: GPL-2.0-or-later
"""Is a walk over single records what it is said to be?

Looks at every way through the record loop, and at what is done before and
behind it.
"""
import dataflow
import expected
import objcode
from expected import BATCHED, HELD, RELOADED, Run


# Records that a compiler may write in one round.
UNROLL_MOST = 8


class Trace:
    """The events of one way, grouped into runs."""

    def __init__(self, events, symbols, held=False, record=0, touches=False):
        self.touches = touches      # loads from elsewhere belong to the copy
        self.hinted = None          # address of the first hint or touch
        self.record = record        # bytes that end a run: another record begins, 0: no matter
        self.symbols = symbols
        self.held = held            # values live in registers: a load of one is a spill
        self.runs = []
        self.first = None           # address of the lowest byte of the first run
        self.loads = []             # loads from the stack that no store took its value from
        self.spilled = 0            # of those that were stored: loads of a spilled value
        self.foreign = []           # loads from elsewhere
        self.stack_stores = []
        self.split = False          # the words of the template do not lie as in a record
        self.fences = []
        self.stack_ops = []
        self._open = []
        for event in events:
            getattr(self, '_' + event.kind)(event)

    def shape(self):
        """What the runs are, without where"""
        return tuple(run for run, *_ in self.runs)

    def _load(self, event):
        if self.symbols.on_stack(event.addr):
            self.loads.append(event)
        elif self.touches and event.op.startswith('mov'):
            self._touch(event)
        else:
            self.foreign.append(event)

    def _touch(self, event):
        self._hint(dataflow.Event('hint', 'touch', expected.LINE, event.addr, None, event.text))

    def _stack(self, event):
        self.stack_ops.append(event)

    def _fence(self, event):
        self.fences.append(event)

    def _source(self, event):
        """The load that a store's value came from, and how."""
        for i, load in enumerate(reversed(self.loads)):
            values = (load.value, self.symbols.result('low4', load.value))
            if event.value in values and load.width == event.width:
                self.loads.remove(load)
                if self.held:
                    self.spilled += 1
                    return None, HELD
                return load, RELOADED if i == 0 else BATCHED
        return None, HELD

    def _store(self, event):
        if self.symbols.on_stack(event.addr):
            self.stack_stores.append(event)
            return
        load, values = self._source(event)
        if event.value.is_const():
            values = 'the constant %d' % event.value.const
        self._extend(event, event.width, values, load)

    def _hint(self, event):
        if self.hinted is None:
            self.hinted = event.addr
        self._extend(event, expected.LINE, '', None)

    def _extend(self, event, step, values, load):
        """Append to the last run what continues it in memory, from the same place."""
        if self.runs:
            run, last, last_load = self.runs[-1]
            order = self._order(event.addr - last, step)
            # The last of some batched loads is taken last: it is one batch all the same.
            same = run.values == values or (run.values == BATCHED and values == RELOADED)
            full = run.count * run.width == self.record
            if (run.op, run.width) == (event.op, event.width) and same and order and not full and \
                    run.order in ('', order) and self._follows(load, last_load, order, step):
                self.runs[-1] = (run._replace(count=run.count + 1, order=order), event.addr, load)
                if len(self.runs) == 1 and order == 'descending':
                    self.first = event.addr
                return
        if self.first is None and event.kind == 'store':
            self.first = event.addr
        self.runs.append((Run(event.op, event.width, 1, '', values), event.addr, load))

    @staticmethod
    def _order(way, step):
        return {step: 'ascending', -step: 'descending'}.get(way.const if way.is_const() else 0)

    def _follows(self, load, last_load, order, step):
        """Does a store's value come from where the last one came from?"""
        if load is None or last_load is None:
            return load is last_load
        self.split |= self._order(load.addr - last_load.addr, step) != order
        return True

    def _copying(self, event, name):
        if event.op in expected.SIDE_CALLS:
            self.runs.append((expected.side_call(event.op), event.addr, None))
            return
        if self.first is None:
            self.first = event.addr
        size = event.value.const if event.value.is_const() else -1
        source = 'from the template' if self.symbols.on_stack(event.src) else 'from elsewhere'
        if self.symbols.on_stack(event.addr):
            source += ', to the stack'
        if event.op.startswith('init_zone_device_page'):
            size, source = 0, ''
        self.runs.append((Run(name, size, 1, '', source), event.addr, None))

    def _call(self, event):
        self._copying(event, 'call ' + event.op)

    def _rep(self, event):
        self._copying(event, event.op)


class Walk:
    """One walk function, and what is wrong with it."""

    def __init__(self, function, copy, walk, size):
        self.copy, self.walk, self.size = copy, walk, size
        results = []
        for self.function in function.readings():
            self.problems, self.remarks = [], set()
            try:
                self._check()
            except objcode.Unreadable as error:
                self.report(str(error))
            results.append((self.problems, self.remarks))
            if not self.problems:
                break
        self.problems, self.remarks = min(results, key=lambda result: len(result[0]))

    def report(self, problem):
        """Note a problem once"""
        if problem not in self.problems:
            self.problems.append(problem)

    def _check(self):
        start = dataflow.State.at_entry()
        self.symbols = start.symbols
        outer = self.function.outer_loops()
        headers = {loop.header for loop in outer}
        record_loops = []
        for loop in outer:
            before = self._ways_to(loop.header, start)
            state = self._at_head(loop.header, loop.blocks, before)
            if self._is_edge(loop, state):
                continue
            record_loops.append(loop)
            self._check_first(before)
            self._check_loop(loop, start)
            self._check_last(loop, state)
            self._check_fence(loop)
        if not record_loops:
            self.report('%d record loops' % len(record_loops))
        self._check_nothing_to_do(start, headers)

    def _ways_to(self, header, start):
        return [path for path in
                dataflow.paths(self.function, start, self.function.entry,
                               set(self.function.blocks), {header}) if path.to == header]

    def _at_head(self, header, within, before):
        return dataflow.at_head(self.function, header, within, [path.state for path in before])

    def _stride(self, way):
        """How far the first store moves from one round to the next; None: not a constant."""
        # In its first round a register may hold what later rounds compute anew.
        second = dataflow.again(self.function, way)
        third = dataflow.again(self.function, second)
        moved = Trace(third.events, self.symbols).first - Trace(second.events, self.symbols).first
        return moved.const if moved.is_const() else None

    def _is_edge(self, loop, state):
        """A loop that writes the words of an incomplete line."""
        if not self.copy.line:
            return False
        for way in dataflow.rounds(self.function, loop.header, loop.blocks, state):
            shape = Trace(way.events, self.symbols).shape()
            if len(shape) != 1 or not self._is_edge_run(shape[0]) or \
                    self._stride(way) != 8 * shape[0].count or shape[0].count * 8 == self.size:
                return False
        return True

    @staticmethod
    def _is_edge_run(run):
        return (run.op, run.width, run.values) == ('mov', 8, RELOADED) and run.count < 8

    @staticmethod
    def _work_last(shape):
        """A round may begin with the pageblock work of the record before (gcc 16)."""
        return shape[1:] + shape[:1] if shape[:1] == (expected.PAGEBLOCK,) else shape

    def _without_edges(self, shape):
        """A whole-line copy completes a line by words before an ordinary copy."""
        core = shape[:-1] if shape[-1:] == (expected.PAGEBLOCK,) else shape
        if self.copy.line and len(core) == 2 and self._is_edge_run(core[0]):
            return shape[1:]
        return shape

    def _rounds(self, loop, start):
        """Every way through the record loop, whichever of its blocks a compiler put first."""
        for inner in self.function.loops():
            if not inner.blocks <= loop.blocks:
                continue
            before = self._ways_to(inner.header, start)
            if inner.header != loop.header and \
                    self._is_edge(inner, self._at_head(inner.header, inner.blocks, before)):
                continue
            state = self._at_head(inner.header, loop.blocks, before)
            yield from dataflow.rounds(self.function, inner.header, loop.blocks, state)

    def _check_loop(self, loop, start):
        must, may = self.copy.shapes(self.walk, self.size)
        seen = set()
        for way in self._rounds(loop, start):
            trace = Trace(way.events, self.symbols, self.copy.held_in(self.walk), self._record(),
                          self.copy.touches)
            self._check_ahead(trace)
            shape, nr = self._one_record(self._without_edges(self._work_last(trace.shape())))
            if nr > 1:
                self.remarks.add('%d records in a round' % nr)
            seen.add(shape)
            if shape not in must | may:
                self.report('one record: %s' % expected.shape_text(shape))
            if trace.split:
                self.report('the template is no array')
            self._check_accesses(trace, nr)
            self._check_step(trace, way, nr)
        self._check_ways(seen, must)
        for name in loop.blocks:
            for insn in self.function.blocks[name]:
                if insn.op in dataflow.FENCES:
                    self.report('%s in the record loop' % insn.op)

    def _check_ways(self, seen, must):
        for shape in must - seen:
            self.report('no way does: %s' % expected.shape_text(shape))

    def _one_record(self, shape):
        """The shape of one record, and how many of them a round writes.

        gcc 13 and later unroll small loops by themselves.
        """
        must, may = self.copy.shapes(self.walk, self.size)
        if shape in must | may:
            return shape, 1
        for nr in range(2, UNROLL_MOST + 1):
            part = shape[:len(shape) // nr]
            if part and part * nr == shape and part in must | may:
                return part, nr
        return shape, 1

    def _check_accesses(self, trace, nr):
        for event in trace.stack_ops:
            self.report('in the record loop: %s' % event.text)
        for event in trace.stack_stores:
            if self.copy.may_spill(self.walk, self.size) and event.width == 8:
                self.remarks.add('spills: ' + event.text)
                continue
            self.report('stack written in the record loop: %s' % event.text)
        if self.copy.name != 'base':
            for event in trace.foreign:
                if not self._is_steering(event):
                    self.report('load in the record loop: %s' % event.text)
        wanted = 0 if self.walk == 'flat' else nr
        wide = [event for event in trace.loads if event.width == 8]
        spills = trace.spilled + len(trace.loads) - wanted
        if len(wide) < wanted:
            self.report('vmemmap_base is not loaded')
        elif spills and self.copy.may_spill(self.walk, self.size):
            self.remarks.add('%d loads of spilled values' % spills)
        elif spills:
            texts = ', '.join(event.text for event in trace.loads) or 'loads'
            self.report('%d stack loads of no stored word, %d wanted: %s' %
                        (len(trace.loads) + trace.spilled, wanted, texts))

    def _check_ahead(self, trace):
        """How far ahead of the record is the first hint or touch?"""
        if self.copy.ahead is None or trace.hinted is None or trace.first is None:
            return
        away = trace.hinted - trace.first
        if away != dataflow.Lin(self.copy.ahead):
            self.report('a hint %s bytes ahead' % (away.const if away.is_const() else 'unknown'))

    @staticmethod
    def _is_steering(_event):
        return False

    def _check_step(self, trace, way, nr):
        """From one record to the next it is the size of a record."""
        if trace.first is None or self.copy.line:
            return
        stride = self._stride(way)
        if stride != self.size * nr:
            self.report('records are %s bytes apart' % stride)

    def _shape_outside(self, path, least=0):
        """What is done outside the loop, less the records of a rest or of a loop with two entries."""
        shape = Trace(path.events, self.symbols, record=self._record()).shape()
        must, may = self.copy.shapes(self.walk, self.size)
        # Outside, what is loaded from elsewhere is mostly an argument.
        records = {self._valued(tuple(run for run in record if run.op != 'touch'))
                   for record in must | may if record}
        while any(len(shape) - len(record) >= least and
                  self._valued(shape[-len(record):]) == record for record in records):
            shape = shape[:-min(len(record) for record in records
                                if self._valued(shape[-len(record):]) == record)]
        return shape

    def _record(self):
        """Bytes of a record, where a copy writes records and not whole lines"""
        return 0 if self.copy.line else self.size

    def _valued(self, shape):
        """Values that live in registers may be loaded on the way to the loop."""
        if not self.copy.held_in(self.walk):
            return shape
        return tuple(run._replace(values=HELD) for run in shape)

    def _check_first(self, before):
        """What a walk does before the loop."""
        shapes = {self._shape_outside(path, 1) for path in before}
        if self.copy.name == 'base':
            wanted = {()}
        elif self.walk == 'flat':
            must, may = self.copy.shapes(self.walk, self.size)
            # A compiler may take the first record out of the loop.
            wanted = {()} | {tuple(run for run in shape if run.op != 'touch') for shape in must | may}
            if self.copy.line:
                shapes = {shape for shape in shapes if not self._is_line_start(shape)}
                wanted = shapes & wanted
        else:
            wanted = {(expected.ordinary(self.size),)}
            wanted |= {(expected.slow_call(self.size, kernel),) for kernel in expected.KERNELS}
            for shape in wanted - shapes:
                self.report('first page: no way does: %s' % expected.shape_text(shape))
            if self.walk.endswith('blocks'):
                wanted |= {shape + (expected.PAGEBLOCK,) for shape in wanted}
        for shape in shapes - wanted:
            self.report('before the loop: %s' % expected.shape_text(shape))

    def _is_line_start(self, shape):
        return all(run in (self.copy.line, self._times(2)) or self._is_edge_run(run)
                   or run == expected.ordinary(self.size) for run in shape)

    def _times(self, lines):
        line = self.copy.line
        return expected.run(line.op, line.count * lines, 'ascending', line.values, line.width)

    def _check_last(self, loop, state):
        """What a walk does after the loop."""
        outside = set(self.function.blocks) - loop.blocks
        exits = {name for block in loop.blocks for name in self.function.succ[block]} - loop.blocks
        ends = [way.state for way in
                dataflow.rounds(self.function, loop.header, loop.blocks, state)]
        after = dataflow.merge([state] + ends)
        for start in exits:
            for path in dataflow.paths(self.function, after, start, outside):
                shape = self._shape_outside(path)
                if self.copy.line:
                    shape = () if all(self._is_edge_run(run) for run in shape) else shape
                elif shape == self.copy.finish:
                    shape = ()
                if shape:
                    self.report('after the loop: %s' % expected.shape_text(shape))

    def _check_fence(self, loop):
        """When the copy needs a drain, each way from the loop passes one SFENCE and no second.

        How often it is written is the compiler's affair: gcc 13 copies what follows a loop
        to the way that passes the loop by.
        """
        fences = [name for name, block in self.function.blocks.items()
                  for insn in block if insn.op in dataflow.FENCES]
        wanted = 1 if self.copy.drains(self.walk) else 0
        if bool(fences) != bool(wanted):
            self.report('%d fences, %d wanted' % (len(fences), wanted))
            return
        around = {other.header for other in self.function.loops() if loop.blocks <= other.blocks}
        behind = {name for fence in fences for following in self.function.succ[fence]
                  for name in self.function.reach(following, around)}
        if len(set(fences)) < len(fences) or behind & set(fences):
            self.report('2 fences, 1 wanted')
        if fences and self.function.reach(loop.header, fences) & self.function.returns():
            self.report('a way from the loop passes no sfence')

    def _check_nothing_to_do(self, start, headers):
        """No pages: back without a store."""
        blocks = set(self.function.blocks) - headers
        if not dataflow.paths(self.function, start, self.function.entry, blocks,
                              unless=self._writes_or_fences):
            self.report('no way out for zero pages')

    def _writes_or_fences(self, events):
        trace = Trace(events, self.symbols)
        return bool(trace.runs or trace.fences)
