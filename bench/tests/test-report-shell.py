#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-report-shell.py PAGESTREAM SCRIPTS DATA: reports among pipes, terminals and files.

And mail as a mailing list wants it, for every synthetic and every measured run.
"""
import importlib.util
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import fcntl
import termios

HERE = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE / '../../scripts/tests'))
import tap  # noqa: E402

spec = importlib.util.spec_from_file_location('make_run', HERE / 'make-run.py')
make_run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_run)

PAGESTREAM = os.path.abspath(sys.argv[1])
CHECK_MAIL = os.path.join(sys.argv[2], 'check-mail')
DATA = pathlib.Path(sys.argv[3])
CLEAN = {key: value for key, value in os.environ.items() if key not in ('COLUMNS', 'NO_COLOR')}


def call(*args, stdin=None, cwd=None, **env):
    return subprocess.run([PAGESTREAM, *args], input=stdin, capture_output=True, text=True,
                          timeout=120, check=False, cwd=cwd, env={**CLEAN, **env})


def reports():
    lines = call('list', 'reports').stdout.splitlines()
    # plot writes a folder, and patch has nothing to post for runs that are made up.
    return [line.split('\t')[0] for line in lines if not line.startswith(('plot\t', 'patch\t'))]


def on_terminal(folder, columns, *args, **env):
    """What a terminal of so many columns would show."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack('HHHH', 40, columns, 0, 0))
    child = subprocess.Popen([PAGESTREAM, *args], stdin=subprocess.DEVNULL, stdout=slave,
                             stderr=slave, cwd=folder, env={**CLEAN, 'TERM': 'xterm', **env})
    os.close(slave)
    shown = b''
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    child.wait()
    return shown.decode().replace('\r\n', '\n')


def test_input(folder, win, loss):
    text = pathlib.Path(folder, win).read_text(encoding='utf-8')
    for name in reports():
        direct = call('report', name, win, cwd=folder)
        if 'not in this build' in direct.stderr:
            tap.skip(f'report {name}', direct.stderr.strip())
            continue
        nameless = [call('report', name, *args, stdin=text, cwd=folder).stdout
                    for args in ((), ('-',))]
        same = direct.stdout.replace(f' {win}', ' standard input').replace(
            'report mail standard input', 'report mail < FILE')
        tap.ok(direct.returncode == 0 and nameless[0] == nameless[1] == same,
               f'report {name}: a file, < file and - say the same', direct.stderr)
        other = re.sub('(?m)^# run: ', '# run: 1', text)
        both = call('report', name, win, '-', loss, stdin=other, cwd=folder)
        # Nothing of a table of CPUs is in these runs, so they leave it as it is.
        tap.ok(both.returncode == 0 and (both.stdout == direct.stdout) == (name in ('overview', 'thresholds', 'tuning')),
               f'report {name}: several files, standard input among them', both.stderr)
        lost = call('report', name, win, 'nowhere.run', cwd=folder)
        tap.ok(lost.returncode == 1 and not lost.stdout and 'nowhere.run' in lost.stderr and
               len(lost.stderr.splitlines()) == 1,
               f'report {name}: one file of several is missing: nothing is printed', lost.stderr)
        out = os.path.join(folder, f'out.{name}')
        into = call('report', name, '-o', out, win, cwd=folder)
        written = pathlib.Path(out).read_text(encoding='utf-8')
        again = call('report', name, '-o', out, win, cwd=folder)
        tap.ok(into.returncode == 0 and not into.stdout and written == direct.stdout and
               again.returncode == 1 and 'exists' in again.stderr and
               pathlib.Path(out).read_text(encoding='utf-8') == written,
               f'report {name}: -o creates a file and overwrites none', into.stderr, again.stderr)


def test_damage(folder, win):
    text = pathlib.Path(folder, win).read_text(encoding='utf-8')
    told = call('report', 'text', win, cwd=folder).stdout
    cut = call('report', 'text', stdin=text.rstrip('\n'), cwd=folder)
    tap.ok(cut.returncode == 0 and cut.stdout == told.replace(win, 'standard input'),
           'a file without its last line feed is whole', cut.stderr)
    twice = call('report', 'text', win, win, cwd=folder)
    tap.ok('# run: ' not in text or (twice.returncode == 1 and not twice.stdout and
                                     'each run once' in twice.stderr),
           'one run twice is refused', twice.stderr)
    nulls = call('report', 'text', stdin=re.sub('(?m)^# null: .*\n', '', text), cwd=folder)
    tap.ok(nulls.returncode == 0 and 'prefer null' not in nulls.stdout,
           'without its line of null copies none is preferred', nulls.stdout)
    mail = call('report', 'mail', win, cwd=folder, TMPDIR='/nonexistent')
    tap.ok(mail.returncode == 0 and 'No picture: ' in mail.stdout,
           'a mail goes without its picture', mail.returncode, mail.stderr)
    plot = call('report', 'plot', '-o', '-', win, cwd=folder)
    tap.ok(plot.returncode == 1 and not os.path.exists(os.path.join(folder, '-')) and
           'folder' in plot.stderr, 'plot makes no folder -', plot.stderr)


def complaints(done):
    """Without the line that a made-up run decides nothing, which is none."""
    return [line for line in done.stderr.splitlines() if 'decides nothing' not in line]


def test_pipes(folder, win):
    for name in reports():
        read_end, write_end = os.pipe()
        os.close(read_end)
        done = subprocess.run([PAGESTREAM, 'report', name, win], stdout=write_end,
                              stderr=subprocess.PIPE, text=True, cwd=folder, check=False,
                              preexec_fn=lambda: signal.signal(signal.SIGPIPE, signal.SIG_DFL))
        os.close(write_end)
        quiet = done.returncode == -signal.SIGPIPE and not complaints(done)
        tap.ok(quiet or 'not in this build' in done.stderr,
               f'report {name} | head: ends quietly', done.returncode, done.stderr)
        with open('/dev/full', 'w', encoding='utf-8') as full:
            done = subprocess.run([PAGESTREAM, 'report', name, win], stdout=full,
                                  stderr=subprocess.PIPE, text=True, cwd=folder, check=False)
        tap.ok(done.returncode == 1 and len(complaints(done)) == 1,
               f'report {name}: a full disk is one line and a failure', done.stderr)


def test_terminal(folder, win):
    for columns in (60, 80, 132):
        shown = re.sub('\033\\[[0-9]*m', '', on_terminal(folder, columns, 'report', 'text', win))
        widest = max(map(len, shown.splitlines()))
        tap.ok(widest <= columns, f'text keeps to a terminal of {columns} columns', widest)
        piped = call('report', 'text', win, cwd=folder, COLUMNS=str(columns)).stdout
        tap.ok(shown == piped, f'colour is all that a terminal of {columns} columns adds')
    tap.ok('\033[' in on_terminal(folder, 80, 'report', 'text', win), 'a terminal gets colour')
    for env in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}):
        tap.ok('\033' not in on_terminal(folder, 80, 'report', 'text', win, **env),
               f'no colour with {env}')
    for name in reports():
        tap.ok('\033' not in call('report', name, win, cwd=folder, TERM='xterm').stdout,
               f'report {name}: no colour in a pipe')


def test_help():
    commands = [line.split()[0] for line in call('--help').stdout.splitlines()
                if re.match('  [a-z]+  +[a-z]', line) and not line.startswith('  pagestream')]
    tap.ok({'run', 'report'} <= set(commands), '--help names the commands', commands)
    for command in commands:
        done = call(command, '--help')
        lines = done.stdout.splitlines()
        tap.ok(done.returncode == 0 and 0 < len(lines) <= 40 and max(map(len, lines)) <= 80,
               f'{command} --help fits a screen', len(lines), done.stdout)
    told = call('report', '--help').stdout
    tap.ok(all(f'  {name} ' in told for name in [*reports(), 'plot']),
           'report --help names every report', told)


def fits_mail(text):
    done = subprocess.run(['sh', CHECK_MAIL], input=text, capture_output=True, text=True,
                          check=False)
    quoted = [line for line in text.splitlines() if len('> ' + line) > 80]
    return done.returncode == 0 and not quoted, done.stdout + done.stderr


def test_mail(folder):
    measured = sorted(DATA.rglob('runs/*.tsv'))
    tap.ok(measured, 'there is measured data', DATA)
    files = [os.path.join(folder, f'{name}.run') for name in make_run.SCENARIOS
             if name != 'cut-line'] + [str(path) for path in measured]
    for path in files:
        done = call('report', 'mail', path)
        good, said = fits_mail(done.stdout)
        tap.ok(done.returncode == 0 and good, f'mail of {os.path.basename(path)}', said,
               done.stderr)
    awkward = make_run.SCENARIOS['win']('win').replace(
        '# command: pagestream run --plan quick -o test.run',
        f'# command: pagestream run --target file:/{"very-long/" * 30}x --label µs\u2713 -o x'
    ).replace('# kernel: 6.12.0', '# kernel: 6.12.0 ')
    done = call('report', 'mail', stdin=awkward)
    good, said = fits_mail(done.stdout)
    tap.ok(done.returncode == 0 and good, 'mail of long words and of other alphabets', said,
           done.stderr)


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, build in make_run.SCENARIOS.items():
            pathlib.Path(folder, f'{name}.run').write_text(build(name), encoding='utf-8')
        test_input(folder, 'win.run', 'loss.run')
        test_damage(folder, 'win.run')
        test_pipes(folder, 'win.run')
        test_terminal(folder, 'win.run')
        test_help()
        test_mail(folder)
    tap.done()


if __name__ == '__main__':
    main()
