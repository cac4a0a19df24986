// SPDX-License-Identifier: GPL-2.0-or-later
#include "counter/bandwidth.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"

static int give_up(struct bandwidth *b, int error, const char *why)
{
	b->error = error;
	snprintf(b->why, sizeof(b->why), "%s", why);
	return error;
}

/* The file's number, NAN for a word: Unavailable, Unassigned or Error. */
static double read_count(int fd, char *word, size_t size)
{
	ssize_t len = pread(fd, word, size - 1, 0);

	word[len > 0 ? len : 0] = 0;
	return isdigit((unsigned char)*word) ? strtod(word, NULL) : NAN;
}

static int open_event(struct bandwidth *b, int root_fd, size_t domain, enum resctrl_event event)
{
	const char *path = b->domain[domain].path[event];
	char word[64];
	int fd;

	if (!*path)
		return 0;
	fd = openat(root_fd, path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return give_up(b, -errno, errno == EACCES || errno == EPERM ?
			       "resctrl: not permitted to read its counts" :
			       "resctrl: it has no counts for this group and L3 cache");
	b->fd[domain][event] = fd;
	if (isnan(read_count(fd, word, sizeof(word))) && !strncmp(word, "Unassigned", 10))
		return give_up(b, -ENODATA,
			       "resctrl: no counter is assigned to this group (mbm_L3_assignments)");
	return 0;
}

/* The L3 caches of the CPUs, each once. */
static int find_domains(struct bandwidth *b, const struct machine *m, const int *cpus,
			size_t nr_cpus)
{
	struct resctrl_domain *found;
	size_t i, j;

	for (i = 0; i < nr_cpus; i++) {
		found = &b->domain[b->nr];
		if (machine_resctrl(m, cpus[i], found))
			return give_up(b, found->error, found->why);
		for (j = 0; j < b->nr && b->domain[j].id != found->id; j++)
			;
		if (j < b->nr)
			continue;
		b->fd[b->nr][RESCTRL_TOTAL] = b->fd[b->nr][RESCTRL_LOCAL] = -1;
		b->nr++;
		if (memcmp(found->mask, b->domain[0].mask, sizeof(found->mask)))
			return give_up(b, -EINVAL,
				       "resctrl: the L3 caches of the threads count different things");
	}
	return 0;
}

int bandwidth_open(struct bandwidth *b, const struct machine *m, const char *root, const int *cpus,
		   size_t nr_cpus)
{
	int root_fd, event, ret;
	size_t i;

	*b = (struct bandwidth){ .bytes = { NAN, NAN } };
	b->domain = calloc(nr_cpus + 1, sizeof(*b->domain));
	b->fd = calloc(nr_cpus + 1, sizeof(*b->fd));
	b->before = calloc(nr_cpus + 1, sizeof(*b->before));
	if (!b->domain || !b->fd || !b->before) {
		bandwidth_close(b);
		return -ENOMEM;
	}
	root_fd = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	ret = find_domains(b, m, cpus, nr_cpus);
	for (i = 0; !ret && i < b->nr; i++)
		for (event = 0; !ret && event < RESCTRL_EVENTS; event++)
			ret = open_event(b, root_fd, i, event);
	if (root_fd >= 0)
		close(root_fd);
	if (!ret && b->nr)
		resctrl_split(b->domain[0].mask, &b->reads, &b->writes);
	return 0;
}

void bandwidth_close(struct bandwidth *b)
{
	size_t i;
	int event;

	for (i = 0; b->fd && i < b->nr; i++)
		for (event = 0; event < RESCTRL_EVENTS; event++)
			if (b->fd[i][event] >= 0)
				close(b->fd[i][event]);
	free(b->domain);
	free(b->fd);
	free(b->before);
	*b = (struct bandwidth){ .error = -ENOENT };
}

bool bandwidth_is_split(const struct bandwidth *b)
{
	return !b->error && (b->reads.known || b->writes.known);
}

void bandwidth_start(struct bandwidth *b)
{
	char word[64];
	size_t i;
	int event;

	for (i = 0; !b->error && i < b->nr; i++)
		for (event = 0; event < RESCTRL_EVENTS; event++)
			b->before[i][event] = b->fd[i][event] < 0 ? NAN :
				read_count(b->fd[i][event], word, sizeof(word));
}

void bandwidth_stop(struct bandwidth *b)
{
	double after;
	char word[64];
	size_t i;
	int event;

	for (event = 0; event < RESCTRL_EVENTS; event++) {
		b->bytes[event] = b->error ? NAN : 0;
		for (i = 0; !b->error && i < b->nr; i++) {
			after = NAN;
			if (b->fd[i][event] >= 0)
				after = read_count(b->fd[i][event], word, sizeof(word));
			/* It never falls but when somebody configures it. */
			b->bytes[event] += after < b->before[i][event] ? NAN :
								       after - b->before[i][event];
		}
	}
}

double bandwidth_sum(const struct bandwidth *b, const struct resctrl_sum *sum)
{
	double bytes = 0;
	int event;

	if (!sum->known)
		return NAN;
	for (event = 0; event < RESCTRL_EVENTS; event++)
		if (sum->times[event])
			bytes += sum->times[event] * b->bytes[event];
	return bytes;
}

bool bandwidth_line(const struct bandwidth *b, enum resctrl_event event, char *buf, size_t size)
{
	char mask[160];
	size_t i;

	buf[0] = 0;
	if (b->error) {
		message_add(buf, size, "%s", b->why);
		return event == RESCTRL_TOTAL;
	}
	if (!b->nr || !*b->domain[0].path[event])
		return false;
	resctrl_mask_text(b->domain[0].mask[event], mask, sizeof(mask));
	message_add(buf, size, "resctrl %s: %s, L3 cache ", resctrl_event_name[event],
		    b->domain[0].own_group ? "own group" : "root group, with all tasks in it");
	for (i = 0; i < b->nr; i++)
		message_add(buf, size, "%s%d", i ? " and " : "", b->domain[i].id);
	message_add(buf, size, ", 1 byte each, counts %s", mask);
	return true;
}
