# SPDX-License-Identifier: GPL-2.0-or-later
"""
Two traces of one call (vm.accesses) side by side: pages that are treated alike
become one row, and where a row differs it is said how, and why that is no
fault of the replay where there is such a reason.
"""
import collections

# A group of pages: @label, how many, and the accesses of each in both traces.
Row = collections.namedtuple('Row', 'label pages kernel replay')

# @reason: None when nobody has explained it
Difference = collections.namedtuple('Difference', 'where what reason')

RECORD_WORDS = 8

WRITES = ('store', 'rmw', 'atomic', 'stream', 'string')

ORDER = ('a compiler orders independent stores to one line as it likes; the line is touched first '
         'by the same kind of access, and each word ends with the same value')
MERGED = ('a compiler makes one store of two neighbours, or two of one; the bytes written are the '
          'same, in a line that is touched first by the same kind of access')
DEAD = ('a store that a later one to the same bytes covers: compilers drop it or not; the line is '
        'touched first by the same kind of access')


def _numbers(pages):
    """1, 3 to 5"""
    runs = []
    for page in pages:
        if runs and page == runs[-1][1] + 1:
            runs[-1][1] = page
        else:
            runs.append([page, page])
    return [f'{a}' if a == b else f'{a} to {b}' for a, b in runs]


def _label(pages, order):
    if order:
        places = sorted({page & ((1 << order) - 1) for page in pages})
        tails = ', '.join(_numbers([place for place in places if place]))
        text = ' and '.join((['head'] if 0 in places else []) + (['tail ' + tails] if tails else []))
        compounds = sorted({page >> order for page in pages})
        return text + (' of the first' if compounds == [0] else ' of others'
                       if compounds[0] else '')
    runs = _numbers(pages)
    return 'page ' + ', '.join(runs[:2]) + (' ...' if len(runs) > 2 else '')


def rows(kernel, replay, order):
    """The pages of both traces, those that are alike in one row."""
    groups = {}
    ours, theirs = replay.of_pages(), kernel.of_pages()
    for page in range(max(len(ours), len(theirs))):
        pair = (theirs[page] if page < len(theirs) else (), ours[page] if page < len(ours) else ())
        if pair != ((), ()):
            groups.setdefault(pair, []).append(page)
    return [Row(_label(pages, order), len(pages), *pair) for pair, pages in groups.items()]


def count(accesses, kind):
    """How many of a kind."""
    return sum(one[0] == kind for one in accesses)


def _bytes(accesses):
    """The bytes that are written, each once."""
    return {offset + i for kind, offset, width in accesses if kind in WRITES for i in range(width)}


def _first(accesses):
    """Is the line touched first by something that reads it?"""
    return accesses[0][0] in ('load', 'rmw', 'atomic')


def _reading(accesses):
    """Loads and read-modify-writes, which no compiler invents or drops here, in their order."""
    return [one for one in accesses if one[0] not in ('store',)]


def _explain(kernel, replay):
    """Why two pages' accesses may differ, or None."""
    if not kernel or not replay or _first(kernel) != _first(replay):
        return None
    if sorted(kernel) == sorted(replay):
        return ORDER if _reading(kernel) == _reading(replay) else None
    if _reading(kernel) != _reading(replay) or _bytes(kernel) != _bytes(replay):
        return None
    stored = [sum(width for kind, _, width in side if kind == 'store') for side in (kernel, replay)]
    return MERGED if stored[0] == stored[1] else DEAD


def say(accesses):
    """Accesses in words: store 8@0, rmw 8@0"""
    return ', '.join(f'{kind} {width}@{offset}' for kind, offset, width in accesses) or 'nothing'


def differences(kernel, replay, order):
    """All that differs between two traces."""
    found = []
    for row in rows(kernel, replay, order):
        if row.kernel != row.replay:
            found.append(Difference(row.label, f'kernel: {say(row.kernel)}\nreplay: '
                                               f'{say(row.replay)}',
                                    _explain(row.kernel, row.replay)))
    ours, theirs = replay.visits(), kernel.visits()
    if ours != theirs:
        at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a != b),
                  min(len(ours), len(theirs)))
        found.append(Difference('order of pages', 'after {} visits the kernel goes to {}, the replay '
                                'to {} (-1: a drain)'.format(at, *((side[at:at + 4] or 'no more')
                                                                   for side in (theirs, ours))),
                                None))
    words = sum(a != b for a, b in zip(kernel.image, replay.image))
    if words:
        found.append(Difference('image', f'{words} words hold something else in the end', None))
    return found
