// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * However functions return, walks leave the same bytes; and what stands at a
 * return is what was asked for.
 */
#include <errno.h>
#include <string.h>

#include "returns.h"
#include "slow-path.h"
#include "tap.h"

#define PAGES 1030
#define BYTES REPLAY_PROVE_BYTES(PAGES)

static _Alignas(64) char area[BYTES];

/*
 * What a short function returns by: the first RET with what fills its place, or the first
 * jump, which leads to a thunk: a RET at the start or in the middle of a line, or a call.
 */
static enum replay_returns returns_of(const void *function)
{
	const u8 *p = function, *thunk;
	int32_t away;

	for (;; p++) {
		if (p[0] == 0xc3 && p[1] == 0xcc && p[2] == 0xcc && p[3] == 0xcc && p[4] == 0xcc)
			return RETURNS_RET;
		if (p[0] != 0xe9)
			continue;
		memcpy(&away, p + 1, sizeof(away));
		thunk = p + 5 + away;
		if (*thunk == 0xe8 && !((uintptr_t)thunk % 64))
			return RETURNS_SAFE_RET;
		if (*thunk == 0xc3)
			return (uintptr_t)thunk % 64 == 32 ? RETURNS_ITS : RETURNS_THUNK;
	}
}

static void walks_are_right(enum replay_returns returns)
{
	static const char *const copies[] = { "base", "flushcache", "mov", "movnti" };
	struct replay_proof proof = { .pattern = PATTERN_PAGE, .layout = LAYOUT_64,
				      .revision = REVISION_V11, .nr_pages = PAGES };
	struct replay_fault fault;
	int walk, right = 0;
	size_t i;

	for (i = 0; i < 4; i++) {
		for (walk = WALK_ORDER0; walk < WALK_NR; walk++) {
			proof.copy = replay_copy_find(copies[i]);
			proof.walk = walk;
			proof.pageblocks = walk % 2;
			right += !replay_prove(&proof, area, sizeof(area), &fault);
		}
	}
	tap(right == 4 * (WALK_NR - WALK_ORDER0), "returning by %s: %d walks byte-exact",
	    replay_returns[returns].name, right);
}

int main(void)
{
	const size_t nr = replay_returns_sites();
	int returns, ret;

	if (!nr) {
		tap(replay_returns_set(RETURNS_ITS) == -EOPNOTSUPP &&
			    !replay_returns_set(RETURNS_RET),
		    "this compiler makes no returns that can be written to");
		return tap_done();
	}
	tap(nr > 100, "%zu returns can be written to", nr);
	for (returns = RETURNS_RET; returns < RETURNS_NR; returns++) {
		ret = replay_returns_set(returns);
		if (ret) {
			tap_skip(replay_returns[returns].name,
				 "this system does not let a program change its code");
			continue;
		}
		walks_are_right(returns);
		tap((int)returns_of(init_zone_device_page_64) == returns &&
			    (int)returns_of(walk_then_pageblocks) == returns,
		    "%s: what stands at a return", replay_returns[returns].name);
	}
	return tap_done();
}
