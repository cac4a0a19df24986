# SPDX-License-Identifier: GPL-2.0-or-later
"""Points that guests report, numbered and counted through all guests."""
import sys


class Tap:
    """Takes a guest's standard output, prints TAP."""

    def __init__(self):
        self._points = 0
        self.failures = 0

    def point(self, good, text):
        """One point."""
        self._points += 1
        self.failures += not good
        print(f'{"ok" if good else "not ok"} {self._points} - {text}', flush=True)

    def take(self, data):
        """Whole lines: "ok - WHAT", "not ok - WHAT"; all others are remarks."""
        for line in data.decode('utf-8', 'replace').splitlines():
            word, dash, text = line.partition(' - ')
            if dash and word in ('ok', 'not ok'):
                self.point(word == 'ok', text)
            else:
                print(line if line.startswith('#') else '# ' + line, flush=True)

    def remark(self, text):
        """A line that is no point."""
        print('# ' + text, flush=True)

    def skip(self, text, reason):
        """One point that cannot be had here."""
        self.point(True, f'{text} # SKIP {reason}')

    def ended(self, what, result):
        """A guest ended; without a status it died, which is a failure of its own."""
        sys.stderr.buffer.write(result.stderr)
        if result.status is None:
            self.point(False, f'{what}: {result.why}')

    def done(self):
        """The plan; returns the exit status."""
        print(f'1..{self._points}')
        return 1 if self.failures else 0
