// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/load.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/cpu-mask.h"
#include "round/patience.h"

#define LOAD_BYTES (32UL << 20)
#define LINE_WORDS 8

struct load_thread {
	struct load *load;
	uint64_t *memory;
	pthread_t thread;
};

struct load {
	int most;
	int running;
	atomic_int ready;
	atomic_int ended;
	atomic_bool stop;
	struct load_thread threads[];
};

/* MOVNTI takes a line out of all caches, so the next read of it comes from memory. */
static void pass(uint64_t *memory)
{
	uint64_t *const end = memory + LOAD_BYTES / sizeof(*memory);
	uint64_t *line;
	int word;

	for (line = memory; line < end; line += LINE_WORDS) {
		const uint64_t value = line[0] + 1;

		for (word = 0; word < LINE_WORDS; word++)
			asm volatile("movnti %1, %0" : "=m"(line[word]) : "r"(value));
	}
	asm volatile("sfence" : : : "memory");
}

static void *run(void *arg)
{
	struct load_thread *t = arg;

	pass(t->memory);
	atomic_fetch_add(&t->load->ready, 1);
	while (!atomic_load_explicit(&t->load->stop, memory_order_relaxed))
		pass(t->memory);
	atomic_fetch_add(&t->load->ended, 1);
	return NULL;
}

struct load *load_new(int most)
{
	struct load *load = calloc(1, sizeof(*load) + most * sizeof(load->threads[0]));
	int i;

	if (!load)
		return NULL;
	for (i = 0; i < most; i++) {
		void *memory = mmap(NULL, LOAD_BYTES, PROT_READ | PROT_WRITE,
				    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (memory == MAP_FAILED) {
			load_free(load);
			return NULL;
		}
		memset(memory, 1, LOAD_BYTES);
		load->threads[load->most++] = (struct load_thread){
			.load = load, .memory = memory,
		};
	}
	return load;
}

void load_free(struct load *load)
{
	int i;

	for (i = 0; load && i < load->most; i++)
		munmap(load->threads[i].memory, LOAD_BYTES);
	free(load);
}

int load_start(struct load *load, const int *cpus, int nr)
{
	struct patience patience = { 0 };
	int ret = 0;

	atomic_store(&load->ready, 0);
	atomic_store(&load->ended, 0);
	atomic_store(&load->stop, false);
	for (load->running = 0; !ret && load->running < nr; load->running += !ret) {
		struct load_thread *t = &load->threads[load->running];

		ret = cpu_thread(&t->thread, cpus[load->running], run, t);
	}
	if (ret) {
		load_stop(load);
		return ret;
	}
	while (atomic_load(&load->ready) != nr)
		patience_look(&patience);
	return 0;
}

void load_stop(struct load *load)
{
	struct patience patience = { 0 };

	atomic_store(&load->stop, true);
	while (atomic_load(&load->ended) < load->running)
		patience_look(&patience);
	while (load->running > 0)
		pthread_join(load->threads[--load->running].thread, NULL);
}
