/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of the walks of one copy, from the names of their functions
 * without the record size.
 */
#ifndef KERNELS_SIM_WALK_TABLE_H
#define KERNELS_SIM_WALK_TABLE_H

#include "replay.h"

#define WALK_SIZES(prefix)									\
	{											\
		[LAYOUT_56] = prefix##_56, [LAYOUT_64] = prefix##_64, [LAYOUT_72] = prefix##_72, \
		[LAYOUT_80] = prefix##_80, [LAYOUT_88] = prefix##_88, [LAYOUT_96] = prefix##_96, \
	}

/*
 * The flat walk is the same under all revisions, and the compound walks are the
 * same for both orders, which they find in the pgmap.  v2 brought the walks
 * that v4 has; v1 had every page written by the copy, as v5 has again.  v11 is
 * v5 without its drains.
 */
#define WALK_REVISIONS(v4, v5, v11)								\
	{											\
		[REVISION_V1] = WALK_SIZES(v5), [REVISION_V2] = WALK_SIZES(v4),			\
		[REVISION_V3] = WALK_SIZES(v4), [REVISION_V4] = WALK_SIZES(v4),			\
		[REVISION_V5] = WALK_SIZES(v5), [REVISION_V11] = WALK_SIZES(v11),		\
	}

/* The ordinary memmap, which the series does not touch. */
#define WALK_ORDINARY(name) { [REVISION_V1 ... REVISION_NR - 1] = { [LAYOUT_64] = name##_64 } }

#define WALK_TABLE(flat, order0_v4, order0_v5, order0_v11, compound_v4, compound_v5, compound_v11, \
		   boot, deferred, hotplug)							\
	{											\
		[WALK_FLAT] = WALK_REVISIONS(flat, flat, flat),					\
		[WALK_ORDER0] = WALK_REVISIONS(order0_v4, order0_v5, order0_v11),		\
		[WALK_ORDER9] = WALK_REVISIONS(compound_v4, compound_v5, compound_v11),		\
		[WALK_ORDER18] = WALK_REVISIONS(compound_v4, compound_v5, compound_v11),	\
		[WALK_BOOT] = WALK_ORDINARY(boot), [WALK_DEFERRED] = WALK_ORDINARY(deferred),	\
		[WALK_HOTPLUG] = WALK_ORDINARY(hotplug),					\
	}

#endif
