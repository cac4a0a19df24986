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

void progress_step(struct progress *progress, int round, int rounds, const char *target,
		   double most_s)
{
	const double gone_s = (clock_ns() - progress->start_ns) / 1e9;
	char left[64] = "", of[32] = ", more than planned";
	double left_s = most_s;

	if (round <= rounds) {
		snprintf(of, sizeof(of), " of %d", rounds);
		if (progress->done)
			left_s = gone_s / progress->done * (progress->steps - progress->done);
	}
	if (progress->done)
		snprintf(left, sizeof(left), ", about %d:%02d left", (int)left_s / 60,
			 (int)left_s % 60);
	if (progress->terminal)
		fprintf(stderr, "\r\033[Kround %d%s, %s%s", round, of, target, left);
	else
		fprintf(stderr, "round %d%s, %s%s\n", round, of, target, left);
	fflush(stderr);
	progress->done++;
}

void progress_end(struct progress *progress)
{
	if (progress->terminal)
		fputs("\r\033[K", stderr);
}
