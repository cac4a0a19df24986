// SPDX-License-Identifier: GPL-2.0-or-later
#include "node-policy.h"

#include <errno.h>

#include "target.h"

int node_policy_set(void *addr, size_t bytes, const int *nodes, size_t nr, struct why *why)
{
	return why_set(why, -EOPNOTSUPP, "this pagestream was built without libnuma, which places "
		       "memory on nodes");
}
