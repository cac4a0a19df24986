#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""check-mail on mails that are fit and on mails that are not."""
import os
import subprocess
import tempfile

import tap

CHECK = os.path.join(tap.SCRIPTS, 'check-mail')

# name, bytes, what is said (None: fit)
CASES = [
    ('plain text', b'prefer movnti\n\n  0.381\n', None),
    ('72 columns', b'x' * 72 + b'\n', None),
    ('73 columns', b'ok\n' + b'x' * 73 + b'\n', ':2: 73 columns'),
    ('a tab', b'a\tb\n', ':1: not printable ASCII'),
    ('a character of two bytes', 'µs\n'.encode(), ':1: not printable ASCII'),
    ('a carriage return', b'a\r\n', ':1: not printable ASCII'),
    ('a colour', b'\033[31mred\n', ':1: not printable ASCII'),
    ('a blank at the end', b'a\nb \n', ':2: blank at the end'),
    ('a line of blanks', b'a\n   \nb\n', ':2: blank at the end'),
    ('no end of the last line', b'a\nb', ':2: the last line has no end'),
    ('nothing', b'', ':1: empty'),
]


def call(*args, stdin=b''):
    done = subprocess.run(['sh', CHECK, *args], input=stdin, capture_output=True, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'mail.txt')
        for name, text, said in CASES:
            with open(path, 'wb') as file:
                file.write(text)
            for status, out, err in (call(path), call(stdin=text), call('-', stdin=text)):
                tap.ok((status, out) == (0, '') if said is None else
                       status == 1 and said in out and len(out.splitlines()) == 1,
                       name, status, out, err)
        status, out, _ = call(path, path)
        tap.ok(status == 1 and len(out.splitlines()) == 2, 'several files', out)
    status, out, err = call('/nowhere/mail')
    tap.ok(status == 2 and '/nowhere/mail' in err, 'a file that is not there', out, err)
    status, out, err = call('--width')
    tap.ok(status == 2 and '--width' in err, 'an option that is not there', out, err)
    status, out, err = call('--help')
    tap.ok(status == 0 and 'usage' in out, '--help', out, err)
    tap.done()


if __name__ == '__main__':
    main()
