// SPDX-License-Identifier: GPL-2.0-or-later
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

#include "clock.h"

void progress_start(struct progress *progress, size_t steps)
{
	*progress = (struct progress){
		.steps = steps, .start_ns = clock_ns(), .terminal = isatty(STDERR_FILENO),
	};
}

void progress_step(struct progress *progress, int round, int rounds, const char *target)
{
	const double gone_s = (clock_ns() - progress->start_ns) / 1e9;
	char left[64] = "";
	double left_s;

	if (progress->done) {
		left_s = gone_s / progress->done * (progress->steps - progress->done);
		snprintf(left, sizeof(left), ", about %d:%02d left", (int)left_s / 60,
			 (int)left_s % 60);
	}
	if (progress->terminal)
		fprintf(stderr, "\r\033[Kround %d of %d, %s%s", round, rounds, target, left);
	else
		fprintf(stderr, "round %d of %d, %s%s\n", round, rounds, target, left);
	fflush(stderr);
	progress->done++;
}

void progress_end(struct progress *progress)
{
	if (progress->terminal)
		fputs("\r\033[K", stderr);
}
