#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""check-events on made-up vendors' files: what is equal, and each thing that may differ."""
import json
import os
import subprocess
import tempfile

import tap

CHECK = os.path.join(tap.SCRIPTS, 'check-events')

PLATFORMS = ('amd-zen3\tx\t0x19/0x00-0x0f X86_FEATURE_ZEN3\n'
             'intel-one\tx\t6/0x55 steppings 0-4 INTEL_ONE\n'
             'intel-two\tx\t6/0x55 steppings 5-15 INTEL_ONE, 6/0x86 INTEL_TWO in guests with avx512f\n')
ROWS = (
    ('intel-one', 'cpu', 'OCR.RFO', '0xb7', '0x1', 'event=0xb7,umask=0x1,offcore_rsp=0x22', 'perfmon'),
    ('intel-two', 'cpu_atom', 'L2.MISS', '0x24', '0x2', 'event=0x24,umask=0x2', 'perfmon'),
    ('intel-two', 'uncore_cha', 'TOR.RFO', '0x35', '0xc807ff01', 'event=0x35,umask=0xc807ff01', 'perfmon'),
    ('intel-two', 'uncore_imc_free_running', 'READ_FREERUN', '0xff', '0x20', 'event=0xff,umask=0x20',
     'perfmon'),
    ('amd-zen3', 'amd_umc', 'cas.rd', '0xa', '0x0', 'event=0xa,rdwrmask=0x1', 'pmu-events'),
    ('amd-zen3', 'cpu', 'CLOSE_FULL', '0x50', '0x1', 'event=0x50,umask=0x1', 'LIKWID zen3'),
    ('amd-zen3', 'resctrl', 'mbm', '0x2', '0x0', 'event=0x2', 'Linux resctrl_types.h'),
)
MAP = ('Family-model,Version,Filename,EventType,Core Type,Native Model ID,Core Role Name\n'
       'GenuineIntel-6-55-[01234],V1,/ONE/one.json,core,,,\n'
       'GenuineIntel-6-55-[56789ABCDEF],V1,/TWO/atom.json,hybridcore,0x20,1,Atom\n'
       'GenuineIntel-6-55-[56789ABCDEF],V1,/TWO/uncore.json,uncore,,,\n')
FILES = {
    'ONE/one.json': [{'EventName': 'OCR.RFO', 'EventCode': '0xB7, 0xBB', 'UMask': '0x01',
                      'MSRValue': '0x22'}],
    'TWO/atom.json': [{'EventName': 'L2.MISS', 'EventCode': '0x24', 'UMask': '0x01,0x02',
                       'MSRValue': '0x00'}],
    'TWO/uncore.json': [{'EventName': 'TOR.RFO', 'EventCode': '0x35', 'UMask': '0x01',
                         'UMaskExt': '0x00C807FF', 'Unit': 'CHA'},
                        {'EventName': 'READ_FREERUN', 'EventCode': '0x00', 'UMask': '0x00',
                         'Unit': 'imc'}],
    'amdzen3/umc.json': [{'EventName': 'cas.rd', 'EventCode': '0x0a', 'RdWrMask': '0x1',
                          'Unit': 'UMCPMC'}],
}
LIKWID = 'EVENT_CLOSE 0x50 PMC\nUMASK_CLOSE_FULL 0x01\n'


def check(rows=ROWS, files=None, likwid=LIKWID):
    """(status, output) of check-events on a folder of its own"""
    with tempfile.TemporaryDirectory() as root:
        events = ''.join('\t'.join((row[0], 'rfo') + row[1:6] + ('64', 'raw table', row[6])) + '\n'
                         for row in rows)
        tap.write(root, 'events', events + 'intel-one\trfo\tcpu\t-\t-\t-\t-\t-\t-\tnone: why\n')
        tap.write(root, 'platforms', PLATFORMS)
        tap.write(root, 'pagestream', f'#!/bin/sh\ncat {root}/$2\n', 0o755)
        if files is not None:
            tap.write(root, 'vendor/mapfile.csv', MAP)
            for name, entries in files.items():
                data = entries if name.startswith('amd') else {'Header': {}, 'Events': entries}
                tap.write(root, 'vendor/' + name, json.dumps(data))
            tap.write(root, 'vendor/likwid/perfmon_zen3_events.txt', likwid)
        os.makedirs(root + '/vendor', exist_ok=True)
        done = subprocess.run([CHECK, '--program', root + '/pagestream', root + '/vendor'],
                              check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        return done.returncode, done.stdout


def changed(name, index, **what):
    files = {key: [dict(entry) for entry in entries] for key, entries in FILES.items()}
    files[name][index].update(what)
    return files


status, out = check(files=FILES)
tap.ok(status == 0 and out == '7 rows checked: 6 equal, 0 different, 0 not found, 1 in no file for a '
       'stated reason\n', 'what is equal is counted, and nothing else printed', status, out)
for what, files, wanted in (
        ('code', changed('ONE/one.json', 0, EventCode='0x2A,0x2B'), 'different: intel-one cpu OCR.RFO'),
        ('offcore value', changed('ONE/one.json', 0, MSRValue='0x2'), 'offcore_rsp 0x2'),
        ('unit mask', changed('TWO/atom.json', 0, UMask='0x04'), 'unit mask 0x4'),
        ('extension of the unit mask', changed('TWO/uncore.json', 0, UMaskExt='0x00C807FE'),
         'unit mask 0xc807fe01'),
        ('unit', changed('TWO/uncore.json', 0, Unit='M2M'), 'unit M2M'),
        ('unit of a free-running counter', changed('TWO/uncore.json', 1, Unit='CHA'), 'unit CHA'),
        ('reads and writes', changed('amdzen3/umc.json', 0, RdWrMask='0x2'), 'rdwrmask 0x2')):
    status, out = check(files=files)
    tap.ok(status == 1 and wanted in out and ' 1 different' in out, f'another {what} is told', out)
for what, files in (('a name', changed('TWO/atom.json', 0, EventName='L2.HIT')),
                    ('the file of other steppings', changed('ONE/one.json', 0, EventName='x'))):
    status, out = check(files=files)
    tap.ok(status == 1 and 'not found: ' in out and ' 1 not found' in out,
           f'{what} that is missing is told', out)
status, out = check(files=FILES, likwid=LIKWID.replace('0x01', '0x02'))
tap.ok(status == 1 and 'CLOSE_FULL' in out, "another unit mask in LIKWID's list is told", out)
status, out = check()
tap.ok(status == 2 and len(out.splitlines()) == 1 and 'no event files' in out,
       'a folder without any is refused in one line', status, out)
tap.done()
