// SPDX-License-Identifier: GPL-2.0-or-later
#include "pmu.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine-private.h"

/* Of `way` in struct platform_event. */
#define WAYS_MOST 4

#define DEVICES "sys/bus/event_source/devices"

int pmu_put_term(const char *format, uint64_t value, uint64_t config[3])
{
	unsigned int word = 0, lo, hi;
	const char *at = format;
	char *end;

	if (strncmp(at, "config", 6))
		return -EINVAL;
	at += 6;
	if (*at == '1' || *at == '2')
		word = *at++ - '0';
	if (*at++ != ':')
		return -EINVAL;
	for (;;) {
		if (!isdigit((unsigned char)*at))
			return -EINVAL;
		lo = strtoul(at, &end, 10);
		hi = *end == '-' ? strtoul(end + 1, &end, 10) : lo;
		if (hi < lo || hi > 63)
			return -EINVAL;
		for (; lo <= hi; lo++, value >>= 1)
			config[word] |= (value & 1) << lo;
		if (*end != ',')
			break;
		at = end + 1;
	}
	if (*end)
		return -EINVAL;
	return value ? -ERANGE : 0;
}

int pmu_parse_cpus(const char *list, int *cpus, size_t max)
{
	const char *at = list;
	size_t nr = 0;
	char *end;
	long lo, hi;

	while (*at) {
		if (!isdigit((unsigned char)*at))
			return -EINVAL;
		lo = strtol(at, &end, 10);
		hi = *end == '-' ? strtol(end + 1, &end, 10) : lo;
		if (hi > INT_MAX)
			return -EINVAL;
		for (; lo <= hi; lo++) {
			if (nr == max)
				return -EINVAL;
			cpus[nr++] = lo;
		}
		if (*end && *end != ',')
			return -EINVAL;
		at = *end ? end + 1 : end;
	}
	return nr;
}

/* A file of a PMU, on one line; 0 or -errno. */
static int read_pmu_file(struct machine *m, const char *pmu, const char *file, char *buf,
			 size_t size)
{
	char path[192];
	char *text;
	int ret;

	snprintf(path, sizeof(path), DEVICES "/%s/%s", pmu, file);
	ret = source_read(m->src, path, &text);
	if (ret)
		return ret;
	snprintf(buf, size, "%s", text_fold(text));
	free(text);
	return 0;
}

static void give_up(struct machine_counter *c, int error, const char *file)
{
	c->error = error;
	snprintf(c->why, sizeof(c->why), "%s %.60s",
		 error == -ENOENT ? "its driver has no" :
		 error == -EACCES ? "not permitted to read its" :
				    "cannot make sense of its",
		 file);
}

/* "event=0x4,umask=0xf" through the PMU's format folder. */
static int encode(struct machine *m, struct machine_counter *c, const char *terms)
{
	char copy[160], file[80], format[128], *term, *rest, *value;
	int ret;

	snprintf(copy, sizeof(copy), "%s", terms);
	for (term = strtok_r(copy, ",", &rest); term; term = strtok_r(NULL, ",", &rest)) {
		value = strchr(term, '=');
		if (value)
			*value++ = 0;
		snprintf(file, sizeof(file), "format/%.60s", term);
		ret = read_pmu_file(m, c->pmu, file, format, sizeof(format));
		if (!ret)
			ret = pmu_put_term(format, value ? strtoull(value, NULL, 0) : 1, c->config);
		if (ret) {
			give_up(c, ret, file);
			return ret;
		}
	}
	return 0;
}

/* What the kernel says one count of an alias is worth; 0 where it is no number of bytes. */
static double alias_bytes(struct machine *m, const char *pmu, const char *alias)
{
	char file[96], scale[64], unit[32];

	snprintf(file, sizeof(file), "events/%s.scale", alias);
	if (read_pmu_file(m, pmu, file, scale, sizeof(scale)))
		return 0;
	snprintf(file, sizeof(file), "events/%s.unit", alias);
	if (read_pmu_file(m, pmu, file, unit, sizeof(unit)) || strcmp(unit, "MiB"))
		return 0;
	return strtod(scale, NULL) * 1024 * 1024;
}

static int encode_event(struct machine *m, struct machine_counter *c)
{
	const struct platform_event *event = c->event;
	char file[96] = "", terms[160] = "";
	double bytes;
	int ret = -ENOENT;

	if (event->alias) {
		snprintf(file, sizeof(file), "events/%s", event->alias);
		ret = read_pmu_file(m, c->pmu, file, terms, sizeof(terms));
	}
	c->aliased = !ret;
	if (c->aliased) {
		/* The vendor knows better: a free-running counter had a sixteenth of its scale. */
		bytes = alias_bytes(m, c->pmu, event->alias);
		if (bytes > 0 && event->bytes > 0 && fabs(bytes / event->bytes - 1) > 0.01)
			c->kernel_bytes = bytes;
		else if (bytes > 0)
			c->bytes = bytes;
	} else if (event->code) {
		event_terms(event, c->channel, terms, sizeof(terms));
	} else {
		give_up(c, ret, file);
		return ret;
	}
	return encode(m, c, terms);
}

static struct machine_counter *new_counter(struct machine *m, const struct platform_event *event,
					   const char *pmu)
{
	struct machine_counter *grown;

	grown = realloc(m->counters, (m->nr_counters + 1) * sizeof(*grown));
	if (!grown) {
		m->out_of_memory = true;
		return NULL;
	}
	m->counters = grown;
	grown += m->nr_counters++;
	*grown = (struct machine_counter){ .event = event, .bytes = event->bytes };
	snprintf(grown->pmu, sizeof(grown->pmu), "%s", pmu);
	return grown;
}

/* One instance: its type, its CPUs, and each channel of the event. */
static void add_instance(struct machine *m, const struct platform_event *event, const char *pmu)
{
	const char *mask = event_is_core(event) ? "cpus" : "cpumask";
	struct machine_counter *c;
	char text[256];
	unsigned int channel;
	int ret;

	for (channel = 0; channel < event_channels(event); channel++) {
		c = new_counter(m, event, pmu);
		if (!c)
			return;
		c->channel = channel;
		ret = read_pmu_file(m, pmu, "type", text, sizeof(text));
		if (ret) {
			give_up(c, ret, "type");
			return;
		}
		c->type = strtoul(text, NULL, 10);
		ret = read_pmu_file(m, pmu, mask, text, sizeof(text));
		if (!ret)
			ret = pmu_parse_cpus(text, c->cpus, PMU_CPUS_MAX);
		/* A core PMU without the file covers every CPU. */
		if (ret < 0 && !event_is_core(event)) {
			give_up(c, ret, mask);
			return;
		}
		c->nr_cpus = ret > 0 ? ret : 0;
		if (encode_event(m, c))
			return;
	}
}

/* "uncore_imc" and "uncore_imc_3", but not "uncore_imc_free_running_0". */
static bool is_instance(const char *name, const char *family)
{
	size_t len = strlen(family);

	if (strncmp(name, family, len))
		return false;
	name += len;
	if (!*name)
		return true;
	if (*name++ != '_' || !*name)
		return false;
	return name[strspn(name, "0123456789")] == 0;
}

/* All instances of a family; how many there are, or -errno. */
static int add_family(struct machine *m, const struct platform_event *event, const char *family)
{
	struct name_list list;
	int found = 0, ret;
	size_t i;

	ret = source_list(m->src, DEVICES, family, &list);
	if (ret)
		return ret;
	for (i = 0; i < list.nr; i++) {
		if (!is_instance(list.names[i], family))
			continue;
		add_instance(m, event, list.names[i]);
		found++;
	}
	name_list_free(&list);
	return found;
}

static void add_event(struct machine *m, const struct platform_event *event)
{
	struct machine_counter *c;
	int ret;

	ret = add_family(m, event, event->pmu);
	/* Where there are performance cores alone, their PMU is that of any CPU. */
	if (!ret && !strcmp(event->pmu, "cpu_core") && !machine_is_efficiency_core(m))
		ret = add_family(m, event, "cpu");
	if (ret > 0 || (event->optional && (!ret || ret == -ENOENT)))
		return;
	c = new_counter(m, event, event->pmu);
	if (!c)
		return;
	c->error = ret ? ret : -ENOENT;
	snprintf(c->why, sizeof(c->why), "%s PMU %s",
		 c->error == -ENOENT ? "there is no" : "cannot look for", event->pmu);
}

/* Does any counter of a socket's bytes by this way work? */
static bool has_way(const struct machine *m, unsigned int way)
{
	size_t i;

	for (i = 0; i < m->nr_counters; i++)
		if (m->counters[i].event->way == way && !event_is_core(m->counters[i].event) &&
		    !m->counters[i].error)
			return true;
	return false;
}

/* Several ways to the same bytes would be added up: keep the first that works, else the first. */
static void drop_other_ways(struct machine *m)
{
	unsigned int keep = 1, way;
	size_t i, kept = 0;

	for (way = WAYS_MOST; way; way--)
		if (has_way(m, way))
			keep = way;
	for (i = 0; i < m->nr_counters; i++)
		if (event_is_core(m->counters[i].event) || !m->counters[i].event->way ||
		    m->counters[i].event->way == keep)
			m->counters[kept++] = m->counters[i];
	m->nr_counters = kept;
}

void pmus_collect(struct machine *m)
{
	const struct platform *p = m->platform;
	size_t i;

	for (i = 0; i < p->nr_events; i++)
		if (p->events[i].use != EVENT_LISTED)
			add_event(m, &p->events[i]);
	drop_other_ways(m);
}

size_t machine_nr_counters(const struct machine *m)
{
	return m->nr_counters;
}

const struct machine_counter *machine_counter(const struct machine *m, size_t i)
{
	return i < m->nr_counters ? &m->counters[i] : NULL;
}
