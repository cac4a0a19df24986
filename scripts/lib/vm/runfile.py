# SPDX-License-Identifier: GPL-2.0-or-later
"""
Writing a run file (data/format.md) row by row, so that it is whole up to the
last row whenever the writing ends.
"""
import os

from vm import VmError

COLUMNS = ('seq', 'round', 'rep', 'copy', 'layout', 'walk', 'revision', 'target', 'state', 'pattern',
           'block_order', 'drain_every', 'load', 'threads', 'cpu', 'node', 'page_bytes', 'pages',
           'status', 'reason', 'took_ns', 'done_pages', 'faults', 'switches', 'steal_ms', 'rtt_ns',
           'spin_ns')


class RunFile:
    """A new run file; an existing one is never touched."""

    def __init__(self, path):
        self.path = path
        self._seq = 0
        try:
            os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
            # Unbuffered: a row that was written is in the file.
            self._file = open(path, 'xb', buffering=0)
        except FileExistsError:
            raise VmError(f'-o {path}: exists already; a run file is never overwritten') from None
        except OSError as error:
            raise VmError(f'-o {path}: {error.strerror}') from None

    def _line(self, text):
        self._file.write(text.encode() + b'\n')

    def fact(self, key, value):
        """A header fact; may follow rows."""
        self._line(f'# {key}: ' + ''.join(c if c.isprintable() else ' ' for c in str(value)))

    def columns(self):
        """End of the header."""
        self._line('\t'.join(COLUMNS))

    def row(self, **fields):
        """One row; what is not given is "-"."""
        fields['seq'] = self._seq
        self._seq += 1
        self._line('\t'.join(str(fields.get(name, '-')) for name in COLUMNS))

    def end(self, how):
        """@how: "done" or "interrupted"."""
        self.fact('end', how)
        self._file.close()
