# SPDX-License-Identifier: GPL-2.0-or-later
"""What the object code of each copy must do with one record.

A shape is what one way through the record loop does, as a tuple of runs; a
run is some stores, flushes or the like that follow each other in memory.
docs/kernel-facts.md 2.4, 2.5 and 5.2 say where the shapes come from.
"""
import collections
import re

LAYOUTS = (56, 64, 72, 80, 88, 96)
LINE = 64

# How the stored values came into registers.
RELOADED = 'each right after its load'
BATCHED = 'loaded before'
HELD = 'from registers'

Run = collections.namedtuple('Run', 'op width count order values')


def run_text(run):
    """A run in words"""
    out = '%d %s' % (run.count, run.op)
    if run.width not in (0, 8, LINE) or (run.width and run.op.startswith(('call', 'rep'))):
        out += ' of %d bytes' % run.width
    if run.count > 1:
        out += ' ' + run.order
    return out + (', ' + run.values if run.values else '')


def shape_text(shape):
    """A shape in words"""
    return '; '.join(run_text(run) for run in shape) or 'nothing'


def run(op, count, order='ascending', values=RELOADED, width=8):
    """A run; one access has no order"""
    return Run(op, width, count, order if count > 1 else '', values)


def whole(op, size):
    """One call or string move that copies the template"""
    return Run(op, size, 1, '', 'from the template')


# Kernels whose slow paths differ, as in the names of the functions; '' is 7.x.
KERNELS = ('', '6_1_', '6_12_')


def kernel_of(name):
    """The one of KERNELS that a function or a walk is named after"""
    found = re.search(r'_(6_12?)(_|$)', name)
    return found[1] + '_' if found else ''


def slow_call(size, policy=''):
    """One call of the slow path; policy: one of KERNELS"""
    return Run('call init_zone_device_page_%s%d' % (policy, size), 0, 1, '', '')


# Calls that write no record, or a few words of two.
SIDE_CALLS = ('pageblock_set_movable', 'pageblocks_set_movable', 'prep_compound_head')


def side_call(name):
    """One of those calls"""
    return Run('call ' + name, 0, 1, '', '')


PAGEBLOCK = side_call('pageblock_set_movable')
TAIL_MAPPING = 0xdead000000000400

# prep_compound_tail(): width and offset of its stores; 7.3, the base of v11, has no third.
PREP_TAIL = ((8, 24), (8, 8), (8, 40), (4, 52))


def is_of_7_3(walk):
    """Is a walk's kernel 7.3?"""
    return 'v11' in walk or '7_3' in walk


def prep_tail_stores(walk):
    """Those of PREP_TAIL that a walk has"""
    return PREP_TAIL[:2] + PREP_TAIL[3:] if is_of_7_3(walk) else PREP_TAIL


def prep_tail(walk):
    """prep_compound_tail() as a part of a shape"""
    third = () if is_of_7_3(walk) else (run('mov', 1, values='the constant 0'),)
    return (run('mov', 1, values='the constant %d' % (TAIL_MAPPING - (1 << 64))),
            run('mov', 1, values=HELD), *third,
            run('mov', 1, values='the constant 0', width=4))


def hint(op, count):
    """Flushes, prefetches or loads nobody wants of neighbouring lines"""
    return run(op, count, values='', width=LINE)


# How far ahead of the record a copy looks before another distance is written into it.
AHEAD = 1024


def ordinary(size):
    """The kernel's constant-size memcpy()"""
    return run('mov', size // 8)


def lines_ending(size):
    """How many lines may end in a record; see each_line_ending()"""
    return (0, 1) if size < LINE else (1,) if size == LINE else (1, 2)


class Copy:
    """One copy: shapes by record size.

    loop:     shapes of the copy itself, all of which must be there
    may:      shapes that a compiler may leave in though no record takes them
    pageblock: shapes of pageblock-aligned pages under revision v4, besides the
              ordinary copy alone
    line:     the run that writes one line, for copies that write whole lines
              and complete the first and the last by words
    spills:   sizes for which registers may run out
    unroll:   a compiler may write several records in a round
    ahead:    how far before the first hint or touch the record begins; None: no such thing
    touches:  what is loaded from elsewhere is a touch of a record
    """

    def __init__(self, name, loop, drain=False, may=None, pageblock=None, line=None,
                 finish=(), spills=(), bound=False, unroll=False, ahead=None, touches=False):
        self.name = name
        self.ident = name.replace('-', '_')
        self.drain = drain
        self.line = line
        self.finish = finish
        self.spills = spills
        self.bound = bound
        self.unroll = unroll
        self.ahead = ahead
        self.touches = touches
        self._loop, self._may, self._pageblock = loop, may, pageblock

    def shapes(self, walk, size):
        """Shapes that must be found, and those that may be found besides"""
        must = set(self._loop(size))
        may = set(self._may(size)) if self._may else set()
        if self.name == 'base':
            return self._base_shapes(walk, size), may
        aligned = set()
        if '_v4' in walk and self.drain:
            aligned.add((ordinary(size),))
            if self._pageblock:
                aligned |= set(self._pageblock(size))
        if walk.endswith('blocks'):
            # Only aligned pages come with pageblock work.
            with_work = {shape + (PAGEBLOCK,) for shape in aligned or must}
            return must | with_work, may | {shape + (PAGEBLOCK,) for shape in may}
        if walk == 'compound_v4':
            # The same, when the caller gave memory for the work.
            with_work = {shape + (PAGEBLOCK,) for shape in aligned or must}
            may |= {shape + (PAGEBLOCK,) for shape in may}
            return must | aligned | with_work, may - must
        return must | aligned, may - must

    @staticmethod
    def _base_shapes(walk, size):
        page = (slow_call(size, kernel_of(walk)),)
        if 'compound' not in walk:
            return {page, page + (PAGEBLOCK,)} if walk.endswith('blocks') else {page}
        tail = page + prep_tail(walk)
        shapes = {tail}
        if '_v4' in walk:
            shapes.add(page + (PAGEBLOCK,) + prep_tail(walk))
        if kernel_of(walk):
            # The metadata, after one of the tails.
            shapes |= {shape + (side_call('prep_compound_head'),) for shape in shapes}
        return shapes

    def drains(self, walk):
        """Has that walk drains?  v11 has none."""
        return self.drain and not walk.endswith('v11')

    def may_spill(self, walk, size):
        """May registers run out?

        In compounds base keeps more than a call leaves alone, and the call for
        a pageblock in the loop over the tails does the same to all of them.
        """
        if walk == 'compound_v4' or (self.name == 'base' and 'compound' in walk):
            return True
        return size in self.spills or ((self.name == 'mov-regs' or bool(self.line)) and
                                       ('compound' in walk or walk.endswith('blocks')))

    def held_in(self, walk):
        """Do stored values live in registers?  In base that is what a tail holds of its head."""
        return self.name == 'mov-regs' or (self.name == 'base' and 'compound' in walk)

    def walks(self):
        """Names of the walks, as in the names of the functions"""
        if self.name == 'base':
            return ('flat', 'order0', 'order0_blocks', 'order0_6_1', 'order0_6_1_blocks',
                    'order0_6_12', 'order0_6_12_blocks', 'compound_v4', 'compound_v5',
                    'compound_7_3', 'compound_6_1_v4', 'compound_6_1_v5', 'compound_6_12_v4', 'compound_6_12_v5')
        return ('flat', 'order0_v4', 'order0_v4_blocks', 'order0_v5', 'order0_v11', 'order0_drained',
                'compound_v4', 'compound_v5', 'compound_v11')

    @staticmethod
    def ordinary_walks():
        """The walks over the ordinary memmap, which has records of 64 bytes alone"""
        return ('boot', 'deferred', 'hotplug')

    def function(self, walk, size):
        """Name of the function"""
        return '%s_%s_%d' % (self.ident, walk, size)


def _words(op, order='ascending', values=RELOADED):
    return lambda size: [(run(op, size // 8, order, values),)]


def _then_hint(op):
    """Ordinary copy, then a hint for each line that ended"""
    return lambda size: [(ordinary(size),) + ((hint(op, n),) if n else ())
                         for n in lines_ending(size)]


def _finish_hint(op):
    return lambda size: [(hint(op, 1), ordinary(size))]


def _hints(op, *then):
    """A hint or a touch of each line that a record may lie in, then the ordinary copy"""
    return lambda size: [(hint(op, 2 if size > LINE else 1), ordinary(size)) + then]


def _in_slow_order(size):
    """Words 11 to 7, 5 to 3, 6, 1 and 0, 2: those that a record has, each once"""
    high = size // 8 - 7
    return [((run('mov', high, 'descending'),) if high else ()) +
            (run('mov', 3, 'descending'), run('mov', 1), run('mov', 2, 'descending'), run('mov', 1))]


def _lines(op, width, per_line, values=RELOADED):
    return lambda size: [(run(op, n * per_line, 'ascending', values, width),) if n else ()
                         for n in lines_ending(size)]


def _line(name, op, width, drain=True, values=RELOADED):
    per_line = LINE // width
    return Copy(name, _lines(op, width, per_line, values), drain=drain,
                line=run(op, per_line, 'ascending', values, width), bound=name != 'movdir64b')


COPIES = (
    Copy('base', lambda size: [(slow_call(size),)]),
    Copy('base-norwm', lambda size: [(slow_call(size, 'norwm_'),)], spills=LAYOUTS),
    # No record of 56 bytes holds a whole line, but a compiler need not know.
    Copy('clzero-mov',
         lambda size: [(ordinary(size),)] +
         ([(hint('clzero', 1), ordinary(size))] if size >= LINE else []),
         may=lambda size: [(hint('clzero', 1), ordinary(size))], drain=True),
    Copy('flushcache', lambda size: [(whole('call memcpy_flushcache', size),)], drain=True,
         spills=LAYOUTS),
    # A call in each record leaves few registers alone.
    Copy('memcpy-unrolled', lambda size: [(whole('call memcpy_orig', size),)], spills=LAYOUTS),
    Copy('mov', _words('mov')),
    Copy('mov-clflushopt', _then_hint('clflushopt'), drain=True,
         pageblock=_finish_hint('clflushopt'), finish=(hint('clflushopt', 1),)),
    Copy('mov-clwb', _then_hint('clwb'), drain=True,
         pageblock=_finish_hint('clwb'), finish=(hint('clwb', 1),)),
    Copy('mov-perm', _in_slow_order),
    Copy('mov-regs', _words('mov', values=HELD), spills=(88, 96)),
    Copy('mov-rmw', lambda size: [(ordinary(size), run('or', 1, values='the constant 0'))]),
    _line('movdir64b', 'movdir64b', 64),
    Copy('movdiri', _words('movdiri'), drain=True),
    Copy('movl', lambda size: [(run('mov', size // 4, width=4),)]),
    Copy('movnti', _words('movnti'), drain=True),
    Copy('movnti-desc', _words('movnti', 'descending'), drain=True),
    Copy('null', lambda size: [()]),
    Copy('prefetcht0-mov', _hints('prefetcht0'), ahead=AHEAD),
    Copy('prefetcht1-mov', _hints('prefetcht1'), ahead=AHEAD),
    Copy('prefetchw-mov', _hints('prefetchw'), ahead=AHEAD),
    Copy('rep-movsb', lambda size: [(whole('rep movsb', size),)]),
    Copy('rep-movsq', lambda size: [(whole('rep movsq', size),)]),
    # Where the range ends is on the stack, and decides where a touch goes.
    Copy('touch-ahead', lambda size: [((hint('touch', 1),) * (2 if size > LINE else 1)) +
                                      (ordinary(size),)],
         spills=LAYOUTS, touches=True),
    Copy('touch-mov', _hints('touch'), ahead=0, touches=True),

    _line('avx2-mov', 'vmovdqa', 32, drain=False, values=BATCHED),
    _line('avx2-nt', 'vmovntdq', 32, values=BATCHED),
    _line('avx512-mov', 'vmovdqa64', 64, drain=False),
    _line('avx512-nt', 'vmovntdq', 64),
    Copy('libc', lambda size: [(whole('call memcpy', size),)], spills=LAYOUTS, bound=True,
         unroll=True),
    _line('sse2-mov', 'movdqa', 16, drain=False, values=BATCHED),
    _line('sse2-nt', 'movntdq', 16, values=BATCHED),
)


def init_single_page(hotplug, kernel):
    """__init_single_page() as gcc 12.2 inlined it into memmap_init_range() of 6.12.117, docs/kernel-facts.md
    1.9: op, width and offset of each store, and what hotplug adds"""
    rows = [('mov', 4, 52), ('mov', 8, 56), ('mov', 4, 48), ('mov', 8, 40), ('mov', 8, 8), ('mov', 8, 32),
            ('mov', 8, 24), ('mov', 8, 0), ('mov', 8, 16)]
    if not hotplug:
        return rows
    return rows + [('bts', 8, 0) if kernel == '6_1_' else ('mov', 4, 48)]


def free_page(hotplug, kernel):
    """__free_pages_core() for one page: the same"""
    first = ('mov', 4, 48) if hotplug and kernel != '6_1_' else ('btr', 8, 0)
    return [first, ('mov', 4, 52)]


# Out-of-line copies: store instruction, how many loads and stores of 8 bytes come in one batch
# (in rounds of 32 bytes, and behind them), and which way rounds go, word by word.
OUT_OF_LINE = {
    'memcpy_orig': ('mov', ((4, 4), (2, 2)), (8, -8)),
    'memcpy_flushcache': ('movnti', ((1, 1),), (8,)),
}

# __init_zone_device_page() by gcc 12.2, docs/kernel-facts.md 1.3: width, offset,
# value.  'list' is the address of word 1, and 'flags' is computed.
PGMAP_TYPE = 104


def slow_path(size, kernel=''):
    """Stores of the slow path, the conditional last one excluded"""
    rows = [(4, 52, 1)]
    rows += [(8, offset, 'word8' if offset == 64 else 0) for offset in range(size - 8, 48, -8)]
    rows += [(8, 40, 0), (8, 32, 0), (8, 24, 0), (4, 48, 0xffffffff), (8, 8, 'list'),
             (8, 0, 'flags'), (8, 16, 'list'), ('bts', 0, 12 if kernel == '6_1_' else 13)]
    # From 7.x on through page_folio(), which reads word 1; see folio_of() in slow-path.c.
    rows += [(8, 8, 'pgmap')] if kernel else [('load', 8, 'word 1'), (8, 'folio', 'pgmap')]
    return rows + [(8, 16, 0), ('load', PGMAP_TYPE, 'type')]


SLOW_PATH_LAST = (4, 52, 0)


def norwm(size):
    """Stores of init_zone_device_page_norwm_<size>(): those of the slow path but for the bts, by width and
    offset, with the load of word 1"""
    rows = [(4, 52)] + [(8, offset) for offset in range(size - 8, 48, -8)]
    return rows + [(8, 40), (8, 32), (8, 24), (4, 48), (8, 8), (8, 0), (8, 16), ('load', 8), (8, 'folio'),
                   (8, 16), (4, 52)]
