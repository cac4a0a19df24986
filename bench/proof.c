// SPDX-License-Identifier: GPL-2.0-or-later
#include "proof.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define GUARD_BYTES 4096UL
#define MOST_PAGES 1025

static const uint64_t page_counts[] = {
	0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 511, 512, 513, 1023, 1024, 1025,
};

#define NR_COUNTS (sizeof(page_counts) / sizeof(page_counts[0]))
#define NR_OFFSETS 8

/* In the proving process: 0, or 1 after filling the shared phrase. */
static int prove_all(const struct copy_backend *copy, enum replay_walk walk,
		     enum replay_rules rules, enum replay_layout layout,
		     enum replay_pattern pattern, uint64_t drain_every, struct why *why)
{
	const size_t bytes = (REPLAY_PROVE_BYTES(MOST_PAGES) + GUARD_BYTES) & ~(GUARD_BYTES - 1);
	struct replay_fault fault = { 0 };
	size_t offset, i;
	char *area;

	area = mmap(NULL, bytes + 2 * GUARD_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED ||
	    mprotect(area + GUARD_BYTES, bytes, PROT_READ | PROT_WRITE)) {
		why_set(why, -errno, "no memory for the proof: %s", strerror(errno));
		return 1;
	}
	area += GUARD_BYTES;

	for (offset = 0; offset < NR_OFFSETS; offset++) {
		for (i = 0; i < NR_COUNTS; i++) {
			const struct replay_proof proof = {
				copy, walk, rules, layout, pattern, .offset = 8 * offset,
				.drain_every = drain_every,
				.start_pfn = 61 * i, .nr_pages = page_counts[i],
			};

			if (!replay_prove(&proof, area, bytes, &fault))
				continue;
			why_set(why, -EBADMSG,
				"%s %s %d: offset %zu, %lu pages: byte %ld is 0x%02x, not 0x%02x",
				copy->name, replay_walks[walk].name, replay_layout_bytes[layout],
				8 * offset, page_counts[i], fault.offset, fault.found,
				fault.wanted);
			return 1;
		}
	}
	return 0;
}

int proof_run(const struct copy_backend *copy, enum replay_walk walk, enum replay_rules rules,
	      enum replay_layout layout, enum replay_pattern pattern, uint64_t drain_every,
	      size_t *nr, struct why *why)
{
	struct why *shared;
	int status, ret = 0;
	pid_t pid, ended;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED)
		return why_set(why, -errno, "no memory for the proof: %s", strerror(errno));
	pid = fork();
	if (!pid)
		_exit(prove_all(copy, walk, rules, layout, pattern, drain_every, shared));
	do {
		ended = pid < 0 ? pid : waitpid(pid, &status, 0);
	} while (ended < 0 && pid >= 0 && errno == EINTR);
	if (ended < 0)
		ret = why_set(why, -errno, "cannot start the proof: %s", strerror(errno));
	else if (WIFSIGNALED(status))
		ret = why_set(why, -EBADMSG, "%s %s %d: %s", copy->name, replay_walks[walk].name,
			      replay_layout_bytes[layout], strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status))
		ret = why_set(why, -EBADMSG, "%s", shared->text);
	else
		*nr += NR_COUNTS * NR_OFFSETS;
	munmap(shared, sizeof(*shared));
	return ret;
}
