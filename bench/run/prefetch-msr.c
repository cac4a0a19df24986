// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/prefetch-msr.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"

#define MISC_FEATURE_CONTROL 0x1a4

/* A bit that is set switches one off. */
static const char *const prefetchers[] = {
	"L2 stream", "L2 adjacent line", "L1 next line", "L1 by instruction",
};

void prefetch_msr_say(const char *path, bool is_intel, bool is_guest, struct reason *what)
{
	const char *said = " off:";
	char off[128] = "";
	uint64_t value;
	int fd;

	if (!is_intel || is_guest) {
		reason_set(what, 0, "absent: %s",
			   is_guest ? "a guest cannot read MSR 0x1a4" : "only Intel CPUs have MSR 0x1a4");
		return;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || pread(fd, &value, sizeof(value), MISC_FEATURE_CONTROL) != sizeof(value)) {
		reason_set(what, 0, "absent: MSR 0x1a4 by %s: %s; root can read it with module msr", path,
			   strerror(errno));
		if (fd >= 0)
			close(fd);
		return;
	}
	close(fd);
	for (unsigned int bit = 0; bit < sizeof(prefetchers) / sizeof(prefetchers[0]); bit++) {
		if (!(value >> bit & 1))
			continue;
		message_add(off, sizeof(off), "%s %s", said, prefetchers[bit]);
		said = ",";
	}
	reason_set(what, 0, "MSR 0x1a4 0x%" PRIx64 ":%s", value, *off ? off : " all on");
}
