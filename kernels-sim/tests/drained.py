# SPDX-License-Identifier: GPL-2.0-or-later
"""Is a walk with a drain every so many records what it is said to be?

Between two drains lies a loop over records like that of the walk without them;
the fence stands behind it, once per round of the loop around it.
"""
import compounds
import dataflow


class Drained(compounds.Compounds):
    """One such walk of a copy that needs a drain, and what is wrong with it."""

    def _check(self):
        start = dataflow.State.at_entry()
        self.symbols = start.symbols
        record_loops = self._tail_loops(start)
        if not record_loops:
            self.report('no loop over records within another')
        self._seen = set()
        for loop in record_loops:
            self._check_loop(loop, start)
            self._check_fence(loop)
            self._check_round(loop)
        self._check_seen()
        self._check_nothing_to_do(start, {loop.header for loop in self.function.loops()})

    def _check_round(self, loop):
        """From one round of the outer loop to the next no way passes the fence by."""
        fences = {name for name, block in self.function.blocks.items()
                  for insn in block if insn.op in dataflow.FENCES}
        outer = [other for other in self.function.loops() if loop.blocks < other.blocks]
        for other in outer:
            if not fences & other.blocks:
                self.report('the fence is not in the loop around the records')
            for name in other.blocks - loop.blocks - fences:
                if other.header in self.function.succ[name] and \
                        name in self.function.reach(loop.header, fences):
                    self.report('a round passes no sfence')
