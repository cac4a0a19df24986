// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A recorded machine: files as "=== NAME" and lines, in a folder of their own.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"
#include "machine.h"

#define MARK "=== "
#define FILES_MOST 64

static char folder[] = "/dev/shm/pagestream-fuzz-XXXXXX";

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	return at->level ? remove(path) : 0;
}

static void empty_folder(void)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void remove_folder(void)
{
	empty_folder();
	rmdir(folder);
}

/* A name goes nowhere else. */
static bool is_inside(const char *name)
{
	return *name && *name != '/' && !strstr(name, "..") && strlen(name) < 200;
}

static void put_file(char *name, const char *text, size_t len)
{
	char path[512], *slash;
	int fd;

	if (!is_inside(name))
		return;
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	for (slash = path + strlen(folder); (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	if (write(fd, text, len) != (ssize_t)len)
		abort();
	close(fd);
}

static void put_files(char *text)
{
	char *at = strncmp(text, MARK, strlen(MARK)) ? NULL : text, *name, *body, *next;
	int i;

	for (i = 0; at && i < FILES_MOST; i++, at = next) {
		name = at + strlen(MARK);
		body = strchr(name, '\n');
		if (!body)
			return;
		*body++ = '\0';
		next = strncmp(body, MARK, strlen(MARK)) ? strstr(body, "\n" MARK) : body;
		if (next && next != body)
			next++;
		put_file(name, body, next ? (size_t)(next - body) : strlen(body));
	}
}

/* Each is a line of a run file. */
static void check_facts(const struct machine *machine)
{
	size_t i;

	for (i = 0; i < machine_nr_facts(machine); i++) {
		const struct machine_fact *fact = machine_fact(machine, i);

		if (strchr(fact->value, '\n') || strchr(fact->key, ':'))
			abort();
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct machine *machine;

	if (strstr(folder, "XXXXXX")) {
		if (!mkdtemp(folder))
			abort();
		atexit(remove_folder);
	}
	put_files(text);
	if (!machine_open(folder, &machine)) {
		check_facts(machine);
		machine_close(machine);
	}
	empty_folder();
	free(text);
	return 0;
}
