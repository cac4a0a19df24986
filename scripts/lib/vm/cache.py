# SPDX-License-Identifier: GPL-2.0-or-later
"""Where what was downloaded and unpacked is kept."""
import os
import shutil
import tempfile


def folder(*names):
    """The path of something in the cache; its folder exists."""
    base = os.environ.get('XDG_CACHE_HOME') or os.path.join(os.path.expanduser('~'), '.cache')
    path = os.path.join(base, 'pagestream-vm', *names)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return path


def folder_once(name, fill):
    """
    A folder that fill(path) makes unless it is there.  It gets its name when it
    is complete, so that an interrupted start leaves none that looks complete.
    """
    path = folder(name)
    if os.path.isdir(path):
        return path
    scratch = tempfile.mkdtemp(prefix='.new-', dir=os.path.dirname(path))
    try:
        fill(scratch)
        try:
            os.rename(scratch, path)
        except OSError:
            # Somebody else was faster.
            if not os.path.isdir(path):
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return path
