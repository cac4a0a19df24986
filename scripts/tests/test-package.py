#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
test-package.py PROGRAM MANUAL: scripts/package in a copy of this tree, what lintian
says of the package, and whether the program in it works.

The copy has five of the copies: all of them take minutes, and how a package is made
does not depend on them.
"""
import gzip
import os
import re
import shutil
import stat
import subprocess
import sys
import tempfile

import tap

PROGRAM, MANUAL = (os.path.abspath(path) for path in sys.argv[1:])
ROOT = os.path.dirname(tap.SCRIPTS)
COPIES = ['base', 'dispatch', 'mov', 'movnti', 'null']
LIBRARIES = ['libgsl', 'libhwloc', 'libjansson', 'libnuma', 'libpfm']
TOOLS = {'dpkg-buildpackage': 'dpkg-dev', 'dh': 'debhelper', 'lintian': 'lintian'}
# What every build of a package takes for granted, or another of them brings.
IMPLIED = {'gcc', 'libc6-dev', 'ninja-build'}
FILES = {
    'usr/bin/pagestream': 0o755,
    'usr/share/bash-completion/completions/pagestream': 0o644,
    'usr/share/doc/pagestream/NEWS.gz': 0o644,
    'usr/share/doc/pagestream/changelog.gz': 0o644,
    'usr/share/doc/pagestream/copyright': 0o644,
    'usr/share/man/man1/pagestream.1.gz': 0o644,
}


def call(*words, cwd='/', **env):
    """(status, standard output, standard error)"""
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=cwd,
                          env={**os.environ, **env})
    return done.returncode, done.stdout, done.stderr


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def content(path):
    with open(path, 'rb') as file:
        return file.read()


def git(root, *words):
    status, out, err = call(
        'git', '-C', root, '-c', 'user.name=A. O\'Tester & Sons', '-c', 'user.email=tester@example.org',
        *words, GIT_CONFIG_GLOBAL='/dev/null', GIT_CONFIG_SYSTEM='/dev/null',
        GIT_COMMITTER_DATE='2026-11-08T23:30:00-0500', GIT_AUTHOR_DATE='2026-11-07T12:00:00+0100')
    assert status == 0, (words, err)
    return out.strip()


def commit(root, subject):
    git(root, 'add', '-A')
    git(root, 'commit', '-q', '-m', subject)


def change(root, name, pattern, text):
    path = os.path.join(root, name)
    before = read(path)
    after = re.sub(pattern, text, before, flags=re.M)
    assert before != after, (name, pattern)
    tap.write(root, name, after, os.stat(path).st_mode)


def copy_tree(root):
    """This tree with few copies, as a repository of one commit; is this a checkout?"""
    status, out, _ = call('git', '-C', ROOT, 'ls-files', '-z', '--cached', '--others', '--exclude-standard')
    if status:
        return False
    for name in out.split('\0')[:-1]:
        if os.path.isfile(os.path.join(ROOT, name)) and not name.startswith('data/runs/'):
            os.makedirs(os.path.join(root, os.path.dirname(name)), exist_ok=True)
            shutil.copy2(os.path.join(ROOT, name), os.path.join(root, name))
    for ident in re.findall(r'^COPY\((\w+)\)', read(os.path.join(root, 'kernels-sim/copy-list.h')), re.M):
        name = ident.replace('_', '-')
        if name not in COPIES:
            change(root, 'kernels-sim/copy-list.h', rf'^COPY\({ident}\)\n', '')
            change(root, 'kernels-sim/meson.build', rf"^ *'copy/{name}\.c',\n", '')
            os.remove(os.path.join(root, f'kernels-sim/copy/{name}.c'))
    git(root, 'init', '-q')
    commit(root, 'a tree with a subject that is too long for one line of a changelog, and has 1/2 & more')
    return True


class Place:
    """A copy of this tree, and a folder for temporary files that must end up empty."""

    def __init__(self, root):
        self.tree = os.path.join(root, 'tree')
        self.tmp = os.path.join(root, 'tmp')
        os.mkdir(self.tmp)

    def package(self, *words, **more):
        return call(os.path.join(self.tree, 'scripts/package'), *words, **{'TMPDIR': self.tmp, **more})

    def clean(self):
        return not os.listdir(self.tmp) and not git(self.tree, 'status', '--porcelain', '--ignored')


def lacks():
    """Why no package can be built here, or None."""
    missing = [package for tool, package in TOOLS.items() if not shutil.which(tool)]
    if missing:
        return 'not installed: ' + ' '.join(missing)
    status, _, err = call('dpkg-checkbuilddeps', os.path.join(ROOT, 'scripts/debian/control'))
    return err.strip() if status else None


def test_wrong_use(place, folder):
    status, out, err = place.package('--help')
    lines = out.splitlines()
    tap.ok(status == 0 and not err and len(lines) < 24 and max(map(len, lines)) <= 80,
           '--help fits a screen', out, err)
    nowhere = os.path.join(folder, 'nowhere')
    for words, said in ((['-o', nowhere], f'{nowhere}: no such folder'), (['-o'], '-o: which folder?'),
                        (['--sign'], "unknown option '--sign' (-o FOLDER or --help)"),
                        ([folder], f"unknown option '{folder}' (-o FOLDER or --help)")):
        status, out, err = place.package(*words)
        tap.ok((status, out, err) == (2, '', f'scripts/package: {said}\n'),
               f'"package {words[0]}": one line', status, out, err)

    # Not even root makes a file there.
    status, out, err = place.package('-o', '/proc')
    tap.ok((status, out, err) == (1, '', 'scripts/package: /proc: no file can be made there\n'),
           'a folder that takes no file is told before anything is built', status, out, err)

    few = os.path.join(folder, 'few')
    os.mkdir(few)
    for tool in ('dirname', 'sh'):
        os.symlink(shutil.which(tool), os.path.join(few, tool))
    status, out, err = place.package('-o', folder, PATH=few)
    tap.ok((status, out, err) == (1, '', 'scripts/package: not installed: git dpkg-dev debhelper\n'),
           'what has to be installed is one line', status, out, err)

    alone = os.path.join(folder, 'alone')
    tap.write(alone, 'scripts/package', read(os.path.join(tap.SCRIPTS, 'package')), 0o755)
    status, out, err = call(os.path.join(alone, 'scripts/package'), '-o', folder, TMPDIR=place.tmp)
    tap.ok(status == 1 and not out and len(err.splitlines()) == 1 and f'{alone} cannot be cloned: ' in err,
           'a tree without git is one line', status, out, err)


def test_failures(place, folder):
    """Each in a commit that is taken back."""
    into = os.path.join(folder, 'nothing')
    os.mkdir(into)
    head = git(place.tree, 'rev-parse', 'HEAD')

    change(place.tree, 'scripts/debian/control', '^ git,', ' git, no-such-package (>= 3),')
    commit(place.tree, 'a dependency')
    status, out, err = place.package('-o', into)
    tap.ok((status, out) == (1, '') and re.fullmatch(r'scripts/package: not installed: no-such-package.*\n', err)
           and place.clean(), 'what a build depends on is one line', status, out, err)
    git(place.tree, 'reset', '-q', '--hard', head)

    change(place.tree, 'meson.build', r'\Z', "error('made to fail')\n")
    commit(place.tree, 'a failure')
    status, out, err = place.package('-o', into)
    said = re.fullmatch(r'scripts/package: it does not build; all of it in (.*)\n', err)
    tap.ok(status == 1 and said and 'made to fail' in read(said[1]), 'a build that fails names its log', out, err)
    left = [os.path.join(where, name) for where, _, names in os.walk(place.tmp) for name in names]
    tap.ok(not os.listdir(into) and said and left == [said[1]], 'and leaves nothing else', *left)
    shutil.rmtree(os.path.dirname(said[1]) if said else place.tmp)
    os.makedirs(place.tmp, exist_ok=True)
    git(place.tree, 'reset', '-q', '--hard', head)


def test_build(place, folder):
    """The package, or None"""
    status, out, err = place.package('-o', folder)
    names = [name for name in os.listdir(folder) if name.endswith('.deb')]
    commit_name = git(place.tree, 'describe', '--always')
    release = re.search(r"version: '(.*)'", read(os.path.join(ROOT, 'meson.build')))[1]
    wanted = f'pagestream_{release}+git20261109.043000.{commit_name}_amd64.deb'
    tap.ok(status == 0 and not err and names == [wanted], 'a package with the time and name of its commit', out, err)
    tap.ok(place.clean(), 'nothing is left in the tree, nor elsewhere', *os.listdir(place.tmp))
    if names != [wanted]:
        return None
    path = os.path.join(folder, wanted)
    tap.ok(out.splitlines()[-1] == f'{path}: {os.path.getsize(path) >> 10} KiB', 'its name is the last line', out)

    before = content(path)
    again = place.package(cwd=folder)
    tap.ok(again == (1, '', f'scripts/package: {path} is there already\n') and content(path) == before,
           'a package is not overwritten', *again)

    # "E: package: tag ..."
    status, said, err = call('lintian', '--no-cfg', '--allow-root', path)
    for line in (said + err).splitlines():
        print('# lintian: ' + line)
    tap.ok(not re.search('^E: ', said, re.M) and status == 0 and said in out, 'lintian finds no error, and is shown',
           said, err)
    return path


def owner(library):
    """The package that a library is from; a merged /usr has two names for it."""
    real = os.path.realpath(library)
    for path in (library, real, '/usr' + real, real.removeprefix('/usr')):
        status, out, _ = call('dpkg', '-S', path)
        if status == 0:
            return out.split(':')[0]
    return library


def test_contents(path, tree, folder):
    root = os.path.join(folder, 'unpacked')
    status, _, err = call('dpkg-deb', '-x', path, root)
    found = {os.path.relpath(os.path.join(where, name), root):
             stat.S_IMODE(os.stat(os.path.join(where, name)).st_mode)
             for where, _, names in os.walk(root) for name in names}
    tap.ok(status == 0 and found == FILES, 'program, manual, completion and what Debian asks for', found, err)
    if found != FILES:
        return

    def file(name):
        return os.path.join(root, name)

    tap.ok(gzip.decompress(content(file('usr/share/man/man1/pagestream.1.gz'))) == content(MANUAL),
           'the manual is the completed one')
    tap.ok(content(file('usr/share/bash-completion/completions/pagestream')) ==
           content(os.path.join(ROOT, 'bench/pagestream.bash')), 'the completion is that of the tree')
    log = gzip.decompress(content(file('usr/share/doc/pagestream/changelog.gz'))).decode()
    tap.ok("A. O'Tester & Sons <tester@example.org>  Sun, 8 Nov 2026 23:30:00 -0500" in log and 'has 1/2 & more' in log
           and max(map(len, log.splitlines())) <= 80, 'the changelog is the commit', log)

    program = file('usr/bin/pagestream')
    status, out, err = call(program, '--version')
    tap.ok(status == 0 and f'(commit {git(tree, "describe", "--always")}, ' in out,
           '--version names the commit', out, err)
    status, out, err = call(program, 'list', 'copies')
    tap.ok([line.split('\t')[0] for line in out.splitlines()] == COPIES, 'list copies', out, err)
    said = call(program, 'list', 'plans')
    tap.ok(said[0] == 0 and 'quick\t' in said[1] and said == call(PROGRAM, 'list', 'plans'), 'list plans', *said)

    needed = re.findall(r'\(NEEDED\).*\[(.*)\]', call('readelf', '-dW', program)[1])
    tap.ok(all(any(name.startswith(library) for name in needed) for library in LIBRARIES),
           'every library is in it', *needed)
    places = dict(re.findall(r'^\s*(\S+) => (/\S+)', call('ldd', program)[1], re.M))
    owners = {owner(places[name]) for name in needed}
    field = call('dpkg-deb', '-f', path, 'Depends')[1]
    depends = {word.split()[0] for word in field.split(',')}
    tap.ok(depends == owners, 'it depends on the packages of these libraries', sorted(owners), sorted(depends))


def test_again(path, place, folder):
    """From another folder, in another environment, beside changes that are not committed."""
    tmp, into = (os.path.join(folder, name) for name in ('temporary-files-of-another-user', 'again'))
    for name in (tmp, into):
        os.mkdir(name)
    change(place.tree, 'meson.build', r'\Z', "error('not committed')\n")
    status, out, err = call('sh', '-c', 'umask 077; exec "$0" "$@"', os.path.join(place.tree, 'scripts/package'),
                            cwd=into, TMPDIR=tmp, CFLAGS='-O1 -march=x86-64-v2', LC_ALL='C', TZ='Asia/Tokyo',
                            SOURCE_DATE_EPOCH='1')
    git(place.tree, 'checkout', '-q', '.')
    other = os.path.join(into, os.path.basename(path))
    tap.ok(status == 0 and err == 'scripts/package: what is not committed is left out\n',
           'what is not committed is left out, which is said', out, err)
    tap.ok(os.path.exists(other) and content(other) == content(path), 'a second build is the same, bit for bit')


def test_dependencies():
    """What scripts/run installs for a build, and what a package declares."""
    status, out, err = call('sh', '-c', '. "$0" && deps_detect && deps_names build',
                            os.path.join(tap.SCRIPTS, 'lib/deps.sh'))
    control = read(os.path.join(tap.SCRIPTS, 'debian/control'))
    field = re.search(r'^Build-Depends: (.*?)^\S', control, re.M | re.S)[1]
    declared = {word.split()[0] for word in field.split(',') if word.strip()}
    wanted = [entry.split('/') for entry in out.split()]
    missing = [entry for entry in wanted if not set(entry) & (declared | IMPLIED)]
    tap.ok(status == 0 and wanted and not missing, 'the build depends on what scripts/run installs', missing, err)


def main():
    why = lacks()
    if why:
        tap.skip('a Debian package', why)
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        place = Place(folder)
        if not copy_tree(place.tree):
            tap.skip('a Debian package', 'this is no git checkout')
            tap.done()
        test_dependencies()
        test_wrong_use(place, folder)
        test_failures(place, folder)
        path = test_build(place, folder)
        if path:
            test_contents(path, place.tree, folder)
            test_again(path, place, folder)
    tap.done()


if __name__ == '__main__':
    main()
