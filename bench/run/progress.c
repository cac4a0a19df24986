// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/message.h"

#define COUNT_EVERY_NS 300000000

void progress_start(struct progress *progress, size_t steps)
{
	const int64_t now = clock_ns();

	*progress = (struct progress){
		.steps = steps, .start_ns = now, .shown_ns = now,
		.terminal = isatty(STDERR_FILENO),
	};
}

void progress_step(struct progress *progress, int round, int rounds, const char *target,
		   double left_s)
{
	char left[64] = "", of[32] = ", more than planned";

	if (!rounds) {
		of[0] = 0;
	} else if (round <= rounds) {
		snprintf(of, sizeof(of), " of %d", rounds);
	}
	if (progress->done)
		snprintf(left, sizeof(left), ", about %d:%02d left", (int)left_s / 60,
			 (int)left_s % 60);
	if (progress->terminal)
		pr_status("round %d%s, %s%s", round, of, target, left);
	else
		pr_info("round %d%s, %s%s", round, of, target, left);
	progress->done++;
}

void progress_count(struct progress *progress, const char *what, size_t done)
{
	const int64_t now = clock_ns();

	if (!progress->terminal || now - progress->shown_ns < COUNT_EVERY_NS)
		return;
	pr_status("%s %zu of %zu cases", what, done, progress->steps);
	progress->shown_ns = now;
}
