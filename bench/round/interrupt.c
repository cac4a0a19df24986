// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/interrupt.h"

#include <stddef.h>

volatile sig_atomic_t run_interrupted;

static void note_interrupt(int signal)
{
	run_interrupted = signal;
}

void run_catch_interrupts(int flags)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
	const struct sigaction action = { .sa_handler = note_interrupt, .sa_flags = flags };
	struct sigaction before;
	sigset_t set;
	size_t i;

	sigemptyset(&set);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		sigaddset(&set, signals[i]);
		/* nohup(1) wants no end when the terminal goes away. */
		if (signals[i] == SIGHUP && !sigaction(SIGHUP, NULL, &before) &&
		    before.sa_handler == SIG_IGN)
			continue;
		sigaction(signals[i], &action, NULL);
	}
	/* A parent may have blocked them. */
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	/* A reader that is gone and RLIMIT_FSIZE are errors of write(2), which say more. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
	/* A parent that ignores its children would have this one wait for none. */
	signal(SIGCHLD, SIG_DFL);
}
