# SPDX-License-Identifier: GPL-2.0-or-later
"""Test Anything Protocol for the tests of the scripts."""
import os
import sys

SCRIPTS = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))

_points = 0
_failures = 0


def ok(good, name, *details):
    """One point; details are shown when it fails, where meson shows them."""
    global _points, _failures
    _points += 1
    print(f'{"ok" if good else "not ok"} {_points} - {name}', flush=True)
    if not good:
        _failures += 1
        for detail in details:
            for line in str(detail).splitlines():
                print('# ' + line, file=sys.stderr)


def skip(name, reason):
    global _points
    _points += 1
    print(f'ok {_points} - {name} # SKIP {reason}')


def done():
    print(f'1..{_points}')
    sys.exit(1 if _failures else 0)


def write(root, name, text, mode=0o644):
    """A file below root, with its folders."""
    path = os.path.join(root, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    os.chmod(path, mode)
    return path
