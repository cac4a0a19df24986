// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/proof.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/leave.h"
#include "policy.h"

#define GUARD_BYTES 4096UL
#define MOST_PAGES 1025

static const uint64_t page_counts[] = {
	0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 63, 64, 65, 511, 512, 513, 1023, 1024, 1025,
};

#define NR_COUNTS (sizeof(page_counts) / sizeof(page_counts[0]))
/* The last one is not 8-byte aligned. */
static const size_t offsets[] = { 0, 8, 16, 24, 32, 40, 48, 56, 4 };

#define NR_OFFSETS (sizeof(offsets) / sizeof(offsets[0]))

/* What runs there, NULL where nothing does. */
static const struct copy_backend *copy_at(const struct replay_proof *proof, size_t offset)
{
	const struct policy_call call = {
		.copy = proof->copy,
		.walk = proof->walk,
		.revision = proof->revision,
		.dst = offset,
		.record_bytes = replay_layout_bytes[proof->layout],
	};
	const struct copy_backend *copy = policy_backend(&call);

	/* No kernel asks a copy for that without a policy, but for what it falls back to. */
	return offset % 8 && copy && !policy_unaligned(copy, proof->revision) ? NULL : copy;
}

/* The offsets to try. */
static size_t offsets_of(const struct replay_proof *proof, int align, const size_t **list,
			 size_t *only)
{
	*list = only;
	*only = align;
	if (align >= 0)
		return 1;
	if (replay_walk_is_ordinary(proof->walk)) {
		*only = 0;
		return 1;
	}
	*list = offsets;
	return NR_OFFSETS;
}

/* In the proving process: 0, or 1 after filling the shared phrase. */
static int prove_all(const struct replay_proof *proof, int align, struct reason *reason)
{
	const size_t bytes = (REPLAY_PROVE_BYTES(MOST_PAGES) + GUARD_BYTES) & ~(GUARD_BYTES - 1);
	struct replay_fault fault = { 0 };
	struct replay_proof one = *proof;
	size_t o, i, only, nr;
	const size_t *list;
	char *area;

	area = mmap(NULL, bytes + 2 * GUARD_BYTES, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (area == MAP_FAILED ||
	    mprotect(area + GUARD_BYTES, bytes, PROT_READ | PROT_WRITE)) {
		reason_set(reason, -errno, "no memory for the proof: %s", strerror(errno));
		return 1;
	}
	area += GUARD_BYTES;

	nr = offsets_of(proof, align, &list, &only);
	for (o = 0; o < nr; o++) {
		one.copy = copy_at(proof, list[o]);
		one.offset = list[o];
		for (i = 0; one.copy && i < NR_COUNTS; i++) {
			one.start_pfn = 61 * i;
			one.nr_pages = page_counts[i];
			if (!replay_prove(&one, area, bytes, &fault))
				continue;
			reason_set(reason, -EBADMSG,
				"%s %s %d: offset %zu, %lu pages: byte %ld is 0x%02x, not 0x%02x",
				one.copy->name, replay_walks[one.walk].name,
				replay_layout_bytes[one.layout], one.offset, one.nr_pages,
				fault.offset, fault.found, fault.wanted);
			return 1;
		}
	}
	return 0;
}

static size_t nr_walks(const struct replay_proof *proof, int align)
{
	size_t o, only, nr = 0;
	const size_t *list;
	size_t nr_offsets = offsets_of(proof, align, &list, &only);

	for (o = 0; o < nr_offsets; o++)
		nr += copy_at(proof, list[o]) ? NR_COUNTS : 0;
	return nr;
}

int proof_run(const struct replay_proof *proof, int align, size_t *nr, struct reason *reason)
{
	struct reason *shared;
	int status, ret = 0;
	pid_t pid, ended;

	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	if (shared == MAP_FAILED)
		return reason_set(reason, -errno, "no memory for the proof: %s", strerror(errno));
	pid = fork();
	if (!pid)
		leave(prove_all(proof, align, shared));
	do {
		ended = pid < 0 ? pid : waitpid(pid, &status, 0);
	} while (ended < 0 && pid >= 0 && errno == EINTR);
	if (ended < 0)
		ret = reason_set(reason, -errno, "cannot start the proof: %s", strerror(errno));
	else if (WIFSIGNALED(status))
		ret = reason_set(reason, -EBADMSG, "%s %s %d: %s", proof->copy->name,
			      replay_walks[proof->walk].name, replay_layout_bytes[proof->layout],
			      strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status))
		ret = reason_set(reason, -EBADMSG, "%s", shared->text);
	else
		*nr += nr_walks(proof, align);
	munmap(shared, sizeof(*shared));
	return ret;
}
