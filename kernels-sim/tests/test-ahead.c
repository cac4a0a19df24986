// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Is the distance written into every copy that looks ahead, and into nothing else?
 *
 * PREFETCHT1 is what no compiler makes, so that its instructions are found in the
 * code without the table that replay_ahead_set() goes by.
 */
#include <errno.h>
#include <string.h>

#include "ahead.h"
#include "replay.h"
#include "tap.h"

/* Not const: it changes. */
extern u8 __executable_start[] __attribute__((visibility("hidden")));
extern u8 etext[] __attribute__((visibility("hidden")));

/* 0F 18 /2 with a displacement of 32 bits, and with a SIB byte where the base is RSP or R12. */
static size_t nr_ahead(int32_t bytes)
{
	size_t nr = 0;
	int32_t found;
	const u8 *p;

	for (p = __executable_start; p + 8 < etext; p++) {
		if (p[0] != 0x0f || p[1] != 0x18 || (p[2] & 0xf8) != 0x90)
			continue;
		memcpy(&found, p + 3 + ((p[2] & 7) == 4), sizeof(found));
		nr += found == bytes;
	}
	return nr;
}

int main(void)
{
	static const size_t distances[] = { 64, 128, 256, 512, 2048, 4096, 8192, 1000 };
	const size_t nr = nr_ahead(AHEAD_BYTES), nr_second = nr_ahead(AHEAD_BYTES + 64);
	size_t i;

	/* By their list, the copies are in this program. */
	tap(replay_copy_find("prefetcht1-mov") != NULL, "there is such a copy");
	tap(nr > 50 && nr_second > 20, "%zu prefetches 1 KiB ahead, %zu of second lines", nr, nr_second);
	for (i = 0; i < sizeof(distances) / sizeof(distances[0]); i++) {
		const size_t bytes = distances[i];

		tap(!replay_ahead_set(bytes) && replay_ahead() == bytes &&
		    nr_ahead((int32_t)bytes) == nr && nr_ahead((int32_t)bytes + 64) == nr_second &&
		    !nr_ahead(AHEAD_BYTES), "all of them %zu bytes ahead", bytes);
	}
	tap(replay_ahead_set(0) == -EINVAL && replay_ahead_set(AHEAD_MOST + 1) == -EINVAL &&
	    replay_ahead() == 1000, "nothing ahead and too far are refused");
	tap(!replay_ahead_set(AHEAD_BYTES) && nr_ahead(AHEAD_BYTES) == nr, "and back");
	return tap_done();
}
