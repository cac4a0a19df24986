# SPDX-License-Identifier: GPL-2.0-or-later
"""
A kernel's source in the cache, with and without patches: from a source package
of the distribution, or a copy of a tree, which itself is never written to.

Patched files get a new time and all others keep theirs, so that make builds
again only what a patch changes.  What a patch is about to change is saved
first: an interrupted start is undone by the next.
"""
import hashlib
import json
import os
import re
import shutil
import subprocess

from vm import VmError, VmMissing, backports, cache, packages

# Not copied of a tree of one's own: history, and what was built in it.
_LEFT = re.compile(r'(^|/)(\.git|\.tmp_versions)(/|$)|\.(o|ko|a|cmd|mod|d|order)$|'
                   r'^(vmlinux|vmlinux\..*|\.config.*|System\.map|include/(config|generated)/.*|'
                   r'arch/[^/]+/include/generated/.*)$')


def _run(words, what, **more):
    done = subprocess.run(words, check=False, text=True, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env=dict(os.environ, LC_ALL='C.UTF-8'), **more)
    if done.returncode:
        raise VmError(f'{what}: ' + ' / '.join(done.stdout.strip().splitlines()[-3:]))
    return done.stdout


def touched(text):
    """Files that a patch changes, as paths below the tree."""
    names = [name for pair in re.findall(r'^--- (\S+)[^\n]*\n\+\+\+ (\S+)', text, re.MULTILINE)
             for name in pair if name != '/dev/null']
    # The first folder is the tree: a/ and b/, or whatever -p1 takes off.
    found = [name.partition('/')[2] for name in names]
    found += re.findall(r'^(?:rename|copy) (?:from|to) (\S+)$', text, re.MULTILINE)
    return list(dict.fromkeys(found))


def read_patch(path):
    """The text of a patch; refused unless it changes something below its tree."""
    try:
        with open(path, encoding='utf-8', errors='surrogateescape') as file:
            text = file.read()
    except OSError as error:
        raise VmError(f'--patch {path}: {error.strerror}') from None
    names = touched(text)
    if not names:
        raise VmError(f'--patch {path}: no patch (lines "--- a/FILE" and "+++ b/FILE")')
    wrong = [name for name in names if name[:1] in ('', '/') or '..' in name.split('/')]
    if wrong:
        raise VmError(f'--patch {path}: {wrong[0]} lies outside of the tree')
    return text


class Tree:
    """
    @root: folder in the cache; the source lies in src, what is built of it in build
    @name: what it is, for people
    identity: differs between sources that differ
    """

    def __init__(self, root, name):
        self.root, self.name = root, name
        self.identity = name
        self.src, self.build = os.path.join(root, 'src'), os.path.join(root, 'build')
        self._saved = os.path.join(root, 'saved')
        self._list = os.path.join(root, 'saved.json')

    def version(self):
        """As the Makefile has it, such as 7.3.4."""
        try:
            with open(os.path.join(self.src, 'Makefile'), encoding='utf-8') as file:
                text = file.read(2000)
        except OSError:
            text = ''
        found = [re.search(rf'^{name} *= *([0-9]*)', text, re.MULTILINE)
                 for name in ('VERSION', 'PATCHLEVEL', 'SUBLEVEL')]
        if not all(found):
            raise VmError(f'{self.name}: no kernel source')
        return '.'.join(one[1] for one in found)

    def _save(self, names):
        os.makedirs(self._saved, exist_ok=True)
        entries = {}
        for number, name in enumerate(names):
            path = os.path.join(self.src, name)
            entries[name] = os.path.isfile(path)
            if entries[name]:
                shutil.copyfile(path, os.path.join(self._saved, str(number)))
        with open(self._list + '.new', 'w', encoding='utf-8') as file:
            json.dump(list(entries.items()), file)
        os.rename(self._list + '.new', self._list)

    def _restore(self):
        """Undo what is saved; returns {path: (contents, time)} of what lay there."""
        if not os.path.exists(self._list):
            return {}
        with open(self._list, encoding='utf-8') as file:
            entries = json.load(file)
        before = {}
        for number, (name, existed) in enumerate(entries):
            path = os.path.join(self.src, name)
            if os.path.isfile(path):
                with open(path, 'rb') as file:
                    before[path] = file.read(), os.stat(path).st_mtime_ns
                os.remove(path)
            if existed:
                os.makedirs(os.path.dirname(path), exist_ok=True)
                shutil.copyfile(os.path.join(self._saved, str(number)), path)
        os.remove(self._list)
        shutil.rmtree(self._saved, ignore_errors=True)
        return before

    def patch(self, patches, edits=()):
        """
        Make the source what it is with these patches, and no others.

        @patches: [(path, text)], applied one after the other
        @edits: [(path below the tree, function from text to text)]
        """
        before = self._restore()
        names = dict.fromkeys(name for _, text in patches for name in touched(text))
        self._save(list(names | dict.fromkeys(name for name, _ in edits)))
        try:
            for path, _ in patches:
                _run(('git', 'apply', '--whitespace=nowarn', '-p1', os.path.abspath(path)),
                     f'--patch {path} does not apply to {self.name}', cwd=self.src)
            for name, edit in edits:
                path = os.path.join(self.src, name)
                with open(path, encoding='utf-8') as file:
                    text = edit(file.read())
                with open(path, 'w', encoding='utf-8') as file:
                    file.write(text)
        except VmError:
            self._restore()
            raise
        # What is as it was before is not built again.
        for path, (contents, time) in before.items():
            if os.path.isfile(path):
                with open(path, 'rb') as file:
                    if file.read() == contents:
                        os.utime(path, ns=(time, time))


def _unpack(name, options, path):
    packages.unpack([name], path, lambda name: re.match(r'usr/src/.*\.tar\.(xz|gz|zst)$', name),
                    options)
    archives = [os.path.join(folder, one) for folder, _, names in os.walk(path) for one in names]
    if not archives:
        raise VmError(f'{name}: no archive of sources in it')
    src = os.path.join(path, 'src')
    os.mkdir(src)
    _run(('tar', '-xf', archives[0], '--strip-components=1', '-C', src), f'unpacking {name}')
    shutil.rmtree(os.path.join(path, 'usr'))


def of_package(series, say):
    """
    The tree of the distribution's source package of a series, or of the newest.

    @say: called with a line before anything that takes seconds
    """
    if not packages.available():
        raise VmMissing('kernel: a source package needs apt; elsewhere give --source DIR')
    pattern = 'linux-source-' + (re.escape(series) if series else r'[0-9]+\.[0-9]+')
    options = ()
    name = packages.newest(pattern)
    if not name or not series:
        more = backports.options(say)
        newer = packages.newest(pattern, more) if more else None
        if newer:
            name, options = newer, more
    if not name:
        raise VmMissing(f'kernel: apt offers no package linux-source-{series or "*"} '
                        '(when it has no lists yet: apt-get update)')
    shown = packages.run(('apt-cache', *options, 'show', '--no-all-versions', name), name)
    version = re.search(r'^Version: (\S+)$', shown, re.MULTILINE)[1]

    def fill(path):
        say(f'fetching and unpacking {name} {version} (two to three minutes)')
        _unpack(name, options, path)
    root = cache.folder_once('tree-' + re.sub('[^0-9A-Za-z.+~-]', '-', version), fill)
    return Tree(root, f'{name} {version}')


def _synchronise(source, src, manifest):
    """
    Copy what is new or another, delete what is gone.  Copies have the time of
    copying, so that make notices them; what they were copied from is written down.

    Returns a digest of all that the source holds.
    """
    try:
        with open(manifest, encoding='utf-8') as file:
            copied = json.load(file)
    except (OSError, ValueError):
        copied = {}
    found = {}
    for folder, folders, names in os.walk(source):
        below = os.path.relpath(folder, source)
        below = '' if below == '.' else below + '/'
        folders[:] = [name for name in folders if not _LEFT.search(below + name)]
        for name in names + [name for name in folders
                             if os.path.islink(os.path.join(folder, name))]:
            if _LEFT.search(below + name):
                continue
            old, new = os.path.join(folder, name), os.path.join(src, below + name)
            here = os.lstat(old)
            found[below + name] = [here.st_size, here.st_mtime_ns]
            if copied.get(below + name) == found[below + name] and os.path.lexists(new):
                continue
            os.makedirs(os.path.dirname(new), exist_ok=True)
            if os.path.lexists(new):
                os.remove(new)
            shutil.copyfile(old, new, follow_symlinks=False)
            if not os.path.islink(new):
                shutil.copymode(old, new)
    for name in copied.keys() - found.keys():
        if os.path.lexists(os.path.join(src, name)):
            os.remove(os.path.join(src, name))
    text = json.dumps(found, sort_keys=True)
    with open(manifest, 'w', encoding='utf-8') as file:
        file.write(text)
    return hashlib.sha256(text.encode('utf-8', 'surrogateescape')).hexdigest()


def of_folder(source, say):
    """A copy of a tree of one's own, made new where that has changed."""
    source = os.path.realpath(source)
    if not os.path.isfile(os.path.join(source, 'Kconfig')):
        raise VmError(f'--source {source}: no kernel source (it has no Kconfig)')
    root = cache.folder('tree-of-' + re.sub('[^0-9A-Za-z.+-]', '-', source.strip('/')))
    tree = Tree(root, source)
    os.makedirs(tree.src, exist_ok=True)
    tree.patch(())
    say(f'copying what changed in {source}')
    tree.identity += _synchronise(source, tree.src, os.path.join(root, 'copied.json'))
    return tree
