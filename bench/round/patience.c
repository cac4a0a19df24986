// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/patience.h"

#include <errno.h>
#include <sched.h>
#include <unistd.h>

#include "base/clock.h"
#include "round/interrupt.h"

#define LOOKS_PER_TIME 4096
#define INTERRUPTED_NS 2000000000LL

void patience_look(struct patience *patience)
{
	int64_t now;

	__builtin_ia32_pause();
	if (++patience->looks % LOOKS_PER_TIME)
		return;
	/* Under SCHED_FIFO a thread of equal priority on this CPU gets it by this alone. */
	sched_yield();
	now = clock_ns();
	if (!patience->since)
		patience->since = now;
	if (run_interrupted && now - patience->since > INTERRUPTED_NS)
		_exit(EINTR);
	if (now - patience->since > PATIENCE_S * 1000000000LL)
		_exit(ETIME);
}
