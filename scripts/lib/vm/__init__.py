# SPDX-License-Identifier: GPL-2.0-or-later
"""What scripts/vm is made of: a guest with pmem and two nodes, from packages."""


class VmError(Exception):
    """Something is missing or went wrong; the text is one line for the user."""


class VmMissing(VmError):
    """What the guest is made of is not here; the text names the packages."""
