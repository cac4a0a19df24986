/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sentences for whoever asked for them, one at a time.
 */
#ifndef BENCH_REPORT_PROSE_SAY_H
#define BENCH_REPORT_PROSE_SAY_H

/** struct emitter - where sentences go; @emit gets @arg with each of them */
struct emitter {
	void (*emit)(void *arg, const char *sentence);
	void *arg;
};

/** say() - one sentence, as printf() makes it; none when out of memory */
void say(const struct emitter *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
