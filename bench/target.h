/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Targets: the memory that is written.
 *
 * A target is one file in target/ and one line in target-list.h.  It says how
 * to get memory of its kind and how to give the pages back; what was really
 * got is read back in placement.c.
 */
#ifndef BENCH_TARGET_H
#define BENCH_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct placement;
struct target;
struct words;

/** enum target_page - the page size asked for */
enum target_page { PAGE_ANY, PAGE_4K, PAGE_THP, PAGE_2M, PAGE_1G };

/**
 * struct target_spec - a target as the user named it
 * @text: canonical form, defaults left out; what the run file calls it
 * @path: for targets that have one, else NULL
 * @destroy: --destroy names the path: what is there may be lost
 */
struct target_spec {
	const struct target *target;
	char *text;
	char *path;
	enum target_page page;
	bool destroy;
};

/**
 * struct mapping - memory of a target
 * @addr:	start of the usable range, aligned to the page size
 * @bytes:	its length
 * @base:	what munmap() takes, with @base_bytes
 * @fd:		-1 for anonymous memory
 * @faults:	page faults that faulting in @bytes took
 */
struct mapping {
	void *addr;
	size_t bytes;
	void *base;
	size_t base_bytes;
	int fd;
	uint64_t faults;
};

/** struct why - one phrase on why something cannot be had here */
struct why {
	char text[512];
};

/** why_set() - fill in the phrase and hand the error number through */
int why_set(struct why *why, int error, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/**
 * struct target - a kind of memory
 * @name:   the user's word
 * @page:   page size when the user names none
 * @keys:   "key=value|value ..." for help; NULL when there are none
 * @path:   how a path is used, for help; NULL when none is taken
 * @needs_path: there is no such memory without one
 * @set:    take one key; -EINVAL when key or value is unknown
 * @check:  refuse what the user must not name, before anything is run;
 *	    -errno after filling @why (a usage error); may be NULL
 * @room:   bytes that can be had where @memory bytes of system memory can be
 *	    taken; NULL: so many
 * @map:    get @bytes of it, not yet touched; -errno after filling @why
 * @found:  what the memory is beyond its name, for the header of the run file;
 *	    may be NULL
 * @look:   correct what the kernel's general interfaces say of a mapping; may
 *	    be NULL
 * @forget: give all pages back, so that the next touch faults again; NULL:
 *	    this memory has no fresh pages
 */
struct target {
	const char *name;
	const char *desc;
	const char *keys;
	const char *path;
	bool needs_path;
	enum target_page page;
	int (*set)(struct target_spec *spec, const char *key, const char *value);
	int (*check)(const struct target_spec *spec, struct why *why);
	uint64_t (*room)(const struct target_spec *spec, uint64_t memory);
	int (*map)(const struct target_spec *spec, size_t bytes, struct mapping *map,
		   struct why *why);
	void (*found)(const struct target_spec *spec, struct why *what);
	void (*look)(const struct target_spec *spec, const struct mapping *map,
		     struct placement *found);
	int (*forget)(const struct mapping *map);
};

/** target_list() - all targets, sorted by name */
const struct target *const *target_list(size_t *nr);

/**
 * target_parse() - "name", "name:key=value,...", "name:PATH,key=value,..."
 *
 * Return: 0, or -EINVAL after one line of pr_err().
 */
int target_parse(const char *text, struct target_spec *spec);

/** target_permit() - note whether --destroy names this target's path */
void target_permit(struct target_spec *spec, const struct words *destroy);

/**
 * target_check() - may the user have this target written?
 *
 * Return: 0, or -EINVAL after one line of pr_err().
 */
int target_check(const struct target_spec *spec);
void target_spec_free(struct target_spec *spec);

/** target_map() - map and fault in every page; -errno after filling @why */
int target_map(const struct target_spec *spec, size_t bytes, struct mapping *map, struct why *why);

/** target_populate() - fault in what is not there; 0 or -errno */
int target_populate(const struct mapping *map);
void target_unmap(struct mapping *map);

/** target_room() - bytes that can be had where @memory bytes of system memory can be taken */
uint64_t target_room(const struct target_spec *spec, uint64_t memory);

/* For targets: map a file descriptor, MAP_SHARED and more in @flags; forget by punching a hole. */
int target_map_fd(int fd, size_t bytes, int flags, struct mapping *map, struct why *why);
int target_forget_fd(const struct mapping *map);

#endif
