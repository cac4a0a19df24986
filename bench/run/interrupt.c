// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/interrupt.h"

#include <stddef.h>

volatile sig_atomic_t run_interrupted;

static void note_interrupt(int signal)
{
	run_interrupted = signal;
}

void run_catch_interrupts(int flags)
{
	const struct sigaction action = { .sa_handler = note_interrupt, .sa_flags = flags };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}
