#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What may be written and what was found: test-targets.py PAGESTREAM

Every refusal on real files, and on loop devices and mounts where this user may
make them.
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                '../../scripts/tests'))
import tap  # noqa: E402

PAGESTREAM = sys.argv[1]
TINY = ['run', '--plan', 'smoke', '--pages', '2048', '--copy', 'mov', '--rounds', '1', '--reps',
        '1']


def call(*args):
    return subprocess.run([PAGESTREAM, *args], capture_output=True, text=True, timeout=120,
                          check=False)


def rows_of(text):
    table = [line.split('\t') for line in text.splitlines() if not line.startswith('#')]
    return [dict(zip(table[0], row)) for row in table[1:]]


def refused(name, args, *words):
    done = call(*TINY, *args)
    tap.ok(done.returncode == 2 and len(done.stderr.splitlines()) == 1 and not done.stdout and
           all(word in done.stderr for word in words), f'refused: {name}',
           f'status {done.returncode}, wanted 2 and {words}', done.stderr)


def accepted(name, args):
    done = call(*TINY, *args)
    # Other work on this machine may spoil most samples: it went through all the same.
    whole = done.returncode == 0 or 'the machine was too busy' in done.stderr
    rows = rows_of(done.stdout) if whole else []
    tap.ok(any(row['status'] in ('ok', 'disturbed') for row in rows), f'accepted: {name}',
           done.stderr, rows)
    return rows


def command(*args):
    return subprocess.run(args, capture_output=True, text=True, check=False)


def content(path):
    with open(path, 'rb') as file:
        return file.read()


def test_files(folder):
    path = os.path.join(folder, 'image')
    tap.write(folder, 'image', 'mine\n')
    refused('a file that exists', ['--target', 'file:' + path], path, 'exists', '5 bytes',
            '--destroy ' + path)
    refused('a file that exists, as fsdax', ['--target', 'fsdax:' + path], path, 'exists')
    refused('a file that --destroy names otherwise',
            ['--target', 'file:' + path, '--destroy', os.path.join(folder, '.', 'image')],
            '--destroy', 'no --target')
    refused('--destroy without its target', ['--target', 'memfd', '--destroy', path],
            '--destroy ' + path, 'no --target')
    link = os.path.join(folder, 'link')
    os.symlink(path, link)
    refused('a symbolic link', ['--target', 'file:' + link, '--destroy', link], 'symbolic link')
    os.unlink(link)
    way = os.path.join(folder, 'way')
    os.symlink(folder, way)
    refused('a file behind a symbolic link', ['--target', f'file:{way}/image', '--destroy', f'{way}/image'],
            'symbolic link', os.path.realpath(path))
    os.unlink(way)
    os.link(path, link)
    refused('a file with two names', ['--target', 'file:' + path, '--destroy', path], '2 names')
    os.unlink(link)
    with open(path, 'rb'):
        refused('a file that is open elsewhere', ['--target', 'file:' + path, '--destroy', path],
                'in use')
    refused('a character device', ['--target', 'file:/dev/null', '--destroy', '/dev/null'],
            'neither a DAX nor a block device')
    refused('a file as devdax', ['--target', 'devdax:' + path, '--destroy', path],
            'no DAX device')
    refused('devdax without a device', ['--target', 'devdax:/dev/dax99.99'], 'not there')
    refused('devdax without a path', ['--target', 'devdax'], 'path', '/dev/dax0.0')
    refused('fsdax without a path', ['--target', 'fsdax'], 'path', 'folder')
    tap.ok(content(path) == b'mine\n', 'what was refused is as it was')

    rows = accepted('a file that --destroy names', ['--target', 'file:' + path, '--destroy', path])
    tap.ok(os.path.getsize(path) == 2048 * 64 and b'mine' not in content(path),
           'it is overwritten where it lies', os.path.getsize(path))
    tap.ok(all(row['page_bytes'] != '-' for row in rows if row['status'] == 'ok'),
           'its page size is read back', rows)
    os.unlink(path)


def test_not_dax(folder):
    # A tmpfs is never DAX; whatever else the scratch folder is on may be.
    places = [folder] + ([tempfile.mkdtemp(dir='/dev/shm')] if os.access('/dev/shm', os.W_OK) else [])
    for place in places:
        rows = rows_of(call(*TINY, '--target', 'fsdax:' + place).stdout)
        skips = [row for row in rows if row['status'] == 'skip']
        if place == folder and any(row['status'] == 'ok' for row in rows):
            tap.skip('fsdax on ordinary files is a skip row', 'the scratch folder is DAX')
        else:
            tap.ok(len(skips) == 1 and 'MAP_SYNC' in skips[0]['reason'] and
                   place not in skips[0]['reason'], 'fsdax on ordinary files is a skip row', rows)
        tap.ok(os.listdir(place) == [], 'no file stays behind', os.listdir(place))
    for place in places[1:]:
        os.rmdir(place)


LOOP_POINTS = ('refused: the backing file of a loop device', 'refused: a block device',
               'accepted: a block device that --destroy names', 'refused: a mounted device',
               'refused: a mount point', 'the mounted filesystem is as it was')


def loop_of(path):
    done = command('losetup', '--find', '--show', path)
    return done.stdout.strip() if done.returncode == 0 else None


def test_loop(folder):
    path = os.path.join(folder, 'disk')
    where = os.path.join(folder, 'mnt')
    with open(path, 'wb') as file:
        file.truncate(16 << 20)
    device = loop_of(path) if os.geteuid() == 0 else None
    if not device:
        for point in LOOP_POINTS:
            tap.skip(point, 'no loop device can be made here')
        os.unlink(path)
        return
    try:
        refused('the backing file of a loop device',
                ['--target', 'file:' + path, '--destroy', path], 'in use')
        refused('a block device', ['--target', 'file:' + device], '16M', '--destroy ' + device)
        accepted('a block device that --destroy names',
                 ['--target', 'file:' + device, '--destroy', device])
        os.mkdir(where)
        if command('mkfs.ext4', '-q', device).returncode or \
                command('mount', device, where).returncode:
            for point in LOOP_POINTS[3:]:
                tap.skip(point, 'no filesystem can be mounted here')
            return
        tap.write(where, 'file', 'mine\n')
        refused('a mounted device', ['--target', 'file:' + device, '--destroy', device],
                'mounted on', where, 'ext4', '16M')
        other = os.path.join(folder, 'other')
        tap.write(folder, 'other', 'other\n')
        if command('mount', '--bind', os.path.join(where, 'file'), other).returncode:
            tap.skip(LOOP_POINTS[4], 'no bind mount can be made here')
        else:
            refused('a mount point', ['--target', 'file:' + other, '--destroy', other],
                    'mount point')
            command('umount', other)
        tap.ok(content(os.path.join(where, 'file')) == b'mine\n', LOOP_POINTS[5])
        os.unlink(other)
    finally:
        command('umount', where)
        command('losetup', '--detach', device)
        os.unlink(path)
        if os.path.isdir(where):
            os.rmdir(where)


with tempfile.TemporaryDirectory(dir=os.environ.get('TMPDIR', '/var/tmp')) as scratch:
    test_files(scratch)
    test_not_dax(scratch)
    test_loop(scratch)
tap.done()
