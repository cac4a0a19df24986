// SPDX-License-Identifier: GPL-2.0-or-later
#include "returns.h"

#include <string.h>

#include "code-patch.h"

const struct replay_word replay_returns[RETURNS_NR] = {
	[RETURNS_KERNEL] = { "kernel", "as this machine's kernel does (default)", NULL },
	[RETURNS_RET] = { "ret", "RET in place", "a kernel without return thunks" },
	[RETURNS_THUNK] = { "thunk", "a jump to a RET", "retbleed_return_thunk, 6.12" },
	[RETURNS_ITS] = { "its", "a jump to a RET in the upper half of a line", "its_return_thunk, 6.12" },
	[RETURNS_SAFE_RET] = { "safe-ret", "a jump to a call that drops its own return address",
			       "srso_return_thunk and srso_safe_ret, 6.12" },
};

/*
 * The thunks, each in a line of its own.  The compiler's name is that of the
 * plain one, so that a program that writes nothing returns all the same.
 */
asm(".pushsection .text\n"
    ".balign 64\n"
    ".globl __x86_return_thunk\n"
    ".hidden __x86_return_thunk\n"
    "__x86_return_thunk:\n"
    "	ret\n"
    "	int3\n"
    ".balign 64\n"
    "	.skip 32, 0xcc\n"
    "replay_return_its:\n"
    "	ret\n"
    "	int3\n"
    ".balign 64\n"
    "replay_return_safe:\n"
    "	call 1f\n"
    "	ud2\n"
    "1:	lea 8(%rsp), %rsp\n"
    "	ret\n"
    "	int3\n"
    ".balign 64\n"
    ".popsection\n");

extern const uint8_t __x86_return_thunk[] __attribute__((visibility("hidden")));
extern const uint8_t replay_return_its[] __asm__("replay_return_its");
extern const uint8_t replay_return_safe[] __asm__("replay_return_safe");
/* The linker's: where code begins and ends. */
extern const uint8_t __executable_start[] __attribute__((visibility("hidden")));
extern const uint8_t etext[] __attribute__((visibility("hidden")));

#define JMP 0xe9
#define SITE_BYTES 5
#define SITES_MOST 16384

static struct {
	uint8_t *at[SITES_MOST];
	size_t nr;
	bool looked;
	enum replay_returns now;
} sites = { .now = RETURNS_THUNK };

/* Jumps to the thunk, which nothing but a compiled return makes. */
static void look(void)
{
	const uint8_t *p;
	int32_t away;

	sites.looked = true;
	for (p = __executable_start; p + SITE_BYTES <= etext && sites.nr < SITES_MOST; p++) {
		if (*p != JMP)
			continue;
		memcpy(&away, p + 1, sizeof(away));
		if (p + SITE_BYTES + away == __x86_return_thunk)
			sites.at[sites.nr++] = (uint8_t *)p;
	}
}

size_t replay_returns_sites(void)
{
	if (!sites.looked)
		look();
	return sites.nr;
}

static void write_site(uint8_t *site, enum replay_returns returns)
{
	static const uint8_t ret[SITE_BYTES] = { 0xc3, 0xcc, 0xcc, 0xcc, 0xcc };
	const uint8_t *const thunks[RETURNS_NR] = {
		[RETURNS_THUNK] = __x86_return_thunk, [RETURNS_ITS] = replay_return_its,
		[RETURNS_SAFE_RET] = replay_return_safe,
	};
	int32_t away;

	if (returns == RETURNS_RET) {
		memcpy(site, ret, sizeof(ret));
		return;
	}
	away = (int32_t)(thunks[returns] - (site + SITE_BYTES));
	site[0] = JMP;
	memcpy(site + 1, &away, sizeof(away));
}

int replay_returns_set(enum replay_returns returns)
{
	const uint8_t *first, *end;
	size_t i;
	int ret;

	if (!replay_returns_sites())
		return returns == RETURNS_RET ? 0 : -EOPNOTSUPP;
	if (returns == sites.now)
		return 0;
	/* Sites ascend. */
	first = sites.at[0];
	end = sites.at[sites.nr - 1] + SITE_BYTES;
	ret = code_patch_allow(first, end, true);
	if (ret)
		return ret;
	for (i = 0; i < sites.nr; i++)
		write_site(sites.at[i], returns);
	sites.now = returns;
	return code_patch_allow(first, end, false);
}
