# SPDX-License-Identifier: GPL-2.0-or-later
"""
The newest kernels of Debian, for a system whose sources do not name them: lists
of the backports of its newest release, in a folder of ours.  The system's own
lists, sources and packages stay what they are.
"""
import os
import re
import time

from vm import VmMissing, cache, packages

# Kernels of any release boot here: they are unpacked, not installed.
SUITE = 'trixie-backports'

KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

# Lists older than this are fetched again.
FRESH_S = 24 * 3600


def _mirror():
    """Where the system has its own Debian packages from, or None."""
    listed = packages.run(('apt-get', 'indextargets', '--format', '$(ORIGIN) $(REPO_URI)',
                           'Created-By: Packages'), 'of ' + SUITE)
    for line in listed.splitlines():
        origin, _, uri = line.partition(' ')
        if origin == 'Debian' and re.fullmatch(r'https?://.*/debian/?', uri):
            return uri
    return None


def _words(folder):
    return ('-o', f'Dir::Etc::SourceList={folder}/sources.list', '-o', 'Dir::Etc::SourceParts=-',
            '-o', f'Dir::State::Lists={folder}/lists', '-o', f'Dir::Cache={folder}',
            '-o', 'APT::Sandbox::User=root')


def options(say=lambda text: None):
    """
    Words for apt and the functions of vm.packages that name these lists, which
    are fetched when they are older than a day; None on another system than Debian.

    @say: called with a line before anything that takes seconds
    """
    if not packages.available() or not os.path.isfile(KEYRING):
        return None
    uri = _mirror()
    if not uri:
        return None
    folder = cache.folder('apt-' + SUITE)
    words = _words(folder)
    os.makedirs(os.path.join(folder, 'lists', 'partial'), exist_ok=True)
    stamp = os.path.join(folder, 'fetched')
    if os.path.exists(stamp) and time.time() - os.path.getmtime(stamp) < FRESH_S:
        return words
    with open(os.path.join(folder, 'sources.list'), 'w', encoding='utf-8') as file:
        file.write(f'deb [signed-by={KEYRING}] {uri} {SUITE} main\n')
    say(f'fetching the lists of {SUITE}')
    try:
        packages.run(('apt-get', '-qq', *words, '-o', 'APT::Update::Error-Mode=any', 'update'),
                     'of ' + SUITE)
    except VmMissing:
        # Old lists are better than none.
        if os.path.exists(stamp):
            return words
        raise
    with open(stamp, 'w', encoding='utf-8'):
        pass
    return words
