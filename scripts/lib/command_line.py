# SPDX-License-Identifier: GPL-2.0-or-later
"""Options of the scripts that are written in Python: what is wrong is one line."""
import argparse
import os
import sys


class Parser(argparse.ArgumentParser):
    """The docstring of a script is its description; the usage comes from the options."""

    def __init__(self, description=None, **words):
        words.setdefault('prog', 'scripts/' + os.path.basename(sys.argv[0]))
        super().__init__(description=description, allow_abbrev=False,
                         formatter_class=argparse.RawDescriptionHelpFormatter, **words)

    def error(self, message):
        self.exit(2, f'{self.prog}: {message} (--help says more)\n')
