// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Target names, and what all targets share: faulting pages in.
 */
#include "target/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/message.h"
#include "base/parse.h"

#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23 /* Linux 5.14 */
#endif

#define TARGET(ident) extern const struct target target_##ident;
#include "target/target-list.h"
#undef TARGET

static const struct target *const targets[] = {
#define TARGET(ident) &target_##ident,
#include "target/target-list.h"
#undef TARGET
};

#define NR_TARGETS (sizeof(targets) / sizeof(targets[0]))

const struct target *const *target_list(size_t *nr)
{
	*nr = NR_TARGETS;
	return targets;
}

static void accepted_targets(char *text, size_t size)
{
	size_t i;

	text[0] = 0;
	for (i = 0; i < NR_TARGETS; i++)
		message_add(text, size, "%s%s%s%s", i ? ", " : "", targets[i]->name,
			    targets[i]->path ? "[:PATH]" : "",
			    targets[i]->keys ? "[:KEY=VALUE]" : "");
}

static int set_key(struct target_spec *spec, const char *pair, const char *text)
{
	const char *equals = strchr(pair, '=');
	char *key;
	int ret;

	if (equals) {
		key = strndup(pair, equals - pair);
		if (!key)
			return -ENOMEM;
		ret = spec->target->set ? spec->target->set(spec, key, equals + 1) : -EINVAL;
		free(key);
		if (!ret)
			return 0;
	}
	pr_err("--target %s: '%s' is not known; %s accepts %s%s%s", text, pair, spec->target->name,
	       spec->target->path ? "PATH" : "", spec->target->path && spec->target->keys ? ", " : "",
	       spec->target->keys ? spec->target->keys :
				    (spec->target->path ? "" : "nothing after its name"));
	return -EINVAL;
}

static int parse_details(const char *details, const char *text, struct target_spec *spec)
{
	struct words parts = { 0 };
	size_t i = 0;
	int ret;

	ret = words_split(&parts, details);
	if (ret == -EINVAL)
		pr_err("--target %s: an empty word after '%s:'", text, spec->target->name);
	if (ret)
		goto out;
	if (spec->target->path && !strchr(parts.word[0], '=')) {
		spec->path = strdup(parts.word[0]);
		ret = spec->path ? 0 : -ENOMEM;
		i = 1;
	}
	for (; !ret && i < parts.nr; i++)
		ret = set_key(spec, parts.word[i], text);
out:
	words_free(&parts);
	return ret;
}

/* Keys that are as by default are left out of the name. */
static int spec_text(struct target_spec *spec)
{
	char keys[64] = "", *path = NULL;
	int ret;

	if (spec->target->text)
		spec->target->text(spec, keys, sizeof(keys));
	if (spec->path) {
		path = text_without_home(spec->path);
		if (!path)
			return -ENOMEM;
	}
	ret = asprintf(&spec->text, "%s%s%s%s%s", spec->target->name, path || *keys ? ":" : "",
		       path ? path : "", path && *keys ? "," : "", keys);
	free(path);
	return ret < 0 ? -ENOMEM : 0;
}

int target_parse(const char *text, struct target_spec *spec)
{
	const size_t len = strcspn(text, ":");
	char accepted[256];
	size_t i;
	int ret = 0;

	*spec = (struct target_spec){ 0 };
	for (i = 0; i < NR_TARGETS; i++)
		if (strlen(targets[i]->name) == len && !strncmp(targets[i]->name, text, len))
			spec->target = targets[i];
	if (!spec->target) {
		accepted_targets(accepted, sizeof(accepted));
		pr_err("--target %s: no such target; accepted: %s", text, accepted);
		return -EINVAL;
	}
	spec->page = spec->target->page;
	spec->place = spec->target->place;
	if (text[len])
		ret = parse_details(text + len + 1, text, spec);
	if (!ret && spec->target->needs_path && !spec->path) {
		pr_err("--target %s: a path is missing; accepted: %s:PATH, %s", text,
		       spec->target->name, spec->target->path);
		ret = -EINVAL;
	}
	if (!ret)
		ret = spec_text(spec);
	if (ret)
		target_spec_free(spec);
	return ret;
}

void target_permit(struct target_spec *spec, const struct words *destroy)
{
	size_t i;

	for (i = 0; i < destroy->nr; i++)
		spec->destroy |= spec->path && !strcmp(spec->path, destroy->word[i]);
}

int target_check(const struct target_spec *spec)
{
	struct reason reason = { "out of memory" };
	int ret;

	ret = spec->target->check ? spec->target->check(spec, &reason) : 0;
	if (!ret)
		return 0;
	if (ret != -EEXIST)
		pr_err("--target %s: %s", spec->text, reason.text);
	else if (!spec->path)
		pr_err("--target %s: TMPDIR=%s %s; accepted: a folder in TMPDIR, or %s:PATH",
		       spec->text, getenv("TMPDIR"), reason.text, spec->target->name);
	else
		pr_err("--target %s: %s; accepted: a folder, a new file, or with --destroy %s this one",
		       spec->text, reason.text, spec->path);
	return -EINVAL;
}

uint64_t target_room(const struct target_spec *spec, uint64_t memory)
{
	return spec->target->room ? spec->target->room(spec, memory) : memory;
}

void target_spec_free(struct target_spec *spec)
{
	free(spec->text);
	free(spec->path);
	*spec = (struct target_spec){ 0 };
}

/* Fault pages in by hand where the kernel has no MADV_POPULATE_WRITE. */
static uint64_t faults_so_far(void)
{
	struct rusage usage;

	getrusage(RUSAGE_THREAD, &usage);
	return usage.ru_minflt + usage.ru_majflt;
}

int target_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
	       struct reason *reason)
{
	int ret = spec->target->map(spec, bytes, map, reason);
	const uint64_t before = faults_so_far();

	if (ret)
		return ret;
	ret = target_populate(map);
	map->faults = faults_so_far() - before;
	if (!ret)
		return 0;
	/* Bad address is what would be SIGBUS: there is no page, and nobody says why. */
	reason_set(reason, ret, "cannot fault in %zu bytes: %s", bytes,
		   ret == -EFAULT ? "a page was not there, or a limit forbids it" : strerror(-ret));
	target_unmap(map);
	return ret;
}
