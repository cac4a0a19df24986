// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mov: the template by ordinary 8-byte loads and stores (patches 1-5).
 */
#include "walk.h"

static const struct copy_ops mov_ops = { .copy = ordinary_copy };

DEFINE_COPY_BACKEND(mov,
		    .name = "mov",
		    .desc = "template reloaded, ascending 8-byte load and store pairs",
		    .mirrors = "memcpy() of a constant size under kernel flags, gcc 12.2",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
