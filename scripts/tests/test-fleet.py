#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-fleet.py PAGESTREAM: scripts/fleet on hosts that are made up, on network namespaces, on Slurm.

First GNU parallel with a make-believe ssh and a make-believe program, for all that can go
wrong on a host; then the real sshd in two network namespaces, and the real Slurm with
two nodes on loopback, with plan smoke.  What needs packages or root that are not here is
skipped with a sentence.
"""
import glob
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import tap

FLEET = os.path.join(tap.SCRIPTS, 'fleet')
PAGESTREAM = os.path.abspath(sys.argv[1])
# What no host takes longer for, however busy this machine is.
PATIENCE = 240

# It writes a run of its label; what else it does depends on the label.
PROGRAM = '''#!/bin/sh
case $1 in
--version) echo 'pagestream 1.0 (commit abc, compiler 12)'; exit ;;
report) exec {pagestream} "$@" ;;
esac
while [ $# -gt 0 ]; do
	case $1 in
	--label) label=$2 ;;
	-o) out=$2 ;;
	esac
	shift
done
version='1.0 abc 12' run=$label
case $label in
fails) echo 'pagestream: no memory here' >&2; exit 1 ;;
other) version='0.9 xyz 12' ;;
twin) run=good ;;
esac
sed "s/^# run: .*/# run: $run/; s/^# version: .*/# version: $version/; s/^# label: .*//;
	1a # label: $label" {source} >"$out"
case $label in
cut) sed -i '400,$d' "$out"; echo 'killed by the night' >&2; exit 137 ;;
torn) head -c 20000 "$out" >"$out.torn"; mv "$out.torn" "$out"; exit 137 ;;
stopped) sed -i 's/^# end: done/# end: interrupted/' "$out"; exit 3 ;;
esac
'''

SSH = '''#!/bin/sh
# ssh HOST COMMAND
echo "$1" >>{calls}
case $1 in
refused) cat >/dev/null; echo 'ssh: connect to host refused port 22: Connection refused' >&2; exit 255 ;;
gone) sh -c "$2" | head -c 0; echo 'Connection to gone closed by remote host.' >&2; exit 255 ;;
late) [ -e {calls}.late ] || {{ touch {calls}.late; cat >/dev/null; exit 255; }} ;;
esac
exec sh -c "$2"
'''


def fleet(*args, cwd=None, **env):
    done = subprocess.run([sys.executable, FLEET, *args], capture_output=True, text=True, check=False, cwd=cwd,
                          timeout=PATIENCE, stdin=subprocess.DEVNULL, env={**os.environ, **env})
    return done.returncode, done.stdout, done.stderr


def missing(*programs):
    return [program for program in programs if not shutil.which(program, path=os.environ['PATH'] + ':/usr/sbin:/sbin')]


def labels(folder):
    """The labels of the answers that are there."""
    found = []
    for path in glob.glob(os.path.join(folder, 'answers/*.tsv')):
        with open(path, encoding='utf-8') as file:
            found += re.findall('(?m)^# label: (.*)', file.read())
    return sorted(found)


def test_options(root):
    for words, word in (([], 'which command?'), (['nowhere'], 'accepted: build, slurm, ssh, collect'), (['ssh'], 'which hosts?'),
                        (['ssh', '--jobs', '0', 'a'], '--jobs'), (['ssh', 'a;b'], "'a;b'"),
                        (['ssh', '--wrong', 'a'], "'--wrong'"), (['slurm', 'host'], "'host'")):
        status, out, err = fleet(*words, cwd=root)
        tap.ok(status == 2 and word in err and len(err.splitlines()) == 1 and not out,
               f'fleet {" ".join(words)}: one line', status, err)
    status, _, err = fleet('ssh', '--binary', root + '/none', 'a', cwd=root)
    tap.ok(status == 1 and '/none: not there' in err, 'no binary: what makes it', err)
    status, _, err = fleet('collect', root, cwd=root)
    tap.ok(status == 1 and 'no folder that fleet made' in err, 'collect of another folder', err)
    status, out, _ = fleet('--help')
    tap.ok(status == 0 and max(map(len, out.splitlines())) <= 80, '--help')


def test_made_up(root):
    source = os.path.join(tap.SCRIPTS, '../data/runs/intel-emr-guest-quick-v11.tsv')
    program = tap.write(root, 'program', PROGRAM.format(pagestream=PAGESTREAM, source=source), 0o755)
    calls = os.path.join(root, 'calls')
    ssh = tap.write(root, 'ssh', SSH.format(calls=calls), 0o755)
    common = ('ssh', '--binary', program, '--ssh', ssh, '-o', 'runs')
    status, out, err = fleet(*common, 'good', 'better', cwd=root)
    tap.ok(status == 0 and not err and '2 of 2 hosts answered' in out and
           'intel-emr, guest' in out and '2 machines, 2 runs' in ' '.join(out.split()),
           'two hosts: a table of two machines', status, out, err)
    hosts = ['good', 'fails', 'other', 'twin', 'cut', 'torn', 'stopped', 'refused', 'gone', 'late']
    status, out, err = fleet(*common, *hosts, cwd=root)
    for line in ('fails: no run file, status 1: pagestream: no memory here',
                 'other: left out: version 0.9 xyz 12, not 1.0 abc 12',
                 'cut: cut short (killed by the night): its rows count', 'torn: cut short (no word of why): its rows count',
                 'twin: left out: the run of good again',
                 'stopped: cut short', 'refused: no run file, status 255: ssh: connect to host refused',
                 'gone: no run file, status 255: Connection to gone closed', 'late: no run file, status 255'):
        tap.ok(f'fleet: {line}' in err, f'said: {line}', err)
    tap.ok(status == 1 and '1 hosts have answered already' in err and '5 machines' in ' '.join(out.split()),
           'the others count, and it is a failure', status, out, err)
    with open(calls, encoding='ascii') as file:
        called = file.read().split()
    tap.ok(called.count('good') == 1 and called.count('refused') == 1, 'nothing is tried twice', called)
    status, out, err = fleet(*common, 'late', 'refused', cwd=root)
    with open(calls, encoding='ascii') as file:
        called = file.read().split()
    tap.ok(called.count('late') == 2 and called.count('good') == 1 and 'late: ' not in err and
           status == 1 and 'refused: ' in err, 'the same command asks those without an answer', called, err)
    answer = glob.glob(os.path.join(root, 'runs/answers/good.*.tsv'))[0]
    shutil.copy(answer, answer.replace('.0.1.tsv', '.1.1.tsv'))
    status, out, err = fleet('collect', 'runs', cwd=root)
    tap.ok(status == 1 and 'fleet: good: answered twice: good.1.1.tsv is left out' in err and
           'intel-emr' in out, 'a host that answered twice counts once', err)
    status, out, err = fleet('ssh', '--binary', program, '--ssh', ssh, '-o', 'names', '--anonymous', 'good',
                             'user@better', cwd=root)
    tap.ok(status == 0 and labels(os.path.join(root, 'names')) == ['host1', 'host2'],
           '--anonymous: no host name in a run file', labels(os.path.join(root, 'names')), err)


class Lan:
    """Two network namespaces with an sshd each, on a bridge."""

    def __init__(self, root):
        self.root = root
        self.names = [f'psfleet{os.getpid()}{letter}' for letter in 'ab']
        self.bridge = f'psf{os.getpid()}'[:15]
        # Of the networks for benchmarks, RFC 2544; another one for each test that runs.
        self.net = f'198.18.{os.getpid() % 250}'
        self.hosts = [f'{self.net}.2', f'{self.net}.3']
        self.children = []

    def ip(self, *words):
        subprocess.run(['ip', *words], check=True, capture_output=True, text=True)

    def __enter__(self):
        key = os.path.join(self.root, 'key')
        for path in (key, os.path.join(self.root, 'hostkey')):
            subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path], check=True)
        os.makedirs('/run/sshd', exist_ok=True)
        self.ip('link', 'add', self.bridge, 'type', 'bridge')
        self.ip('addr', 'add', self.net + '.1/24', 'dev', self.bridge)
        self.ip('link', 'set', self.bridge, 'up')
        for number, (name, host) in enumerate(zip(self.names, self.hosts)):
            self.ip('netns', 'add', name)
            outside = f'psv{os.getpid()}{number}'[:15]
            self.ip('link', 'add', outside, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
            self.ip('link', 'set', outside, 'master', self.bridge, 'up')
            for words in (('addr', 'add', host + '/24', 'dev', 'eth0'), ('link', 'set', 'eth0', 'up'),
                          ('link', 'set', 'lo', 'up')):
                self.ip('-n', name, *words)
            config = tap.write(self.root, f'sshd{number}', f'''ListenAddress {host}
HostKey {self.root}/hostkey
AuthorizedKeysFile {self.root}/key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin yes
''')
            self.children.append(subprocess.Popen(
                ['ip', 'netns', 'exec', name, shutil.which('sshd', path='/usr/sbin:/sbin'), '-D', '-f', config],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
            wait_for(lambda: answers_on(host, 22))
        return self

    def __exit__(self, *_):
        for child in self.children:
            child.kill()
            child.wait()
        for name in self.names:
            subprocess.run(['ip', 'netns', 'del', name], check=False, capture_output=True)
        subprocess.run(['ip', 'link', 'del', self.bridge], check=False, capture_output=True)

    def ssh(self):
        return (f'ssh -F none -i {self.root}/key -o BatchMode=yes -o StrictHostKeyChecking=no '
                f'-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -l {pwd.getpwuid(os.getuid()).pw_name}')


def answers_on(host, port):
    try:
        socket.create_connection((host, port), timeout=1).close()
        return True
    except OSError:
        return False


def wait_for(what, patience=PATIENCE):
    """What is polled for, or None."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = what()
        if found:
            return found
        time.sleep(0.05)
    return None


def measuring(label):
    """The process that measures under a label, once it has rows."""
    for path in glob.glob('/proc/[0-9]*/cmdline'):
        try:
            with open(path, 'rb') as file:
                words = file.read().split(b'\0')
            if words[1:2] != [b'run'] or label.encode() not in words:
                continue
            out = words[words.index(b'-o') + 1].decode()
            with open(out, 'rb') as file:
                if file.read().count(b'\tok\t') > 20:
                    return int(path.split('/')[2])
        except (OSError, ValueError):
            continue
    return None


def merged(out, nr):
    """Does the table have so many runs and machines?"""
    heads = re.findall(r'(\d+) machines?, (\d+) runs?', ' '.join(out.split()))
    return sum(int(runs) for _, runs in heads) == nr and sum(int(machines) for machines, _ in heads) == nr


def busy(err):
    """A machine that was too busy to decide anything says so, and its rows are there."""
    return all('too busy' in line or 'status 1' in line for line in err.splitlines() if line.startswith('fleet: '))


# So small that it ends at once, unless it is asked for very many repetitions.
SMOKE = ('--plan', 'smoke')
LONG = ('--', '--rounds', '64', '--reps', '1000', '--time', '200')


def start(*args, cwd):
    return subprocess.Popen([sys.executable, FLEET, *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                            cwd=cwd, stdin=subprocess.DEVNULL)


def wait_for_both(child, *labels_):
    """What measures under each, unless the fleet has ended."""
    found = [wait_for(lambda label=label: measuring(label) or child.poll() is not None) for label in labels_]
    return [pid if pid is not True else None for pid in found]


def ancestors(pid):
    """A task's processes, the first one first: what Slurm started, down to this one."""
    chain = [pid]
    while True:
        with open(f'/proc/{chain[0]}/stat', encoding='ascii', errors='replace') as file:
            parent = int(file.read().rpartition(')')[2].split()[1])
        with open(f'/proc/{parent}/cmdline', 'rb') as file:
            if not file.read().startswith((b'sh\0', b'/bin/sh\0')):
                return chain
        chain.insert(0, parent)


def kill_both(first, second, cwd, command):
    """One measuring process is killed, the other is told to end in order."""
    child = start(*command, cwd=cwd)
    pids = wait_for_both(child, first, second)
    if None not in pids:
        os.kill(pids[0], signal.SIGKILL)
        os.kill(pids[1], signal.SIGTERM)
    else:
        child.kill()
    out, err = child.communicate(timeout=PATIENCE)
    return child.returncode, out, err


def test_namespaces(root):
    lacks = missing('parallel', 'ssh', 'ssh-keygen', 'sshd', 'ip')
    if lacks or os.getuid():
        tap.skip('GNU parallel over ssh', f'not installed: {" ".join(lacks)}' if lacks else 'needs root')
        return
    try:
        subprocess.run(['ip', 'netns', 'add', f'psprobe{os.getpid()}'], check=True, capture_output=True)
        subprocess.run(['ip', 'netns', 'del', f'psprobe{os.getpid()}'], check=True, capture_output=True)
    except subprocess.CalledProcessError:
        tap.skip('GNU parallel over ssh', 'network namespaces are not to be had here')
        return
    with Lan(root) as lan:
        common = ('ssh', '--binary', PAGESTREAM, '--ssh', lan.ssh())
        status, out, err = fleet(*common, *SMOKE, '-o', 'two', *lan.hosts, cwd=root)
        tap.ok((status == 0 or busy(err)) and '2 of 2 hosts answered' in out and
               labels(os.path.join(root, 'two')) == lan.hosts, 'ssh: two namespaces, two answers', status, out, err)
        status, out, err = fleet(*common, *SMOKE, '-o', 'three', lan.hosts[0], lan.net + '.9', cwd=root)
        tap.ok(status == 1 and '1 of 2 hosts answered' in out and f'fleet: {lan.net}.9: no run file, status 255' in err,
               'ssh: a host that is not there is named, the other counts', out, err)
        status, out, err = kill_both(*lan.hosts, root, (*common, *SMOKE, '-o', 'killed', *lan.hosts, *LONG))
        tap.ok(status == 1 and f'fleet: {lan.hosts[0]}: cut short' in err and
               labels(os.path.join(root, 'killed')) == lan.hosts,
               'ssh: of one that is killed the rows are kept, and so is the other', out, err)


class Slurm:
    """slurmctld, two slurmd and munged on loopback, in a folder."""

    def __init__(self, root):
        self.root = root
        self.children = []
        ports = []
        for _ in range(3):
            with socket.socket() as probe:
                probe.bind(('127.0.0.1', 0))
                ports.append(probe.getsockname()[1])
        self.host = socket.gethostname().partition('.')[0]
        self.config = tap.write(root, 'slurm.conf', f'''ClusterName=pagestream
SlurmctldHost={self.host}(127.0.0.1)
SlurmctldPort={ports[0]}
AuthType=auth/munge
AuthInfo=socket={root}/munge.socket
CryptoType=crypto/munge
CredType=cred/munge
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SelectType=select/cons_tres
ReturnToService=2
SlurmUser=root
SlurmdUser=root
StateSaveLocation={root}/state
SlurmdSpoolDir={root}/spool-%n
SlurmctldPidFile={root}/slurmctld.pid
SlurmdPidFile={root}/slurmd-%n.pid
SlurmctldLogFile={root}/slurmctld.log
SlurmdLogFile={root}/slurmd-%n.log
SwitchType=switch/none
MpiDefault=none
KillWait=5
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=0
NodeName=one,two NodeHostname={self.host} NodeAddr=127.0.0.1 Port={ports[1]},{ports[2]} CPUs=1
PartitionName=all Nodes=one,two Default=YES State=UP MaxTime=INFINITE
''')
        self.env = {'SLURM_CONF': self.config}

    def daemon(self, *words):
        log = open(os.path.join(self.root, 'daemons.log'), 'ab')
        path = shutil.which(words[0], path='/usr/sbin:/sbin:/usr/bin')
        self.children.append(subprocess.Popen([path, *words[1:]], stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                                              env={**os.environ, **self.env}))
        log.close()

    def __enter__(self):
        for name in ('state', 'spool-one', 'spool-two'):
            os.makedirs(os.path.join(self.root, name))
        key = os.path.join(self.root, 'munge.key')
        with open(key, 'wb') as file:
            file.write(os.urandom(1024))
        os.chmod(key, 0o600)
        self.daemon('munged', '--foreground', '--force', '--key-file', key, '--socket', self.root + '/munge.socket',
                    '--pid-file', self.root + '/munged.pid', '--log-file', self.root + '/munged.log', '--seed-file',
                    self.root + '/munged.seed')
        wait_for(lambda: os.path.exists(self.root + '/munge.socket'), 20)
        self.daemon('slurmctld', '-D', '-f', self.config)
        for node in ('one', 'two'):
            self.daemon('slurmd', '-D', '-N', node, '-f', self.config)
        return self

    def ready(self):
        def idle():
            done = subprocess.run(['sinfo', '-h', '-N', '-o', '%N %t'], capture_output=True, text=True, check=False,
                                  env={**os.environ, **self.env})
            return sorted(done.stdout.split('\n')[:-1]) == ['one idle', 'two idle']

        return wait_for(idle, 60)

    def logs(self):
        text = ''
        for path in sorted(glob.glob(self.root + '/*.log')):
            with open(path, encoding='utf-8', errors='replace') as file:
                text += path + '\n' + file.read()[-1500:] + '\n'
        return text

    def __exit__(self, *_):
        for child in reversed(self.children):
            child.terminate()
        for child in self.children:
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def test_slurm(root):
    lacks = missing('slurmctld', 'slurmd', 'munged', 'sbatch', 'sinfo')
    if lacks or os.getuid():
        tap.skip('Slurm', f'not installed: {" ".join(lacks)}' if lacks else 'needs root')
        return
    with Slurm(root) as slurm:
        if not slurm.ready():
            tap.skip('Slurm', 'its daemons do not come up here: ' + ' '.join(slurm.logs().split())[-300:])
            return
        common = ('slurm', '--binary', PAGESTREAM, *SMOKE)
        status, out, err = fleet(*common, '-o', 'two', cwd=root, **slurm.env)
        tap.ok((status == 0 or busy(err)) and '2 of 2 hosts answered' in out and
               labels(os.path.join(root, 'two')) == ['one', 'two'] and merged(out, 2), 'Slurm: two array tasks are merged', status, out,
               err, slurm.logs())
        os.environ.update(slurm.env)
        child = start(*common, '-o', 'lost', *LONG, cwd=root)
        pids = wait_for_both(child, 'one', 'two')
        if None not in pids:
            # All of the first task at once, as a node that dies; the second ends in order.
            for pid in ancestors(pids[0]):
                os.kill(pid, signal.SIGKILL)
            os.kill(pids[1], signal.SIGTERM)
        else:
            child.kill()
        out, err = child.communicate(timeout=PATIENCE)
        tap.ok(child.returncode == 1 and 'fleet: one: died without an answer' in err and
               labels(os.path.join(root, 'lost')) == ['two'] and '1 of 2 hosts answered' in out and merged(out, 1),
               'Slurm: a task that dies is named, and leaves the rows of the other', out, err, slurm.logs())


def main():
    # What was started and set up goes also when the time is up.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory() as place:
        # What a task that is killed leaves behind goes with it.
        os.environ['TMPDIR'] = place
        for test in (test_options, test_made_up, test_namespaces, test_slurm):
            if test is test_made_up and missing('parallel'):
                tap.skip('hosts that are made up', 'not installed: parallel')
                continue
            with tempfile.TemporaryDirectory(dir=place) as root:
                test(root)
    tap.done()


if __name__ == '__main__':
    main()
