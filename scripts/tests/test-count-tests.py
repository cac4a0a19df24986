#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""count-tests on small logs in the shapes that meson writes."""
import json
import os
import subprocess
import sys
import tempfile

import tap

PASS, FAIL, ERROR, SKIP = '', '<failure />', '<error />', '<skipped />'

# name, tests [(name, result, points or None)], the line of counts and one per failure
CASES = [
    ('points count, not programs', [('a', 'OK', [PASS] * 3), ('b', 'OK', [PASS] * 2)], '5 0 0'),
    ('failed and skipped points', [('a', 'FAIL', [PASS, FAIL, SKIP, ERROR])], '1 2 1',
     'a: 1 - p', 'a: 3 - p'),
    ('all points skipped', [('a', 'SKIP', [SKIP, SKIP])], '0 0 2'),
    ('crash after good points', [('a', 'ERROR', [PASS, PASS])], '2 1 0', 'a: ERROR'),
    ('crash after a failed point counts once', [('a', 'ERROR', [PASS, FAIL])], '1 1 0',
     'a: 1 - p'),
    ('crash before the first point', [('a', 'ERROR', None)], '0 1 0', 'a: ERROR'),
    ('timeout', [('a', 'TIMEOUT', [PASS])], '1 1 0', 'a: TIMEOUT'),
    ('interrupted', [('a', 'INTERRUPT', [PASS])], '1 1 0', 'a: INTERRUPT'),
    ('exit status tests', [('a', 'OK', None), ('b', 'FAIL', None), ('c', 'SKIP', None)], '1 1 1',
     'b: FAIL'),
    ('both kinds', [('a', 'OK', None), ('b', 'OK', [PASS, PASS])], '3 0 0'),
    ('names with dots', [('x:unit / a.b', 'OK', [PASS]), ('x:unit / a', 'OK', [PASS])], '2 0 0'),
    ('expected failure', [('a', 'EXPECTEDFAIL', None)], '1 0 0'),
    ('unexpected pass', [('a', 'UNEXPECTEDPASS', None)], '0 1 0', 'a: UNEXPECTEDPASS'),
    ('no test', [], '0 0 0'),
]


def count(folder):
    result = subprocess.run([sys.executable, os.path.join(tap.SCRIPTS, 'count-tests'), folder],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    return result.returncode, result.stdout.strip(), result.stderr.strip()


def write_logs(folder, tests, extra=''):
    lines = ''.join(json.dumps({'name': name, 'stdout': 'ok 1\n', 'result': result}) + '\n'
                    for name, result, _ in tests)
    suites = ''
    single = ''
    for name, _, points in tests:
        if points is None:
            single += f'<testcase name="{name}" classname="demo" />'
        else:
            cases = ''.join(f'<testcase name="{i} - p">{point}</testcase>'
                            for i, point in enumerate(points))
            suites += f'<testsuite name="demo.{name}">{cases}</testsuite>'
    if single:
        suites += f'<testsuite name="demo">{single}</testsuite>'
    tap.write(folder, 'meson-logs/testlog.json', lines)
    tap.write(folder, 'meson-logs/testlog.junit.xml', f'<testsuites>{suites}{extra}</testsuites>')


def main():
    for name, tests, *wanted in CASES:
        with tempfile.TemporaryDirectory() as folder:
            write_logs(folder, tests)
            status, output, error = count(folder)
            tap.ok(status == 0 and output.splitlines() == wanted, name,
                   f'wanted {wanted}, got {output}', error)

    with tempfile.TemporaryDirectory() as folder:
        status, output, error = count(folder)
        tap.ok(status == 1 and not output and folder in error, 'no logs: an error', output, error)

        write_logs(folder, [('a', 'OK', [PASS])])
        tap.write(folder, 'meson-logs/testlog.junit.xml', '<testsuites>')
        status, output, error = count(folder)
        tap.ok(status == 1 and not output and len(error.splitlines()) == 1, 'cut log: an error',
               output, error)

        write_logs(folder, [], '<testsuite name="demo.b"><testcase name="1" /></testsuite>')
        status, output, error = count(folder)
        tap.ok(status == 1 and not output and 'b' in error, 'logs that disagree: an error',
               output, error)
    tap.done()


if __name__ == '__main__':
    main()
