#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The command as its users see it: words, messages, status, files and terminals."""
import contextlib
import fcntl
import gzip
import os
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

from program import PAGESTREAM, SANITIZER, TINY, call, parse, whole  # noqa: E402
import tap  # noqa: E402


def test_words():
    for args, word in ((['--help'], 'COMMAND'), (['--version'], 'commit'),
                       (['run', '--help'], '--precision'), (['report', '--help'], 'FILE'),
                       (['check', '--help'], 'byte-exact'), (['probe', '--help'], 'machine'),
                       (['list', '--help'], 'tab-separated'), (['model', '--help'], '--cache'),
                       (['saturate', '--help'], 'refused')):
        done = call(*args)
        lines = done.stdout.splitlines()
        tap.ok(done.returncode == 0 and word in done.stdout and not done.stderr and
               len(lines) <= 40 and all(len(line) < 80 for line in lines) and
               not any(line and not line.strip() for line in lines),
               f'{" ".join(args)} fits a screen', done.stdout, done.stderr)
    lines = call('report', '--help').stdout.split('\nReports:\n')[1].splitlines()
    tap.ok(len(lines) == len(call('list', 'reports').stdout.splitlines()) and
           all(line.startswith('  ') for line in lines), 'each report has a line of help', lines)
    lists = call('list').stdout.splitlines()
    for line in lists:
        name = line.split('\t')[0]
        done = call('list', name)
        tap.ok(done.returncode == 0 and all('\t' in row for row in done.stdout.splitlines()),
               f'list {name}: tab-separated, name first', done.stdout, done.stderr)
    for option in ('copy', 'layout', 'walk', 'revision', 'target', 'state', 'pattern', 'kernel', 'map',
                   'pageblocks', 'returns', 'block-order', 'drain-every', 'load', 'threads', 'align', 'plan'):
        done = call('run', f'--{option}', 'help')
        tap.ok(done.returncode == 0 and '\t' in done.stdout, f'run --{option} help lists words',
               done.stderr)


def test_encodings():
    """What libpfm4 makes of an event is beside what is published, and nothing is hidden."""
    rows = [line.split('\t') for line in call('list', 'encodings').stdout.splitlines()]
    named = [line.split('\t')[8] for line in call('list', 'events').stdout.splitlines()
             if 'libpfm4' in line.split('\t')[8]]
    spellings = {word for how in named for word in how.replace('(', ' ').split() if '::' in word}
    tap.ok(rows and {row[4] for row in rows} == spellings,
           'list encodings has every spelling of list events',
           spellings ^ {row[4] for row in rows})
    wrong = [row for row in rows if len(row) != 8 or
             (row[7] == 'agrees') != (row[2:4] == row[5:7]) or
             (row[7] not in ('agrees', 'differs') and row[5:7] != ['-', '-'])]
    tap.ok(not wrong, 'list encodings: agrees or differs as the figures do', wrong)


def test_wrong_input(folder):
    there = os.path.join(folder, 'there.tsv')
    tap.write(folder, 'there.tsv', 'mine\n')
    for args, status, words in (
            ([], 2, ['probe', 'run']),
            (['frob'], 2, ['frob', 'report']),
            (['list', 'frob'], 2, ['frob', 'copies']),
            (['list', 'copies', 'walks'], 2, ['walks']),
            (['probe', 'x'], 2, ['x']),
            (['run', '--copy', 'movntq'], 2, ['--copy', 'movntq', 'movnti']),
            (['run', '--copy', 'mov:'], 2, ['--copy', 'mov:', 'LABEL']),
            (['run', '--copy', 'mov,,null'], 2, ['--copy', 'mov,,null']),
            (['run', '--layout', '65'], 2, ['--layout', '65', '64']),
            (['run', '--walk', 'order7'], 2, ['--walk', 'order7', 'order0']),
            (['run', '--revision', 'v3.1'], 2, ['--revision', 'v3.1', 'is not known', 'v1', 'v4']),
            (['run', '--revision', 'v7'], 2, ['--revision', 'v7', 'could not be read', 'v6 to v10', 'v11']),
            (['run', '--state', 'hot'], 2, ['--state', 'hot', 'dirty', 'reused', 'zeroed']),
            (['run', '--kernel', '5.15'], 2, ['--kernel', '5.15', '6.12', '7.2-rc1']),
            (['run', '--map', 'ram'], 2, ['--map', 'ram', 'dev', 'mem']),
            (['run', '--returns', 'retpoline'], 2, ['--returns', 'retpoline', 'kernel', 'safe-ret']),
            (['run', '--pageblocks', 'yes'], 2, ['--pageblocks', 'yes', 'none', 'movable']),
            (['run', '--pattern', 'ones'], 2, ['--pattern', 'ones', 'dense']),
            (['run', '--block-order', 'up'], 2, ['--block-order', 'up', 'descending']),
            (['run', '--drain-every', '-1'], 2, ['--drain-every', '-1', 'from 0']),
            (['run', '--load', 'all'], 2, ['--load', 'all', 'from 0']),
            (['run', '--threads', '1,0'], 2, ['--threads', '0', 'from 1']),
            (['run', '--align', '64'], 2, ['--align', '64', 'from 0 to 63']),
            (['check', '--align', 'line'], 2, ['--align', 'line', 'from 0 to 63']),
            (['run', '--plan', 'slow'], 2, ['--plan', 'slow', 'quick']),
            (['run', '--target', 'drum'], 2, ['--target', 'drum', 'dram']),
            (['run', '--target', 'dram:page=3k'], 2, ['page=3k', '4k']),
            (['run', '--target', 'dram:node'], 2, ['node', 'page=']),
            (['run', '--target', 'memfd:x=1'], 2, ['x=1']),
            (['run', '--target', 'file:'], 2, ['file:']),
            (['run', '--target', 'file:' + there], 2, [there, 'exists', 'folder']),
            (['run', '--target', 'file:/nonexistent/x'], 2, ['/nonexistent']),
            (['run', '--label', ''], 2, ['--label', 'not empty']),
            (['run', '--device-size', '0'], 2, ['--device-size', '0', '100G']),
            (['run', '--device-size', '5x'], 2, ['--device-size', '5x']),
            (['run', '--device-size', '100'], 2, ['--device-size', '4K']),
            (['run', '--device-size', '1024T'], 2, ['1024T', 'up to']),
            (['run', '--device-size', '99999999999999999999G'], 2, ['--device-size']),
            (['run', '--pages', '-1'], 2, ['--pages', '-1']),
            (['run', '--pages', '1e3'], 2, ['--pages', '1e3']),
            (['run', '--rounds', '0'], 2, ['--rounds', '64']),
            (['run', '--reps', 'many'], 2, ['--reps', 'many']),
            (['run', '--time', 'nan'], 2, ['--time', 'nan']),
            (['run', '--precision', '0'], 2, ['--precision']),
            (['run', '--seed', '-1'], 2, ['--seed', '-1']),
            (['run', '--cpu', '60000'], 2, ['--cpu', '60000']),
            (['run', '--frob'], 2, ['--frob', '--copy']),
            (['run', '--copy'], 2, ['--copy', 'value']),
            (['run', 'stray'], 2, ['stray']),
            (['run', '-o', there], 1, [there, 'exists']),
            (['run', '-o', '/nonexistent/x'], 1, ['/nonexistent/x']),
            (['run', '-o', ''], 2, ['-o']),
            (['report'], 2, ['text', 'tsv']),
            (['report', 'frob'], 2, ['frob', 'text']),
            (['report', 'text', '/nonexistent'], 1, ['/nonexistent']),
            (['report', 'text', folder], 1, [folder]),
            (['report', 'text', there], 1, [there]),
            (['report', 'text', '--margin', 'x', there], 2, ['--margin', 'x']),
            (['report', 'text', '--platform', 'generic', there], 2, ['--platform', 'accepted with: tuning', 'text']),
            (['report', 'tsv', '--all', there], 2, ['--all', 'text,compare,drift']),
            (['report', 'mail', '--format', 'simple', there], 2, ['--format', 'accepted with: text']),
            (['report', 'text', '--default', 'on', there], 2, ['--default', 'thresholds,patch']),
            (['run', '--device-size', '1G', '--pages', '5'], 2, ['--device-size', '--pages', 'one of them']),
    ):
        if args[:1] == ['run'] and '--plan' not in args:
            args = args[:1] + ['--plan', 'smoke'] + args[1:]
        done = call(*args, stdin='')
        lines = done.stderr.splitlines()
        tap.ok(done.returncode == status and len(lines) == 1 and not done.stdout and
               all(word in done.stderr for word in words),
               f'wrong: {" ".join(args).replace(folder, "DIR")}',
               f'status {done.returncode}, wanted {status} and {words}', done.stderr, done.stdout)
    with open(there, encoding='utf-8') as file:
        tap.ok(file.read() == 'mine\n', 'a file that exists is left as it was')
    tap.ok(os.listdir(folder) == ['there.tsv'], 'wrong input leaves nothing behind',
           os.listdir(folder))


def interrupted(send, signum, path, hangup=signal.SIG_DFL):
    """@hangup: what a terminal that is closed does, as a shell or nohup leaves it"""
    child = subprocess.Popen([PAGESTREAM, 'run', '--plan', 'smoke', '--pages', '65536', '--time',
                              '60', '--rounds', '64', '--reps', '10000', '-o', path],
                             stderr=subprocess.PIPE, text=True, start_new_session=True,
                             preexec_fn=lambda: signal.signal(signal.SIGHUP, hangup))
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if os.path.exists(path):
            with open(path, encoding='utf-8') as file:
                if file.read().count('\tok\t') > 20:
                    break
        time.sleep(0.05)
    send(child.pid, signum)
    _, err = child.communicate(timeout=30)
    with open(path, encoding='utf-8') as file:
        return child.returncode, file.read(), err


def catches(pid, signum):
    with open(f'/proc/{pid}/status', encoding='utf-8') as file:
        for line in file:
            if line.startswith('SigCgt:'):
                return bool(int(line.split()[1], 16) >> (signum - 1) & 1)
    return False


def test_interrupt(folder):
    path = os.path.join(folder, 'int.tsv')
    # As a terminal does: to every process of the foreground group.
    status, text, err = interrupted(os.killpg, signal.SIGINT, path)
    facts, rows, _ = parse(text)
    tap.ok(status == 3, 'Ctrl-C ends with status 3', status, err)
    tap.ok(facts.get('end') == 'interrupted' and text.endswith('\n') and
           sum(row['status'] == 'ok' for row in rows) > 20,
           'and leaves every finished sample in a valid file', facts.get('end'))
    report = call('report', 'text', path)
    tap.ok(report.returncode == 0 and 'interrupted' in report.stdout, 'which a report reads',
           report.stderr, report.stdout[-500:])

    path = os.path.join(folder, 'term.tsv')
    status, text, err = interrupted(os.kill, signal.SIGTERM, path)
    tap.ok(status == 3 and text.endswith('# end: interrupted\n'),
           'so does a signal to the command alone', status, err, text[-200:])

    path = os.path.join(folder, 'hup.tsv')
    status, text, err = interrupted(os.kill, signal.SIGHUP, path)
    tap.ok(status == 3 and text.endswith('# end: interrupted\n'),
           'so does a terminal that is closed', status, err, text[-200:])

    def hang_up_first(pid, signum):
        os.kill(pid, signal.SIGHUP)
        time.sleep(0.5)
        tap.ok(not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT),
               'but not below nohup')
        os.kill(pid, signum)

    path = os.path.join(folder, 'nohup.tsv')
    status, text, err = interrupted(hang_up_first, signal.SIGTERM, path, hangup=signal.SIG_IGN)
    tap.ok(status == 3 and text.endswith('# end: interrupted\n'),
           'where other signals still end it', status, err, text[-200:])

    path = os.path.join(folder, 'early.tsv')
    child = subprocess.Popen([PAGESTREAM, 'run', '--plan', 'standard', '-o', path],
                             stderr=subprocess.PIPE, text=True)
    # The file gets its name with its first lines; from here on SIGINT ends the run in order.
    while not catches(child.pid, signal.SIGINT) and child.poll() is None:
        time.sleep(0.005)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    tap.ok(child.returncode == 3 and not os.path.exists(path) and
           'there is no such file' in err, 'before its first line it leaves no file',
           child.returncode, err)

    path = os.path.join(folder, 'kill.tsv')
    _, text, _ = interrupted(os.killpg, signal.SIGKILL, path)
    facts, rows, _ = parse(text)
    tap.ok('end' not in facts and rows, 'a killed run does not look complete')
    report = call('report', 'tsv', path)
    tap.ok(report.returncode == 0 and report.stdout.count('\n') > 1,
           'and is good up to its last sample', report.stderr)


def test_output(folder):
    done = call(*TINY, '-o', '/dev/full')
    tap.ok(done.returncode == 1, 'an existing device is not written', done.stderr)
    done = call(*TINY, '-o', '/proc/run.tsv')
    tap.ok(done.returncode == 1 and len(done.stderr.splitlines()) == 1 and
           'cannot create' in done.stderr, 'where no file can be made is one line', done.stderr)
    with open('/dev/full', 'w', encoding='utf-8') as full:
        done = subprocess.run([PAGESTREAM, *TINY], stdout=full, stderr=subprocess.PIPE, text=True,
                              timeout=60, check=False)
    tap.ok(done.returncode == 1 and 'No space left' in done.stderr and
           done.stderr.count('pagestream:') == 1, 'a full disk is one line and status 1',
           done.stderr)
    with open('/dev/full', 'w', encoding='utf-8') as full:
        done = subprocess.run([PAGESTREAM, 'list', 'copies'], stdout=full, stderr=subprocess.PIPE,
                              text=True, timeout=60, check=False)
    tap.ok(done.returncode == 1, 'so is a list', done.stderr)
    path = os.path.join(folder, 'cut.tsv')
    text = call(*TINY).stdout
    tap.write(folder, 'cut.tsv', text[:len(text) // 2].rstrip('\n'))
    done = call('report', 'text', path)
    tap.ok(done.returncode == 0 and 'is cut and left out' in done.stderr and 'Cut short' in done.stdout and
           len(done.stderr.splitlines()) == 1, 'of a file cut in the middle whole rows are read',
           done.stderr)
    # Without its end each row still has its own check.
    lines = text[:len(text) // 2].splitlines()[:-1]
    lines[-2] = lines[-2].replace('\tok\t', '\tpilot\t').replace('\tdisturbed\t', '\tok\t') \
        .replace('\tstamp\t', '\tprobe\t')
    tap.write(folder, 'cut-changed.tsv', '\n'.join(lines) + '\n')
    done = call('report', 'text', os.path.join(folder, 'cut-changed.tsv'))
    tap.ok(done.returncode == 1 and f'line {len(lines) - 1}: check is' in done.stderr and
           len(done.stderr.splitlines()) == 1, 'a changed row of it is named', done.stderr)
    tap.write(folder, 'cut2.tsv', text[:text.rindex('# measured-s')])
    done = call('report', 'text', os.path.join(folder, 'cut2.tsv'))
    tap.ok(done.returncode == 0 and 'Cut short' in done.stdout, 'whole rows without an end do too',
           done.stdout[:400], done.stderr)
    path = os.path.join(folder, 'packed.tsv.gz')
    with gzip.open(path, 'wt', encoding='utf-8') as file:
        file.write(text)
    done = call('report', 'text', path)
    tap.ok(done.returncode == 1 and 'zcat' in done.stderr and len(done.stderr.splitlines()) == 1,
           'a packed file is named as one', done.stderr)
    tap.write(folder, 'long.tsv', text[:text.index('\n') + 1] + '# label: ' + 'x' * (2 << 20) + '\n')
    done = call('report', 'text', os.path.join(folder, 'long.tsv'))
    tap.ok(done.returncode == 1 and 'long.tsv: line 2: longer than' in done.stderr and
           len(done.stderr.splitlines()) == 1, 'so is a line that no row is as long as', done.stderr)


def test_terminal():
    """A run file is no text for a terminal: without -o it gets a name, which is said."""
    with tempfile.TemporaryDirectory() as folder:
        master, terminal = os.openpty()
        done = subprocess.run([os.path.realpath(PAGESTREAM), *TINY, '--copy', 'mov', '--target', 'dram'],
                              stdout=terminal, stderr=subprocess.PIPE, text=True, timeout=120,
                              cwd=folder, check=False)
        os.close(terminal)
        os.close(master)
        names = os.listdir(folder)
        tap.ok(whole(done) and len(names) == 1 and names[0].startswith('pagestream-') and
               f'run file: {names[0]}' in done.stderr, 'at a terminal a run makes up the name of its file',
               names, done.stderr)


def test_narrow_terminal():
    """Progress that wrapped could not be taken back, and would stay on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        target = 'file:' + os.path.join(folder, 'a-file-of-a-name-longer-than-the-terminal-is-wide')
        master, terminal = os.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 40, 0, 0))
        done = subprocess.Popen([PAGESTREAM, *TINY, '--copy', 'mov', '--target', target],
                                stdout=subprocess.DEVNULL, stderr=terminal)
        os.close(terminal)
        shown = b''
        # What a terminal reads when nobody writes to it any more is an error.
        with contextlib.suppress(OSError):
            while piece := os.read(master, 4096):
                shown += piece
        os.close(master)
        done.wait(timeout=120)
    shown = shown.decode().split('\r\033[K')
    status = [text for text in shown if '\r\n' not in text]
    tap.ok(any(text.startswith('round 1 ') for text in status) and
           all(len(text) < 40 for text in status), 'progress fits a narrow terminal', shown)
    tap.ok(any(text.startswith('at most about ') for text in shown),
           'and gives way to what is said', shown)


def test_memory():
    if SANITIZER != 'none':
        tap.skip('less than 16 MiB are resident beside the target',
                 f'the {SANITIZER} sanitizer has memory of its own')
        return
    # A child's greatest size counts from the fork, when it was as large as its parent.
    small = ('import os, resource, sys; status = os.spawnv(os.P_WAIT, sys.argv[1], sys.argv[1:]);'
             'used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss;'
             'sys.exit(status or used >= 16 * 1024)')
    done = subprocess.run([sys.executable, '-I', '-S', '-c', small, PAGESTREAM, *TINY, '--target',
                           'dram:page=4k', '--target', 'memfd'],
                          capture_output=True, text=True, timeout=60, check=False)
    status = done.returncode
    tap.ok(status == 0, 'less than 16 MiB are resident beside the target')
    # A hypervisor claims such a last level, which is modelled as far as the walk gets.
    done = subprocess.run([sys.executable, '-I', '-S', '-c', small, PAGESTREAM, 'model', '--copy',
                           'mov,movnti', '--cache', '48K:12,2M:16,480M:15', '--device-size', '64M'],
                          capture_output=True, text=True, timeout=60, check=False)
    tap.ok(done.returncode == 0, 'nor are they for a model of a last level of 480 MiB',
           done.stdout, done.stderr)


def test_check():
    done = call('check', '--layout', '64,80', '--walk', 'order0')
    rows = [line.split('\t') for line in done.stdout.splitlines()]
    tap.ok(done.returncode == 0 and all(row[1] in ('ok', 'skip') for row in rows) and
           len(rows) == len(call('list', 'copies').stdout.splitlines()),
           'check proves every copy or says what the CPU lacks', done.stdout, done.stderr)


def test_probe():
    made_up = call('probe', env=dict(os.environ, HWLOC_SYNTHETIC='node:2 core:4 pu:2'))
    tap.ok('node 1: 1024 MiB, DRAM, CPUs 8-15' not in made_up.stdout,
           'no machine is made up by the environment', made_up.stdout[-500:])
    off = subprocess.run(['python3', '-c', 'import ctypes, os, sys\n'
                          'ctypes.CDLL(None).prctl(41, 1, 0, 0, 0)\n'
                          'os.execv(sys.argv[1], sys.argv[1:])', PAGESTREAM, 'probe'],
                         capture_output=True, text=True, check=False).stdout
    tap.ok('are off for this process, by prctl' in ' '.join(off.split()),
           'huge pages that a parent has switched off are said to be', off[-800:])
    done = call('probe')
    keys = [line.split()[0] for line in done.stdout.splitlines() if line[:1].isalpha()]
    tap.ok(done.returncode == 0 and {'cpu', 'kernel', 'thp', 'clocksource'} <= set(keys),
           'probe tells what this machine is', done.stdout, done.stderr)


def test_saturate():
    """Four kernels on two threads; what a small working set is good for it says itself."""
    done = call('saturate', '--size', '64M', '--reps', '2', '--threads', '2', '--copy', 'movnti')
    lines = done.stdout.splitlines()
    if len(os.sched_getaffinity(0)) < 2:
        tap.ok(done.returncode and 'two CPUs' in done.stderr, 'saturate takes two CPUs', done.stderr)
        return
    table = [line.split('\t') for line in lines[1:5]]
    tap.ok(done.returncode == 0 and lines[0].startswith('kernel\t') and
           all(len(row) == 3 and float(row[1]) > 0 and float(row[2]) > 0 for row in table),
           'saturate times each kernel on half of the threads and on all', done.stdout, done.stderr)
    tap.ok(any(line.startswith('refused: ') and 'working set' in line for line in lines) and
           lines[-1] == 'saturated: no estimate',
           'and gives no estimate from a working set that a cache holds', done.stdout)
    for words, wanted in ((['--copy', 'none'], 'list copies'), (['--copy', 'null'], 'stores any record'),
                          (['--threads', '3'], 'an even number'), (['--threads', '1'], '2'),
                          (['--size', '4K'], '1M and more'), (['--size', '900T'], 'half of the memory'),
                          (['--target', 'tape'], 'accepted'), (['--reps', '0'], '1'),
                          (['more'], 'options only')):
        done = call('saturate', *words)
        tap.ok(done.returncode not in (0, -11) and wanted in done.stderr and
               len(done.stderr.splitlines()) == 1 and not done.stdout,
               f'saturate {" ".join(words)} is refused in one line', done.stderr)


with tempfile.TemporaryDirectory() as where:
    test_words()
    test_encodings()
    with tempfile.TemporaryDirectory() as empty:
        test_wrong_input(empty)
    test_saturate()
    test_interrupt(where)
    test_output(where)
    test_terminal()
    test_narrow_terminal()
    test_memory()
    test_check()
    test_probe()
tap.done()
