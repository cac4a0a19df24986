/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All states, sorted by name.  A new one is a file in state/, a line here and
 * a line in meson.build.
 */
STATE(dirty)
STATE(first_touch)
STATE(flushed)
STATE(poisoned)
STATE(reused)
STATE(zeroed)
