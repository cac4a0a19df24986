# SPDX-License-Identifier: GPL-2.0-or-later
"""
Builds a minimal kernel with pmem, DAX, test_hmm and the function tracer, with
patches, into the cache, and prints the path of its image, which --kernel of
the other commands takes:

  scripts/vm kernel                                  # the newest source package
  scripts/vm kernel --series 7.3 --patch 1.mbox --patch 2.mbox
  scripts/vm kernel --source ~/linux --patch v11.mbox
  scripts/vm rebind --kernel "$(scripts/vm kernel)"

A patch is a mail, a mailbox or a diff, as "git apply" takes it.  The source is
a package of the distribution or of Debian's backports, or a copy of a tree,
which is not written to.  struct page and its flags are as in Debian's kernels.
The same source with other patches is built again only where it differs, and
what was built once is not built again.
"""
import ctypes
import fcntl
import filecmp
import hashlib
import os
import re
import shutil
import signal
import subprocess

from vm import VmError, VmMissing, cache, guest, kconfig, main, qemu, tree

HELP = 'build a minimal kernel, with patches'

BOOTS = False

PROGRAMS = {'make': 'make', 'gcc': 'gcc', 'git': 'git', 'tar': 'tar', 'xz': 'xz-utils',
            'flex': 'flex', 'bison': 'bison', 'bc': 'bc', 'perl': 'perl', 'ld': 'binutils',
            'pahole': 'pahole'}

TEST_HMM = 'lib/test_hmm.c'
_CHUNK = re.compile(r'^(#define\s+DEVMEM_CHUNK_SIZE\s+).*$', re.MULTILINE)


def options(parser):
    group = parser.add_argument_group('the source')
    group.add_argument('--series', metavar='SERIES',
                       help='of a source package, such as 7.3 (default: the newest)')
    group.add_argument('--source', metavar='DIR', help='a tree instead of a package')
    group.add_argument('--patch', action='append', default=[], metavar='FILE',
                       help='apply this; repeatable, in this order')
    group.add_argument('--hmm-chunk', metavar='SIZE', type=main.size, default='256M',
                       help='memory that each device of test_hmm maps (default: 256M, as the '
                            'kernel has it; the thread had 64G, for 1 GiB of memmap each)')
    parser.add_argument('-j', '--jobs', type=main.count, default=os.cpu_count() or 1, metavar='N',
                        help='compilers at once (default: one per CPU)')


def require():
    """Say what to install when nothing can be built."""
    missing = sorted({package for name, package in PROGRAMS.items() if not shutil.which(name)})
    if not os.path.exists('/usr/include/gelf.h'):
        missing.append('libelf-dev')
    if missing:
        raise VmMissing('kernel: install the packages ' + ' '.join(missing) +
                        ' (Debian; elsewhere by what they hold)')


def key_of(source, patches, chunk_bytes):
    """What tells one build from another."""
    digest = hashlib.sha256()
    with open(kconfig.FRAGMENT, 'rb') as file:
        digest.update(file.read())
    for part in (source, str(chunk_bytes), *(text for _, text in patches)):
        digest.update(hashlib.sha256(part.encode('utf-8', 'surrogateescape')).digest())
    return digest.hexdigest()[:8]


def edit_chunk(chunk_bytes):
    """The edit of test_hmm's source that lets each device map so much."""
    def edit(text):
        text, found = _CHUNK.subn(rf'\g<1>({chunk_bytes >> 20}UL << 20)', text)
        if found != 1:
            raise VmError(f'--hmm-chunk: {TEST_HMM} of this source has no DEVMEM_CHUNK_SIZE')
        return text
    return edit


def _die_with_parent():
    ctypes.CDLL(None).prctl(guest.PR_SET_PDEATHSIG, signal.SIGTERM)


def _make(source, words, log, jobs=1):
    command = ('make', '-C', source.src, f'O={source.build}', f'-j{jobs}', 'LOCALVERSION=',
               'KBUILD_BUILD_USER=pagestream', 'KBUILD_BUILD_HOST=vm', *words)
    with open(log, 'a', encoding='utf-8') as file:
        # pylint: disable-next=subprocess-popen-preexec-fn
        done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=file,
                              stderr=subprocess.STDOUT, preexec_fn=_die_with_parent,
                              env=dict(os.environ, LC_ALL='C.UTF-8'))
    if done.returncode:
        with open(log, encoding='utf-8', errors='replace') as file:
            lines = [line.strip() for line in file if re.search(r'error|Error', line)]
        raise VmError(f'make {words[-1]} failed: {lines[0] if lines else "no message"}; '
                      f'all of it in {log}')


def _configure(source, local, log):
    os.makedirs(source.build, exist_ok=True)
    fragment, done = (os.path.join(source.build, name)
                      for name in ('pagestream.config', 'pagestream.configured'))
    kconfig.write(fragment, [f'CONFIG_LOCALVERSION="{local}"'])
    if not os.path.exists(done) or not filecmp.cmp(fragment, done, shallow=False):
        _make(source, (f'KCONFIG_ALLCONFIG={fragment}', 'allnoconfig'), log)
        missing = kconfig.refused(os.path.join(source.build, '.config'))
        if missing:
            raise VmError(f'{source.name} cannot be configured with ' + ', '.join(missing))
        # An interrupted build goes on where it was.
        shutil.copyfile(fragment, done)


def _collect(source, path):
    """Image and modules, as a distribution lays them out."""
    with open(os.path.join(source.build, 'include/config/kernel.release'), encoding='utf-8') as file:
        release = file.read().strip()
    folder = os.path.join(path, 'lib', 'modules', release)
    os.makedirs(os.path.join(folder, 'kernel'))
    shutil.copy(os.path.join(source.build, 'arch/x86/boot/bzImage'), os.path.join(folder, 'vmlinuz'))
    shutil.copy(os.path.join(source.build, '.config'), os.path.join(folder, 'config'))
    shutil.copy(os.path.join(source.build, 'modules.builtin'), folder)
    shutil.copy(os.path.join(source.build, 'lib/test_hmm.ko'), os.path.join(folder, 'kernel'))


def image_in(path):
    """The image of what was built."""
    for folder, _, names in os.walk(path):
        if 'vmlinuz' in names:
            return os.path.join(folder, 'vmlinuz')
    raise VmError(f'{path}: there is no image in it')


def build(opt, say):
    """The path of the image, which is built unless it is there."""
    if opt.source and opt.series:
        raise VmError('kernel: --source and --series exclude each other')
    if opt.hmm_chunk % (128 << 20):
        # A section, include/asm-generic/sparsemem.h of x86-64: what memory is mapped in.
        raise VmError(f'--hmm-chunk {opt.hmm_chunk >> 20}M: not a multiple of 128M')
    patches = [(path, tree.read_patch(path)) for path in opt.patch]
    require()
    source = tree.of_folder(opt.source, say) if opt.source else tree.of_package(opt.series, say)
    with open(os.path.join(source.root, 'lock'), 'w', encoding='utf-8') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return _build_locked(opt, source, patches, say)


def _build_locked(opt, source, patches, say):
    edits = [(TEST_HMM, edit_chunk(opt.hmm_chunk))] if opt.hmm_chunk != 256 << 20 else []
    key = key_of(source.identity, patches, opt.hmm_chunk)
    name = f'built-{source.version()}-{len(patches)}p-{key}'
    path = cache.folder(name)
    if not os.path.isdir(path):
        source.patch(patches, edits)
        log = os.path.join(source.root, 'build.log')
        with open(log, 'w', encoding='utf-8'):
            pass
        say(f'building {source.name} with {len(patches)} patches, {opt.jobs} at once '
            f'(minutes; {log})')
        _configure(source, f'-pagestream-{len(patches)}p-{key}', log)
        _make(source, ('bzImage', 'modules'), log, opt.jobs)
        cache.folder_once(name, lambda scratch: _collect(source, scratch))
    return image_in(path)


def run(opt):
    print(build(opt, main.say))
    return 0
