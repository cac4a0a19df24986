#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""pagestream probe --record and --from, and scripts/record-machine: test-record.py PAGESTREAM"""
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
TREE = os.path.join(HERE, '../..')
sys.path.insert(0, os.path.join(TREE, 'scripts/tests'))
import tap  # noqa: E402

PAGESTREAM = sys.argv[1]
MACHINES = os.path.join(TREE, 'platforms/tests/machines')
# They differ from one second to the next.
DRIFT = ('mem-available', 'mem-free', 'mem-buddy', 'loadavg', 'steal', 'pressure-')


def call(*args):
    done = subprocess.run(args, capture_output=True, text=True, timeout=120, check=False)
    return done.returncode, done.stdout, done.stderr


def facts(text):
    """The facts of probe, those that drift left out"""
    lines = text.split('\n\n')[0].splitlines()
    return [line for line in lines if not line.startswith(DRIFT)]


def test_here(folder):
    one = os.path.join(folder, 'here')
    status, out, err = call(PAGESTREAM, 'probe', '--record', one)
    tap.ok(status == 0 and not out and not err and os.path.isfile(os.path.join(one, 'cpuid')),
           'this machine is recorded', status, out, err)
    live, recorded = call(PAGESTREAM, 'probe')[1], call(PAGESTREAM, 'probe', '--from', one)[1]
    # On a hybrid CPU the two may have looked at two kinds of core.
    same = facts(live) == facts(recorded) or 'core-type                    absent' not in live
    tap.ok(same and len(facts(live)) > 60, 'its recording says the same',
           [pair for pair in zip(facts(live), facts(recorded)) if pair[0] != pair[1]])
    status, out, err = call(PAGESTREAM, 'probe', '--record', one)
    tap.ok(status == 1 and len(err.splitlines()) == 1 and one in err,
           'a folder that is there is left alone', status, err)

    two = os.path.join(folder, 'script')
    script = os.path.join(TREE, 'scripts/record-machine')
    status, out, err = call(script, '--program', PAGESTREAM, two)
    made = [name for name in os.listdir(folder) if name.startswith('script')]
    tap.ok(status == 0 and made and all(name in out for name in made),
           'scripts/record-machine makes one for each kind of core', status, out, err)
    for args in ((), ('--what', two), (two, 'another'), ('--program', '/nowhere', two)):
        status, out, err = call(script, *args)
        tap.ok(status in (1, 2) and len(err.splitlines()) == 1,
               f'scripts/record-machine {" ".join(args[:1])}: one line', status, err)


def test_others():
    status, out, err = call(PAGESTREAM, 'probe', '--from', os.path.join(MACHINES, 'intel-icx-2s'))
    tap.ok(status == 0 and not err and 'platform                     intel-icx\n' in out and
           'uncore_imc_0, type 20 config 0xf04, 64 bytes each' in out and
           'Memory nodes' not in out, 'another machine, its counters and none of this one', out, err)
    status, out, err = call(PAGESTREAM, 'probe', '--from',
                            os.path.join(MACHINES, 'intel-gnr-guest-masked'))
    tap.ok('platform                     generic\n' in out and
           'platform-at-least            intel-gnr: has amx_fp16\n' in out and
           'platform-looks-like          intel-gnr: ' in out,
           'a guest that hides its model: what it must be and looks like', out)


def test_refusals(folder):
    tap.write(folder, 'empty/cpuid', 'nothing\n')
    for args, wanted in ((('--from', os.path.join(folder, 'none')), 'none'),
                         (('--from', os.path.join(folder, 'empty')), 'is no recording'),
                         (('--from', folder, '--record', folder), 'not with --from'),
                         (('--from',), '--from')):
        status, out, err = call(PAGESTREAM, 'probe', *args)
        tap.ok(status in (1, 2) and not out and len(err.splitlines()) == 1 and wanted in err,
               f'probe {args[0]}: {wanted}', status, err)


with tempfile.TemporaryDirectory() as scratch:
    test_here(scratch)
    test_others()
    test_refusals(scratch)
tap.done()
