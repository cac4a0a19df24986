#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""man.py MANUAL AXIS-LIST: the manual, with an entry for each axis that it does not know, on
standard output; so that an axis takes one line in axis-list.h."""
import re
import sys

AXIS = re.compile(r'^AXIS\((?P<name>\w+), (?P<field>\w+), .*, "(?P<argument>[^"]*)", "(?P<help>[^"]*)"\)$')
MARK = '.\\" @AXES@'


def main():
    with open(sys.argv[1], encoding='ascii') as file:
        manual = file.read()
    entries = []
    with open(sys.argv[2], encoding='ascii') as file:
        for line in file:
            axis = AXIS.match(line)
            option = axis and axis['field'].replace('_', '-')
            if axis and f'.It Fl -{option} ' not in manual:
                entries.append(f'.It Fl -{option} Ar {axis["argument"].split(",")[0].lower()} Ns ,...\n'
                               f'{axis["help"].capitalize()}.\n')
    before, mark, after = manual.partition(MARK)
    if not mark:
        sys.exit(f'{sys.argv[1]}: there is no line "{MARK}"')
    sys.stdout.write(before + ''.join(entries) + after.partition('\n')[2])


if __name__ == '__main__':
    main()
