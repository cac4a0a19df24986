#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What every script says to --help and to an option that it does not have."""
import os
import subprocess

import tap

# It hands what it does not know to the program, which must be built for that.
BUILDS = 'run'


def call(name, *words):
    return subprocess.run([os.path.join(tap.SCRIPTS, name), *words], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)


def main():
    names = sorted(name for name in os.listdir(tap.SCRIPTS)
                   if os.access(os.path.join(tap.SCRIPTS, name), os.X_OK) and
                   os.path.isfile(os.path.join(tap.SCRIPTS, name)))
    for name in names:
        done = call(name, '--help')
        tap.ok(done.returncode == 0 and done.stdout.startswith('usage: ') and
               done.stdout.count('usage: ') == 1 and not done.stderr and
               len(done.stdout.splitlines()) <= 45 and
               all(len(line) <= 80 for line in done.stdout.splitlines()),
               f'{name} --help: one usage, on a screen', done.stdout, done.stderr)
        if name == BUILDS:
            continue
        done = call(name, '--no-such-option')
        tap.ok(done.returncode == 2 and not done.stdout and len(done.stderr.splitlines()) == 1 and
               name in done.stderr, f'{name}: an option that it lacks is one line',
               done.returncode, done.stdout, done.stderr)
    tap.done()


if __name__ == '__main__':
    main()
