#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""What a run does when the machine is taken from under it: test-trust.py PAGESTREAM [KILLS]

Stopped, killed, without a CPU, without memory, without a disk: nothing is lost,
nothing is believed.  KILLS: so many random SIGKILLs instead of a few.
"""
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)),
                                '../../scripts/tests'))
import tap  # noqa: E402

# A sanitizer that takes SIGBUS for itself, or looks for leaks beside strace, is not what is tested.
os.environ['ASAN_OPTIONS'] = ':'.join(filter(None, (os.environ.get('ASAN_OPTIONS'),
                                                    'detect_leaks=0:handle_sigbus=0')))

PAGESTREAM = os.path.realpath(sys.argv[1])
KILLS = int(sys.argv[2]) if len(sys.argv) > 2 else 8
LONG = ['run', '--plan', 'smoke', '--pages', '65536', '--copy', 'mov,movnti', '--target', 'dram',
        '--target', 'memfd', '--rounds', '2', '--reps', '400', '--time', '60']
TINY = ['run', '--plan', 'smoke', '--pages', '2048', '--copy', 'mov,movnti', '--target', 'dram',
        '--rounds', '1', '--reps', '2']
BUSY = 'the machine was too busy'


def read(path):
    """(facts, rows, whole?) with every check proved by another program than the reader's."""
    facts, rows, names, check, whole = {}, [], None, 0, True
    with open(path, 'rb') as file:
        data = file.read()
    for line in data.splitlines(True):
        if not line.endswith(b'\n'):
            whole = False
            break
        text = line.decode()[:-1]
        if text.startswith('# '):
            key, _, value = text[2:].partition(': ')
            if key == 'check' and int(value, 16) != check:
                raise ValueError('check of the end')
            facts.setdefault(key, value)
        elif names is None:
            names = text.split('\t')
        else:
            row = dict(zip(names, text.split('\t')))
            if int(row['check'], 16) != zlib.crc32(line[:-9], check) or int(row['seq']) != len(rows):
                raise ValueError(f'check of row {len(rows)}')
            rows.append(row)
        check = zlib.crc32(line, check)
    return facts, rows, whole


def read_text(text):
    table = [line.split('\t') for line in text.splitlines() if not line.startswith('#')]
    return [dict(zip(table[0], row)) for row in table[1:]]


def start(args, **kwargs):
    return subprocess.Popen([PAGESTREAM, *args], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                            text=True, **kwargs)


def call(args, before=(), **kwargs):
    return subprocess.run([*before, PAGESTREAM, *args], capture_output=True, text=True, timeout=120,
                          check=False, **kwargs)


def children(pid):
    try:
        with open(f'/proc/{pid}/task/{pid}/children', encoding='ascii') as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def until_rows(child, path, nr, copy='movnti'):
    """Wait until so many samples are there: (their process, of those that are)."""
    deadline = time.monotonic() + 60
    while child.poll() is None and time.monotonic() < deadline:
        try:
            with open(path, encoding='utf-8') as file:
                if file.read().count(f'\t{copy}\t') > nr and children(child.pid):
                    return children(child.pid)
        except OSError:
            pass
        time.sleep(0.002)
    return []


def signal_all(pids, signum):
    for pid in pids:
        try:
            os.kill(pid, signum)
        except ProcessLookupError:
            pass


def test_stopped(folder):
    """D1: whoever took the CPU, a sample in which the thread did not run is not ok."""
    path = os.path.join(folder, 'stopped.tsv')
    child = start([*LONG[:-2], '--time', '3', '-o', path])
    pids = until_rows(child, path, 2)
    for _ in range(200):
        signal_all(pids, signal.SIGSTOP)
        time.sleep(0.004)
        signal_all(pids, signal.SIGCONT)
        time.sleep(0.004)
        pids = children(child.pid) or pids
    _, err = child.communicate(timeout=120)
    _, rows, _ = read(path)
    marked = [row for row in rows if 'did not run for' in row['reason']]
    wrong = [row for row in rows if row['status'] == 'ok' and
             int(row['away_ns']) * 20 > int(row['took_ns'])]
    tap.ok(marked and not wrong, 'a sample during which the process was stopped is marked',
           len(marked), wrong[:1], err)


def pin(pid, cpus):
    for task in os.listdir(f'/proc/{pid}/task'):
        try:
            os.sched_setaffinity(int(task), cpus)
        except ProcessLookupError:
            pass


def test_lost_cpu(folder):
    """D2, D3: a CPU goes away; what can go on elsewhere does, and rows say where."""
    cpus = sorted(os.sched_getaffinity(0))
    name = 'a CPU that is taken away costs what needs it, and no more'
    if len(cpus) < 2:
        tap.skip(name, 'this process has one CPU')
        return
    path = os.path.join(folder, 'lost.tsv')
    child = start([*LONG[:-2], '--reps', '40', '--rounds', '1', '--time', '30', '--threads',
                   f'1,{len(cpus)}', '-o', path])
    pids = until_rows(child, path, 6)
    with open(path, encoding='utf-8') as file:
        pinned = int(next(line for line in file if line.startswith('# pinned-cpu: ')).split()[2])
    left = set(cpus) - {pinned}
    for pid in [child.pid, *pids]:
        try:
            pin(pid, left)
        except OSError:
            pass
    _, err = child.communicate(timeout=120)
    facts, rows, _ = read(path)
    skips = [row for row in rows if row['status'] == 'skip']
    tap.ok(child.returncode == 5 and facts.get('end') == 'done' and 'was taken away' in err and
           {row['threads'] for row in skips} == {str(len(cpus))} and
           {row['target'] for row in rows if row['status'] in ('ok', 'disturbed')} == {'dram', 'memfd'},
           name, child.returncode, err, skips)
    moved = [row['cpu'] for row in rows if row['status'] in ('ok', 'disturbed')]
    tap.ok(moved[0] == str(pinned) and moved[-1] != str(pinned) and
           not [row for row in rows if row['status'] == 'ok' and row['cpu'] == str(pinned) and
                int(row['seq']) > max(int(skip['seq']) for skip in skips)],
           'and rows say on which CPU they were taken', moved[-1])


def test_privileges(folder):
    """With root, what stores to memory holds no capability."""
    path = os.path.join(folder, 'caps.tsv')
    child = start([*LONG, '-o', path])
    found = None
    for pid in until_rows(child, path, 2):
        with open(f'/proc/{pid}/status', encoding='ascii') as file:
            found = [int(line.split()[1], 16) for line in file if line.startswith(('CapEff', 'CapPrm'))]
    child.terminate()
    child.communicate(timeout=60)
    tap.ok(found == [0, 0] and child.returncode == 3, 'what stores to memory holds no capability', found)


def test_failed_round(folder):
    """D3: a round that is ended by a signal costs its case a reason and nothing else."""
    for signum, words in ((signal.SIGBUS, 'Bus error'), (signal.SIGKILL, 'memory runs out')):
        path = os.path.join(folder, f'{signum.name}.tsv')
        child = start([*LONG[:-2], '--reps', '12', '--time', '30', '-o', path])
        signal_all(until_rows(child, path, 4), signum)
        _, err = child.communicate(timeout=120)
        facts, rows, _ = read(path)
        skips = [row for row in rows if row['status'] == 'skip']
        last = [row for row in rows if row['round'] == '1' and row['status'] in ('ok', 'disturbed')]
        report = call(['report', 'text', path])
        tap.ok(child.returncode == 5 and facts.get('end') == 'done' and len(skips) in (1, 2) and
               all(words in row['reason'] and row['target'] == skips[0]['target'] for row in skips) and
               {row['target'] for row in last} - {skips[0]['target']} and report.returncode == 0 and
               'not all was measured' in err, f'{signum.name} costs one case', child.returncode, err,
               skips, report.stderr)
        os.unlink(path)


def test_real_time(folder):
    """D4: under a real-time policy a run ends, and so it does on SIGTERM."""
    path = os.path.join(folder, 'fifo.tsv')
    if subprocess.run(['chrt', '-f', '1', 'true'], capture_output=True, check=False).returncode:
        tap.skip('a real-time run ends', 'no real-time policy may be set here')
        return
    done = call([*TINY, '--threads', '1,2', '--load', '0,1', '-o', path], before=['chrt', '-f', '1'])
    facts, rows, _ = read(path)
    tap.ok((done.returncode == 0 or BUSY in done.stderr) and facts.get('end') == 'done' and
           [row for row in rows if row['status'] in ('ok', 'disturbed')], 'a real-time run ends',
           done.returncode, done.stderr)


def ignore_children():
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGINT, signal.SIGCHLD})


def test_inherited(folder):
    path = os.path.join(folder, 'inherited.tsv')
    done = subprocess.run([PAGESTREAM, *TINY, '-o', path], capture_output=True, text=True, timeout=120,
                          check=False, preexec_fn=ignore_children,
                          env=dict(os.environ, LC_ALL='de_DE.UTF-8', LANG='xx', HWLOC_XMLFILE='/nowhere'))
    facts, _, _ = read(path)
    tap.ok((done.returncode == 0 or BUSY in done.stderr) and facts.get('end') == 'done',
           'signals that a parent ignores or blocks, and its locale, change nothing', done.stderr)
    child = subprocess.Popen([PAGESTREAM, *LONG, '-o', os.path.join(folder, 'blocked.tsv')],
                             stderr=subprocess.PIPE, text=True, preexec_fn=ignore_children)
    until_rows(child, os.path.join(folder, 'blocked.tsv'), 2)
    child.terminate()
    _, err = child.communicate(timeout=60)
    tap.ok(child.returncode == 3, 'a blocked SIGTERM ends a run in order', child.returncode, err)
    pipe = subprocess.run(f'"{PAGESTREAM}" {" ".join(TINY)} | head -n 1', shell=True, text=True,
                          capture_output=True, timeout=60, check=False)
    tap.ok(pipe.stdout.startswith('# format') and len(pipe.stderr.splitlines()) < 6 and
           'signal' not in pipe.stderr, 'a reader that goes away is one line', pipe.stderr)


def strace(args, *inject):
    words = [word for one in inject for word in ('-e', f'inject={one}')]
    return call(args, before=['strace', '-f', '-qq', '-o', '/dev/null', *words])


def has_strace():
    if not shutil.which('strace'):
        return 'strace is not installed'
    done = subprocess.run(['strace', '-qq', '-o', '/dev/null', '-e', 'inject=getcwd:error=EPERM', 'true'],
                          capture_output=True, text=True, check=False)
    return '' if done.returncode == 0 else 'strace may not trace here'


def test_injected(folder):
    why = has_strace()
    path = os.path.join(folder, 'injected.tsv')
    for name, inject, status, words in (
            ('more CPUs than a cpu_set_t holds', ['sched_getaffinity:error=EINVAL:when=1'], (0, 1), ''),
            ('no CPU may be chosen', ['sched_setaffinity:error=EPERM'], (4,), 'cannot run on CPU'),
    ):
        if why:
            tap.skip(name, why)
            continue
        done = strace([*TINY, '-o', path], *inject)
        facts, rows, _ = read(path)
        tap.ok(done.returncode in status and facts.get('end') == 'done' and
               words in done.stderr + ''.join(row['reason'] for row in rows), name,
               done.returncode, done.stderr)
        os.unlink(path)


def hidden(mount, args):
    return call(args, before=['unshare', '-m', 'sh', '-c', f'mount -t tmpfs x {mount} && exec "$@"', 'sh'])


def test_hidden(folder):
    """A1, A8: a container hides /sys, or forbids move_pages."""
    path = os.path.join(folder, 'hidden.tsv')
    name = 'without /sys a node is skipped with the reason, and other memory runs'
    done = hidden('/sys', [*TINY, '--target', 'dram:node=0', '-o', path])
    if not os.path.exists(path):
        tap.skip(name, 'nothing may be mounted here')
    else:
        _, rows, _ = read(path)
        skips = {row['target']: row['reason'] for row in rows if row['status'] == 'skip'}
        tap.ok(set(skips) == {'dram:node=0'} and 'is hidden' in skips['dram:node=0'] and
               'hwloc' not in done.stderr and done.returncode in (0, 1), name, done.stderr, skips)
        os.unlink(path)
        done = hidden('/sys/devices/system/node', [*TINY, '-o', path])
        tap.ok(done.returncode in (0, 1) and 'Assert' not in done.stderr and read(path)[0]['end'] == 'done',
               'nor does an empty folder of nodes end it', done.returncode, done.stderr)
        os.unlink(path)
    why = has_strace()
    if why:
        tap.skip('move_pages that is forbidden is named', why)
        return
    done = strace([*TINY[:-6], '--target', 'dram:node=0', '--rounds', '1', '-o', path], 'move_pages:error=EPERM')
    _, rows, _ = read(path)
    skips = [row['reason'] for row in rows if row['status'] == 'skip']
    if any('without libnuma' in reason for reason in skips):
        tap.skip('move_pages that is forbidden is named', skips[0])
        return
    tap.ok(done.returncode == 4 and all('Operation not permitted' in reason and 'CAP_SYS_NICE' in reason
                                        for reason in skips), 'move_pages that is forbidden is named',
           done.returncode, skips[:1])


def rewrite(path, old, new):
    """A run file with another header, as if it had been written so."""
    out, crc = b'', 0
    with open(path, 'rb') as file:
        data = file.read().replace(old, new)
    for line in data.splitlines(True):
        if line.startswith(b'# check: '):
            line = b'# check: %08x\n' % crc
        elif not line.startswith((b'#', b'seq\t')):
            line = line[:-9] + b'%08x\n' % zlib.crc32(line[:-9], crc)
        crc = zlib.crc32(line, crc)
        out += line
    with open(path, 'wb') as file:
        file.write(out)


def orders(rows):
    """Copies in the order of their first tries, by round, repetition and memory."""
    found = {}
    for row in rows:
        if row['status'] in ('ok', 'disturbed'):
            order = found.setdefault((row['round'], row['rep'], row['target']), [])
            if row['copy'] not in order:
                order.append(row['copy'])
    return found


def test_resume(folder):
    path = os.path.join(folder, 'resume.tsv')
    args = ['run', '--plan', 'smoke', '--pages', '32768', '--copy', 'mov,movnti,base', '--target', 'dram',
            '--target', 'memfd', '--rounds', '2', '--reps', '6', '--time', '60', '--seed', '5', '--label',
            "it's a label"]
    whole = orders(read_text(call(args).stdout))
    for name, signum, nr in (('interrupted', signal.SIGINT, 8), ('killed', signal.SIGKILL, 17)):
        # On a busy machine a run may be over before this process gets a CPU to look.
        for _ in range(5):
            child = start([*args, '-o', path], start_new_session=True)
            # No pilot finds mov slow.
            until_rows(child, path, nr, 'mov')
            if child.poll() is None:
                os.killpg(child.pid, signum)
                child.communicate()
                break
            child.communicate()
            os.unlink(path)
        _, before, _ = read(path)
        if name == 'killed':
            with open(path, 'ab') as file:
                file.write(b'77\t0\ttorn')
        done = call(['run', '--resume', path])
        facts, rows, _ = read(path)
        def samples(some):
            return {(row['round'], row['rep'], row['target'], row['copy']) for row in some
                    if row['status'] in ('ok', 'disturbed')}
        tap.ok((done.returncode == 0 or BUSY in done.stderr) and rows[:len(before)] == before and
               not samples(before) & samples(rows[len(before):]) and
               'after' in facts.get('resumed', '') and facts.get('end') == 'done',
               f'{name}: what is there stays, and nothing of it is sampled again', done.stderr)
        # A slow copy takes part once in a round; which one is slow is for the pilot to say.
        same = [key for key, order in orders(rows).items() if
                [copy for copy in order if copy in whole.get(key, [])] ==
                [copy for copy in whole.get(key, []) if copy in order]]
        taken = {(number, copy): sorted(int(rep) for found, rep, target, what in samples(rows)
                                        if (found, target, what) == (str(number), 'dram', copy))
                 for number in range(2) for copy in ('mov', 'movnti', 'base')}
        tap.ok(all(reps == list(range(6)) or (reps == [0] and copy != 'mov')
                   for (_, copy), reps in taken.items()) and
               len(same) == len(orders(rows)), f'{name}: all of the plan is there, in its order',
               len(same), len(orders(rows)), taken)
        if name == 'killed':
            break
        os.unlink(path)
    refused = call(['run', '--resume', path])
    tap.ok(refused.returncode == 2 and 'is done' in refused.stderr, 'a run that is done is refused',
           refused.stderr)
    rewrite(path, b'# end: done\n', b'# end: interrupted\n')
    again = os.path.join(folder, 'again.tsv')
    shutil.copy(path, again)
    done = call(['run', '--resume', again])
    tap.ok((done.returncode == 0 or BUSY in done.stderr) and read(again)[1] == read(path)[1] and
           read(again)[0]['end'] == 'done', 'what lacks its end alone is given that', done.returncode,
           done.stderr)
    for key, old, new in (('version', b'# version: ', b'# version: 0.0.1 '), ('cpu', b'# cpu: ', b'# cpu: Other'),
                          ('plan', b'# plan: smoke', b'# plan: quick')):
        rewrite(path, old, new)
        done = call(['run', '--resume', path])
        tap.ok(done.returncode == 2 and f'{key} differs' in done.stderr and
               len(done.stderr.splitlines()) == 1, f'another {key} is refused and named', done.stderr)
        rewrite(path, new, old)
    done = call(['run', '--resume', path, '--rounds', '3'])
    tap.ok(done.returncode == 2 and 'alone' in done.stderr, 'nothing else may be asked for', done.stderr)


def test_limited_file(folder):
    """A file that may grow to so many bytes: whole rows, one line, and the name is not taken for nothing."""
    path = os.path.join(folder, 'limited.tsv')
    for limit in (0, 3000, 11000, 12345):
        def limit_size(most=limit):
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        done = call([*TINY, '--reps', '60', '-o', path], preexec_fn=limit_size)
        if not os.path.exists(path):
            tap.ok(done.returncode == 1 and 'File too large' in done.stderr,
                   f'a file of at most {limit} bytes: none', done.returncode, done.stderr)
            continue
        _, _, whole = read(path)
        report = call(['report', 'tsv', path])
        tap.ok(done.returncode == 1 and 'File too large' in done.stderr and whole and
               report.returncode == 0 and ' cut ' not in report.stderr, f'a file of at most {limit} bytes: whole rows',
               done.returncode, done.stderr, report.stderr)
        os.unlink(path)


class Group:
    """A control group of its own, v1 or v2, with a limit; None where none can be made."""

    def __init__(self, controller, limits):
        self.path = self.granted = None
        for mount, v2 in ((f'/sys/fs/cgroup/{controller}', False), ('/sys/fs/cgroup', True),
                          ('/sys/fs/cgroup/unified', True)):
            path = os.path.join(mount, f'pagestream-test-{os.getpid()}')
            try:
                if v2:
                    with open(os.path.join(mount, 'cgroup.controllers'), encoding='ascii') as file:
                        if controller not in file.read().split():
                            continue
                    self.grant(mount, controller)
                os.mkdir(path)
            except OSError:
                continue
            try:
                for name, value in limits[1 if v2 else 0]:
                    with open(os.path.join(path, name), 'w', encoding='ascii') as file:
                        file.write(value)
            except OSError:
                os.rmdir(path)
                continue
            self.path = path
            return

    def grant(self, mount, controller):
        path = os.path.join(mount, 'cgroup.subtree_control')
        with open(path, encoding='ascii') as file:
            if controller in file.read().split():
                return
        with open(path, 'w', encoding='ascii') as file:
            file.write(f'+{controller}')
        self.granted = path, controller

    def join(self):
        with open(os.path.join(self.path, 'cgroup.procs'), 'w', encoding='ascii') as file:
            file.write(str(os.getpid()))

    def call(self, args, **kwargs):
        return call(args, preexec_fn=self.join, **kwargs)

    def remove(self):
        if self.path:
            os.rmdir(self.path)
        if self.granted:
            with open(self.granted[0], 'w', encoding='ascii') as file:
                file.write(f'-{self.granted[1]}')


def test_quota(folder):
    """D1: a CFS quota is said, and no throttled sample is ok."""
    group = Group('cpu', [[('cpu.cfs_quota_us', '20000')], [('cpu.max', '20000 100000')]])
    path = os.path.join(folder, 'quota.tsv')
    if not group.path:
        tap.skip('a throttled run', 'no cgroup with a CPU quota can be made here')
        return
    done = group.call([*TINY, '--pages', '262144', '--reps', '12', '-o', path])
    facts, rows, _ = read(path)
    tap.ok(facts.get('cpu-quota', '').startswith('0.2 CPUs') and 'cpu-throttled' in facts and
           not [row for row in rows if row['status'] == 'ok' and
                int(row['away_ns']) * 20 > int(row['took_ns'])],
           'a quota stands in the header, and no throttled sample is ok', done.stderr, facts)
    group.remove()


def test_memory_limits(folder):
    """D10, A10: limits are asked before sizes are chosen; a model is optional."""
    path = os.path.join(folder, 'limited.tsv')
    plain = ['run', '--rounds', '1', '--reps', '1', '--copy', 'mov,movnti', '--target', 'dram', '-o', path]
    group = Group('memory', [[('memory.limit_in_bytes', '100M')], [('memory.max', '100M')]])
    for name, run in (('a cgroup of 100 MiB', group.call if group.path else None),
                      ('RLIMIT_AS of 200 MiB', lambda args: call(args, before=['prlimit', '--as=209715200'])),
                      ('RLIMIT_DATA of 300 MiB',
                       lambda args: call(args, before=['prlimit', '--data=314572800']))):
        if not run:
            tap.skip(name, 'no cgroup with a memory limit can be made here')
            continue
        if run(['--version']).returncode:
            tap.skip(name, 'a sanitizer takes more by itself')
            continue
        done = run(plain)
        facts, rows, _ = read(path)
        tap.ok((done.returncode == 0 or BUSY in done.stderr) and facts.get('end') == 'done' and
               [row for row in rows if row['status'] in ('ok', 'disturbed')] and
               'does not fit' in facts['device-size-why'], f'{name}: the range is cut to what there is',
               done.returncode, done.stderr, facts.get('device-size-why'))
        os.unlink(path)
    group.remove()
    done = call([*plain[:-2], '--device-size', '2G', '--target', 'memfd', '-o', path],
                before=['prlimit', '--fsize=20000000'])
    facts, rows, _ = read(path)
    skips = {row['target']: row['reason'] for row in rows if row['status'] == 'skip'}
    tap.ok(facts.get('end') == 'done' and set(skips) == {'memfd'} and 'room for 19531 KiB' in skips['memfd'],
           'RLIMIT_FSIZE costs the target that is a file', done.returncode, done.stderr, skips)
    os.unlink(path)
    for name, before, words in (
            ('no /proc/meminfo', ['unshare', '-m', 'sh', '-c', 'mount --bind /dev/null /proc/meminfo && exec "$@"', 'sh'],
             ('/proc/meminfo',)),
            # Without hwloc the topology is what the files are missed for first.
            ('four open files', ['prlimit', '--nofile=4'], ('ulimit -n', 'Too many open files'))):
        done = call(plain, before=before)
        if 'mount' in done.stderr or 'unshare' in done.stderr:
            tap.skip(name, 'nothing may be mounted here')
            continue
        tap.ok(done.returncode == 1 and any(word in done.stderr for word in words) and not os.path.exists(path) and
               len(done.stderr.splitlines()) == 1, f'{name}: one line that names it', done.stderr)


def test_small_target(folder):
    """A6: a target that is too small is named, and refuses none of the others."""
    path = os.path.join(folder, 'small.tsv')
    where = os.path.join(folder, 'm')
    os.mkdir(where)
    name = 'a target that is too small is skipped and named'
    if subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=16m', 'x', where], capture_output=True,
                      check=False).returncode:
        tap.skip(name, 'nothing may be mounted here')
        return
    done = call([*TINY, '--target', 'fsdax:' + where, '--pages', '1048576', '-o', path])
    _, rows, _ = read(path)
    skips = {row['target']: row['reason'] for row in rows if row['status'] == 'skip'}
    tap.ok(done.returncode in (0, 1) and list(skips) == ['fsdax:' + where] and
           'room for 15360 KiB' in skips['fsdax:' + where], name, done.returncode, done.stderr, skips)
    os.unlink(path)
    done = call(['run', '--plan', 'smoke', '--target', 'fsdax:' + where, '--pages', '1048576', '-o', path])
    tap.ok(done.returncode == 2 and where in done.stderr and not os.path.exists(path),
           'alone it is refused by its name', done.returncode, done.stderr)
    subprocess.run(['umount', where], check=False)


def test_hugetlb(folder):
    """A5, D3: a hugetlb cgroup that grants nothing is asked before it ends a process."""
    knob = '/proc/sys/vm/nr_hugepages'
    group = Group('hugetlb', [[('hugetlb.2MB.limit_in_bytes', '0')], [('hugetlb.2MB.max', '0')]])
    before = None
    try:
        with open(knob, encoding='ascii') as file:
            before = file.read()
        with open(knob, 'w', encoding='ascii') as file:
            file.write(str(int(before) + 16))
    except OSError:
        pass
    path = os.path.join(folder, 'huge.tsv')
    name = 'a limit of huge pages costs the targets that need them'
    if not group.path or before is None:
        tap.skip(name, 'no hugetlb cgroup can be made here')
    else:
        done = group.call([*TINY, '--target', 'dram:page=2m', '--target', 'memfd:huge=2m', '-o', path])
        facts, rows, _ = read(path)
        skips = {row['target']: row['reason'] for row in rows if row['status'] == 'skip'}
        tap.ok(set(skips) == {'dram:page=2m', 'memfd:huge=2m'} and facts.get('end') == 'done' and
               all('hugetlb.2MB.max' in reason and 'grants 0' in reason for reason in skips.values()) and
               done.returncode in (0, 1), name, done.returncode, done.stderr, skips)
        os.unlink(path)
    if before is not None:
        try:
            with open(knob, 'w', encoding='ascii') as file:
                file.write(before)
        except OSError:
            pass
    group.remove()
    done = call([*TINY, '--target', 'memfd:huge=1g', '-o', path])
    _, rows, _ = read(path)
    skips = [row['reason'] for row in rows if row['status'] == 'skip']
    tap.ok(not skips or 'hugepages-1048576kB' in skips[0] or 'no such pool' in skips[0] or
           'memfd_create' in skips[0], 'a pool that is too small is named with what is free', skips)


def test_killed(folder):
    """SIGKILL to all processes at random times: what is there is whole, but for the last line."""
    rng = random.Random(1)
    nr_files = nr_torn = nr_rows = 0
    bad = []
    for number in range(KILLS):
        path = os.path.join(folder, f'kill{number}.tsv')
        child = start([*LONG, '-o', path], start_new_session=True)
        time.sleep(rng.random() * (1.0 if number % 3 else 0.1))
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        if not os.path.exists(path):
            continue
        nr_files += 1
        try:
            _, rows, whole = read(path)
        except ValueError as error:
            bad.append(f'{path}: {error}')
            continue
        nr_torn += not whole
        nr_rows += len(rows)
        report = call(['report', 'json' if number % 2 else 'tsv', path])
        if report.returncode and 'jansson' not in report.stderr:
            bad.append(f'{path}: {report.stderr}')
        os.unlink(path)
    print(f'# {KILLS} kills, {nr_files} files, {nr_torn} with a torn last line, {nr_rows} rows, '
          f'{len(bad)} bad')
    tap.ok(not bad and (nr_files or KILLS < 5), 'a run that is killed leaves a file that can be read',
           *bad[:3])


with tempfile.TemporaryDirectory() as where:
    test_killed(where)
    if KILLS <= 100:
        test_stopped(where)
        test_lost_cpu(where)
        test_privileges(where)
        test_failed_round(where)
        test_real_time(where)
        test_inherited(where)
        test_injected(where)
        test_hidden(where)
        test_resume(where)
        test_limited_file(where)
        test_quota(where)
        test_memory_limits(where)
        test_small_target(where)
        test_hugetlb(where)
tap.done()
