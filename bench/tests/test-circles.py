#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
test-circles.py BUILD-FOLDER: no two object files of bench and platforms need
each other, directly or through others.

Symbols tell what the includes hide: two files that share one header and call
each other.
"""
import glob
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), '../../scripts/tests'))
import tap  # noqa: E402


def symbols(path):
    """(defined, undefined) of one object file"""
    defined, undefined = set(), set()
    for line in subprocess.run(['nm', path], check=True, text=True,
                               stdout=subprocess.PIPE).stdout.splitlines():
        words = line.split()
        if len(words) == 2 and words[0] == 'U':
            undefined.add(words[1])
        elif len(words) == 3 and words[1] in 'TDRBVW':
            defined.add(words[2])
    return defined, undefined


def needs_of(objects):
    """module: the modules whose symbols it needs; objects: {module: (defined, undefined)}"""
    home = {name: module for module, (defined, _) in objects.items() for name in defined}
    return {module: {home[name] for name in undefined if home.get(name, module) != module}
            for module, (_, undefined) in objects.items()}


def circle_in(needs):
    """One circle as a list of modules that ends where it begins; None without any"""
    done = set()

    def visit(module, path):
        if module in path:
            return path[path.index(module):] + [module]
        if module in done:
            return None
        for other in sorted(needs[module]):
            found = visit(other, path + [module])
            if found:
                return found
        done.add(module)
        return None

    for module in sorted(needs):
        found = visit(module, [])
        if found:
            return found
    return None


def main():
    build = sys.argv[1]
    objects = {}
    for folder in glob.glob(os.path.join(build, 'bench/**/lib*.a.p'), recursive=True) + \
            glob.glob(os.path.join(build, 'platforms/libplatforms.a.p')):
        for path in glob.glob(os.path.join(folder, '*.o')):
            module = os.path.relpath(folder, build).split('/lib')[0] + '/' + \
                os.path.basename(path)[:-len('.c.o')]
            objects[module] = symbols(path)

    tap.ok(len(objects) > 100, f'object files are there: {len(objects)}')
    circle = circle_in(needs_of(objects))
    tap.ok(not circle, 'no two files need each other', 'a circle: ' + ' -> '.join(circle or []))
    made_up = {'a': ({'a'}, {'b'}), 'b': ({'b'}, {'c', 'elsewhere'}), 'c': ({'c'}, {'a'}),
               'd': (set(), {'a'})}
    tap.ok(circle_in(needs_of(made_up)) == ['a', 'b', 'c', 'a'], 'a circle of three is found')
    tap.done()


if __name__ == '__main__':
    main()
