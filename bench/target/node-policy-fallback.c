// SPDX-License-Identifier: GPL-2.0-or-later
#include "target/node-policy.h"

#include <errno.h>

#include "target/target.h"

int node_policy_set(void *addr, size_t bytes, const int *nodes, size_t nr, struct reason *reason)
{
	return reason_set(reason, -EOPNOTSUPP,
			  "this pagestream was built without libnuma, which places "
			  "memory on nodes");
}
