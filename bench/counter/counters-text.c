// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which events are counted and how, which are not and why, and what would
 * enable those.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "counter/counters-internal.h"
#include "counter/counters.h"
#include "machine.h"
#include "base/message.h"

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
	case -EMFILE:
		message_add(buf, size, "more counters than files may be open (ulimit -Hn)");
		break;
	case -EXDEV:
		message_add(buf, size, "the threads run on cores of two kinds");
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

static size_t nr_perf_lines(const struct counters *c)
{
	size_t lines = 0, nr;

	while (line_of(c, lines, &nr))
		lines++;
	return lines;
}

/* Behind those of perf: the events of resctrl, or why there are none. */
static size_t bandwidth_lines(const struct counters *c, size_t line, char *buf, size_t size)
{
	size_t lines = 0;
	char unused[2] = "";
	int event;

	for (event = 0; c->has_bandwidth && event < RESCTRL_EVENTS; event++) {
		const bool wanted = lines == line;

		lines += bandwidth_line(&c->bandwidth, event, wanted ? buf : unused,
					wanted ? size : sizeof(unused));
	}
	return lines;
}

size_t counters_nr_lines(const struct counters *c)
{
	return nr_perf_lines(c) + bandwidth_lines(c, SIZE_MAX, NULL, 0);
}

void counters_line(const struct counters *c, size_t i, char *buf, size_t size)
{
	size_t nr, j, failed = 0;
	const struct open_counter *open = line_of(c, i, &nr), *bad = open;

	buf[0] = 0;
	if (!open) {
		bandwidth_lines(c, i - nr_perf_lines(c), buf, size);
		return;
	}
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
	if (open->want->kernel_bytes > 0)
		message_add(buf, size, " (the kernel's scale says %.4g)", open->want->kernel_bytes);
	message_add(buf, size, ", %s, %s", open->cpu < 0 ? "thread" : "socket",
		    how_text[open->how]);
}

static bool is_forbidden(int error)
{
	return error == -EACCES || error == -EPERM;
}

/* Is something not on this machine, or not permitted? */
static bool any_error(const struct counters *c, bool permission, bool core)
{
	size_t i;

	for (i = 0; i < c->nr; i++) {
		const int error = c->all[i].error;

		if (error && error != -EMFILE && error != -EXDEV &&
		    is_forbidden(error) == permission &&
		    event_is_core(c->all[i].want->event) == core)
			return true;
	}
	return false;
}

static bool any_error_is(const struct counters *c, int error)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (c->all[i].error == error)
			return true;
	return false;
}

/* Nothing of it is done here: all of it changes the machine for everybody. */
static size_t bandwidth_hints(const struct counters *c, const char **hints)
{
	const struct bandwidth *b = &c->bandwidth;
	size_t nr = 0;

	if (!c->has_bandwidth)
		return 0;
	if (b->error == -ENODEV)
		hints[nr++] = "To read bandwidth by resctrl: as root, mount -t resctrl resctrl "
			      "/sys/fs/resctrl.";
	if (is_forbidden(b->error))
		hints[nr++] = "To read bandwidth by resctrl: run as root.";
	if (b->error == -ENODEV || (!b->error && b->nr && !b->domain[0].own_group))
		hints[nr++] = "To have resctrl count this program alone: as root, mkdir "
			      "/sys/fs/resctrl/mon_groups/NAME, echo $$ > "
			      "/sys/fs/resctrl/mon_groups/NAME/tasks, and start it from that shell.";
	if (!b->error && b->nr && !bandwidth_is_split(b) && b->domain[0].mask[RESCTRL_TOTAL])
		hints[nr++] = "To tell reads and writes apart by resctrl, for everybody on this machine: "
			      "as root, configure mbm_total_bytes to count all reads (0x33) and "
			      "mbm_local_bytes streamed writes and dirty victims (0x4c), in "
			      "/sys/fs/resctrl/info/L3_MON.";
	return nr;
}

static bool is_guest(const struct machine *m)
{
	const char *hypervisor = machine_fact_value(m, "hypervisor");

	return hypervisor && strncmp(hypervisor, "none", 4) && strncmp(hypervisor, "absent", 6);
}

const char *counters_hint(const struct counters *c, const struct machine *m, size_t i)
{
	const char *hints[7];
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
	if (any_error_is(c, -EMFILE))
		hints[nr++] = "To open more counters: raise the hard limit of open files (LimitNOFILE, "
			      "/etc/security/limits.conf).";
	nr += bandwidth_hints(c, hints + nr);
	return i < nr ? hints[i] : NULL;
}
