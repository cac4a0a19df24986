#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The parts of scripts/vm that need no guest: archive, modules, run file, messages."""
import os
import shutil
import subprocess
import sys
import tempfile

import tap

sys.path.insert(0, os.path.join(tap.SCRIPTS, 'lib'))
# pylint: disable=wrong-import-position
from vm import VmError, VmMissing, cache, cmd_module, guest, headers, kernel, madeup, packages  # noqa: E402
from vm import qemu, runfile, tools  # noqa: E402
from vm.cpio import Archive  # noqa: E402
from vm.tap import Tap  # noqa: E402

VM = os.path.join(tap.SCRIPTS, 'vm')


def refused(call, *words):
    """Does it raise a VmError of one line with all these words?"""
    try:
        call()
    except VmError as error:
        text = str(error)
        return '\n' not in text and all(word in text for word in words)
    return False


def entries(data):
    """(name, mode, contents) of a newc archive, read after the format's description."""
    at = 0
    while True:
        field = [int(data[at + 6 + 8 * i:at + 14 + 8 * i], 16) for i in range(13)]
        assert data[at:at + 6] == b'070701'
        name = data[at + 110:at + 110 + field[11] - 1].decode()
        body = at + 110 + field[11] + -(110 + field[11]) % 4
        if name == 'TRAILER!!!':
            return
        yield name, field[1], data[body:body + field[6]]
        at = body + field[6] + -field[6] % 4


def test_archive():
    archive = Archive()
    archive.file('bin/one', b'12345')
    archive.link('bin/two', 'one')
    archive.file('bin/more/three', b'')
    found = list(entries(archive.bytes()))
    tap.ok([entry[0] for entry in found] == ['bin', 'bin/one', 'bin/two', 'bin/more',
                                             'bin/more/three'],
           'a folder comes once and before what lies in it', found)
    tap.ok([entry[1] >> 12 for entry in found] == [4, 8, 10, 4, 8] and
           [entry[2] for entry in found[1:3]] == [b'12345', b'one'],
           'types and contents are what they were', found)


def module(folder, name, *depends):
    tap.write(folder, f'kernel/{name}.ko', '\0depends=' + ','.join(depends) + '\0')


def test_modules():
    with tempfile.TemporaryDirectory() as root:
        folder = os.path.join(root, '6.99.0')
        module(folder, 'nfit', 'libnvdimm')
        module(folder, 'libnvdimm')
        module(folder, 'nd_pmem', 'libnvdimm', 'nd-btt')
        module(folder, 'nd_btt', 'libnvdimm')
        for name in ('dax_pmem', 'device_dax', 'ext4'):
            module(folder, name)
        tap.write(folder, 'modules.builtin', 'kernel/crypto/crc32c-generic.ko\n')
        here = kernel.Kernel('image', folder)
        names = [name for name, _ in here.modules()]
        tap.ok(here.release == '6.99.0' and names == ['libnvdimm', 'nfit', 'nd_btt', 'nd_pmem',
                                                      'dax_pmem', 'device_dax', 'ext4'],
               'modules load behind what they need, once each, without the built-in ones', names)
        tap.ok(refused(lambda: here.modules(['absent']), '6.99.0', 'absent', '--modules'),
               'a module that is not there is named')
        tap.ok(refused(lambda: kernel.find('/bin/sh'), '--modules') and
               refused(lambda: kernel.find(None, folder), '--kernel') and
               refused(lambda: kernel.find('6.1.0'), '6.1.0', 'neither'),
               'an image without modules, modules without an image and a wrong series are refused')


def test_run_file():
    with tempfile.TemporaryDirectory() as root:
        path = os.path.join(root, 'new', 'run.tsv')
        file = runfile.RunFile(path)
        file.fact('format', 'pagestream-run 1')
        file.fact('odd', 'two\nlines')
        file.columns()
        file.row(round=0, copy='kernel', took_ns=5)
        with open(path, encoding='utf-8') as text:
            lines = text.read().splitlines()
        row = dict(zip(lines[2].split('\t'), lines[3].split('\t')))
        tap.ok(lines[1] == '# odd: two lines' and row['seq'] == '0' and row['took_ns'] == '5'
               and row['status'] == '-', 'rows are in the file as soon as they are written', lines)
        tap.ok(refused(lambda: runfile.RunFile(path), path, 'never overwritten'),
               'an existing run file is refused')


def test_lines():
    got = []
    lines = guest.Lines(got.append)
    for piece in (b'on', b'e\ntw', b'o', b'\nthree'):
        lines.add(piece)
    tap.ok(got == [b'one\n', b'two\n'], 'only whole lines are passed on', got)
    lines.end()
    tap.ok(got[2:] == [b'three'], 'and the rest when the guest ended as it should', got)


def test_sizes():
    tap.ok([qemu.size_bytes(text) for text in ('1G', '512M', '4096')] ==
           [1 << 30, 512 << 20, 4096], 'sizes are powers of two')
    tap.ok(all(refused(lambda text=text: qemu.size_bytes(text), text)
               for text in ('0', '-1', '1GB', 'x')), 'wrong sizes are refused')


def test_cache():
    with tempfile.TemporaryDirectory() as root:
        os.environ['XDG_CACHE_HOME'] = root

        def broken(path):
            tap.write(path, 'half', '')
            raise VmError('no network')
        tap.ok(refused(lambda: cache.folder_once('x', broken), 'no network') and
               not os.path.exists(cache.folder('x')) and not os.listdir(cache.folder('')),
               'a folder that could not be filled leaves nothing behind')
        cache.folder_once('x', lambda path: tap.write(path, 'whole', ''))
        tap.ok(os.listdir(cache.folder_once('x', broken)) == ['whole'],
               'a filled one is used again')
        del os.environ['XDG_CACHE_HOME']


def test_points():
    out, sys.stdout = sys.stdout, open(os.devnull, 'w', encoding='utf-8')
    points = Tap()
    points.take(b'ok - one\nnot ok - two\nanything\n')
    points.ended('x', guest.Result(None, why='died'))
    status = points.done()
    sys.stdout.close()
    sys.stdout = out
    tap.ok(points.failures == 2 and status == 1, 'a failed point and a dead guest count')


def missing(call, *words):
    """Does it raise a VmMissing, which a test run counts as skipped, of one line with these words?"""
    try:
        call()
    except VmMissing as error:
        text = str(error)
        return '\n' not in text and all(word in text for word in words)
    return False


def test_missing():
    """A system without packages, and one whose packages are not to be had."""
    available, newest = packages.available, packages.newest
    with tempfile.TemporaryDirectory() as root:
        os.environ['XDG_CACHE_HOME'] = root
        kernel.ROOT = tools.ROOT = root
        packages.available = lambda: False
        tap.ok(missing(kernel.find, 'kernel-core', 'kernel-default', '--kernel'),
               'without apt and without a kernel its packages are named')
        tap.ok(missing(tools.files, 'busybox', 'ndctl', 'daxctl', 'e2fsprogs'),
               'without apt and without the tools of the guest theirs are')
        here = kernel.Kernel('image', os.path.join(root, 'lib/modules/6.99.0'))
        tap.ok(missing(lambda: headers.find(here), '6.99.0', 'kernel-devel'),
               'without apt and without kernel headers theirs are')
        packages.available = lambda: True
        packages.newest = lambda pattern: None
        tap.ok(missing(kernel.find, 'linux-image-amd64', 'linux-image-generic', 'apt-get update'),
               'with an apt that knows no kernel its packages are named')
        tap.ok(refused(lambda: headers.fetch('6.99'), '6.99', 'linux-image-6.99'),
               'a series without packages has no headers')
        path, os.environ['PATH'] = os.environ['PATH'], root
        tap.ok(missing(lambda: headers.find(here), 'make', 'gcc'),
               'without make and gcc no module is built')
        os.environ['PATH'] = path
        kernel.ROOT = tools.ROOT = '/'
        del os.environ['XDG_CACHE_HOME']
    packages.available, packages.newest = available, newest


def test_no_lists():
    """An apt without lists, as images of containers have it."""
    if not packages.available():
        tap.skip('an apt without lists', 'there is no apt')
        return
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, 'lists/partial'))
        conf = tap.write(root, 'apt.conf', f'Dir::State::lists "{root}/lists";\n'
                                           f'Dir::Cache "{root}";\n')
        done = subprocess.run((sys.executable, os.path.join(tap.SCRIPTS, 'lib/vm/main.py'), 'headers'),
                              check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE,
                              env=dict(os.environ, APT_CONFIG=conf, XDG_CACHE_HOME=root))
        tap.ok(done.returncode == 1 and done.stderr.count('\n') == 1 and
               'apt-get update' in done.stderr, 'an apt without lists is said in one line',
               done.stderr)


def test_headers():
    """Headers below a folder that is not theirs."""
    with tempfile.TemporaryDirectory() as root:
        os.environ['XDG_CACHE_HOME'] = root
        for release in ('6.98.2-amd64', '6.98.10-amd64'):
            folder = os.path.join(cache.folder(f'headers-{release}'), 'usr/src')
            tap.write(folder, f'linux-headers-{release}/include/generated/utsrelease.h',
                      f'#define UTS_RELEASE "{release}"\n')
            tap.write(folder, 'linux-headers-common/Makefile', 'all:\n\t@echo common\n')
            tap.write(folder, f'linux-headers-{release}/Makefile',
                      'include /usr/src/linux-headers-common/Makefile\n')
            headers.relocate(cache.folder(f'headers-{release}'))
        found = [path for release, path in headers.here().items() if release.startswith('6.98.')]
        tap.ok(len(found) == 1 and '6.98.10' in found[0], 'the newest headers of a series are found',
               found)
        if not shutil.which('make'):
            tap.skip('their common part is found beside them', 'there is no make')
            return
        made = subprocess.run(('make', '-s', '-C', found[0]), check=False, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        tap.ok(made.stdout == 'common\n', 'their common part is found beside them', made.stdout)
        del os.environ['XDG_CACHE_HOME']


def test_made_up():
    with tempfile.TemporaryDirectory() as root:
        paths = madeup.write(root)
        texts = []
        for path in paths:
            with open(path, encoding='utf-8') as file:
                texts.append(file.read())
        tap.ok(len(texts) == len(madeup.MEASURED) and
               all(text.endswith('# end: done\n') and len({line.count('\t') for line in
                                                           text.splitlines() if line[0] != '#'}) == 1
                   for text in texts), 'made-up run files are whole')


def module_says(platform, changed=None):
    """What a guest says when all is as it should, but for one line; how many points fail?"""
    said = []
    for default in cmd_module.DEFAULTS:
        entry = 'found' if platform in madeup.STREAMS_FROM else 'none'
        said.append(f'{default} said cpu made up, entry {entry}')
        said += [f'{default} said {memory} {kib} KiB: {words[0]}, compound {words[1]}'
                 for (memory, kib), words in cmd_module.wanted(platform, default).items()]
        said.append(f'{default} unloaded')
    if changed:
        said = [changed[1] if line == changed[0] else line for line in said]
    out, sys.stdout = sys.stdout, open(os.devnull, 'w', encoding='utf-8')
    points = Tap()
    cmd_module.compare(points, 'test', platform, '\n'.join(said), False)
    sys.stdout.close()
    sys.stdout = out
    return points.failures


def test_module():
    tap.ok(not any(module_says(platform) for _, platform, _ in cmd_module.CPUS),
           'module: what the made-up table says is accepted')
    wrong = (('on unloaded', 'on cannot be unloaded'),
             ('off said cpu made up, entry found', 'off said cpu made up, entry none'),
             ('on said dax 1024 KiB: movnti, compound movnti',
              'on said dax 1024 KiB: memcpy, compound movnti'),
             ('off said dram 16384 KiB: movnti, compound memcpy', ''))
    found = [module_says('intel-icx', changed) for changed in wrong]
    tap.ok(found == [1] * len(wrong), 'module: anything else is found', found)
    tap.ok(module_says('amd-zen2', ('on said dax 16384 KiB: movnti, compound movnti',
                                    'on said dax 16384 KiB: memcpy, compound memcpy')) == 1,
           'module: a CPU without an entry follows --default')


def test_absent():
    with tempfile.TemporaryDirectory() as bare:
        for name in ('sh', 'dirname', 'python3'):
            path = subprocess.run(('sh', '-c', f'command -v {name}'), check=True, text=True,
                                  stdout=subprocess.PIPE).stdout.strip()
            os.symlink(sys.executable if name == 'python3' else path, os.path.join(bare, name))
        for command, status in (('boot true', 125), ('images', 1), ('rebind', 1), ('test', 77),
                                ('module', 1)):
            done = subprocess.run((VM, '--no-deps', *command.split()), check=False, text=True,
                                  env={'PATH': bare, 'HOME': bare}, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE)
            tap.ok(done.returncode == status and
                   done.stderr.count('\n') == 1 and 'qemu-system-x86 ' in done.stderr,
                   f'{command}: without QEMU one line names its package', done.stderr)
        done = subprocess.run((VM, '--no-deps', 'rebind', '--cycles', '0'), check=False, text=True,
                              env={'PATH': bare, 'HOME': bare}, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
        tap.ok(done.returncode == 2 and done.stderr.count('\n') == 1 and '--cycles' in done.stderr,
               'a wrong option is refused in one line', done.stderr)


def main():
    test_archive()
    test_modules()
    test_run_file()
    test_lines()
    test_sizes()
    test_cache()
    test_points()
    test_missing()
    test_no_lists()
    test_headers()
    test_made_up()
    test_module()
    test_absent()
    tap.done()


if __name__ == '__main__':
    main()
