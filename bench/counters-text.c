// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which events are counted and how, which are not and why, and what would
 * enable those.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "counters-internal.h"
#include "counters.h"
#include "machine.h"
#include "message.h"

void counter_failure(const struct open_counter *open, char *buf, size_t size)
{
	/* Why there is nothing to open names the PMU or the file itself. */
	if (open->want->error) {
		message_add(buf, size, "%s", open->want->why);
		return;
	}
	message_add(buf, size, "%s: ", open->want->pmu);
	switch (open->error) {
	case -ENOENT:
	case -ENODEV:
	case -EOPNOTSUPP:
		message_add(buf, size, "the kernel knows the PMU but not this event");
		break;
	case -EACCES:
	case -EPERM:
		message_add(buf, size, "not permitted");
		break;
	default:
		message_add(buf, size, "%s", strerror(-open->error));
		break;
	}
}

static const char *const how_text[] = {
	[HOW_KERNEL] = "the kernel's own",
	[HOW_ALIAS] = "sysfs alias",
	[HOW_FORMAT] = "sysfs format",
	[HOW_TABLE] = "raw table",
	[HOW_LIBPFM4] = "libpfm4",
	[HOW_DIFFERS] = "raw table; libpfm4 encodes something else",
};

/* The first of the counters of an event speaks for all its instances and channels. */
static const struct open_counter *line_of(const struct counters *c, size_t line, size_t *nr)
{
	size_t i, j;

	for (i = 0; i < c->nr; i = j) {
		for (j = i; j < c->nr && c->all[j].want->event == c->all[i].want->event; j++)
			;
		if (!line--) {
			*nr = j - i;
			return &c->all[i];
		}
	}
	return NULL;
}

size_t counters_nr_lines(const struct counters *c)
{
	size_t lines = 0, nr;

	while (line_of(c, lines, &nr))
		lines++;
	return lines;
}

void counters_line(const struct counters *c, size_t i, char *buf, size_t size)
{
	size_t nr, j, failed = 0;
	const struct open_counter *open = line_of(c, i, &nr), *bad = open;

	buf[0] = 0;
	if (!open)
		return;
	for (j = 0; j < nr; j++) {
		if (open[j].error && !failed++)
			bad = &open[j];
	}
	message_add(buf, size, "%s %s: ", event_quantity_name[open->want->event->quantity],
		    open->want->event->name);
	if (failed) {
		counter_failure(bad, buf, size);
		if (failed < nr)
			message_add(buf, size, " (%zu of %zu)", failed, nr);
		return;
	}
	message_add(buf, size, "%s, type %" PRIu32 " config 0x%" PRIx64, open->want->pmu,
		    open->want->type, open->want->config[0]);
	if (open->want->config[1])
		message_add(buf, size, " config1 0x%" PRIx64, open->want->config[1]);
	if (nr > 1)
		message_add(buf, size, ", %zu in all", nr);
	if (open->want->bytes > 0)
		message_add(buf, size, ", %.4g bytes each", open->want->bytes);
	message_add(buf, size, ", %s, %s", open->cpu < 0 ? "thread" : "socket",
		    how_text[open->how]);
}

static bool any_error(const struct counters *c, bool permission, bool core)
{
	size_t i;

	for (i = 0; i < c->nr; i++) {
		const int error = c->all[i].error;

		if (error && (error == -EACCES || error == -EPERM) == permission &&
		    event_is_core(c->all[i].want->event) == core)
			return true;
	}
	return false;
}

static bool is_guest(const struct machine *m)
{
	const char *hypervisor = machine_fact_value(m, "hypervisor");

	return hypervisor && strncmp(hypervisor, "none", 4) && strncmp(hypervisor, "absent", 6);
}

const char *counters_hint(const struct counters *c, const struct machine *m, size_t i)
{
	const char *hints[4];
	size_t nr = 0;

	if (any_error(c, true, false))
		hints[nr++] = "To count a socket: run as root, give the program CAP_PERFMON, or set "
			      "kernel.perf_event_paranoid to 0.";
	if (any_error(c, true, true))
		hints[nr++] = "To count a thread: set kernel.perf_event_paranoid to 2 or less; where it "
			      "is above, as in Debian's kernels, only root may.";
	if (any_error(c, false, false))
		hints[nr++] = is_guest(m) ?
			"The counters of a socket are not passed to guests: run on the host." :
			"The counters of a socket need their driver (intel_uncore, amd_uncore) and a "
			"kernel that knows the CPU; memory controllers of Zen 4 and later from Linux "
			"6.8 on.";
	if (any_error(c, false, true))
		hints[nr++] = is_guest(m) ?
			"Events of a core need a virtual PMU from the hypervisor; offcore events are "
			"not passed to guests even then." :
			"Events of a core need a kernel that knows the CPU, and a PMU that no firmware "
			"or watchdog keeps for itself.";
	return i < nr ? hints[i] : NULL;
}
