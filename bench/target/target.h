/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Targets: the memory that is written.
 *
 * A target is one file in target/ and one line in target-list.h.  It says how
 * to get memory of its kind and how to give the pages back; what was really
 * got is read back in placement.c.
 */
#ifndef BENCH_TARGET_TARGET_H
#define BENCH_TARGET_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/reason.h"
#include "target/mapping.h"

struct placement;
struct target;
struct words;

/** enum target_page - the page size asked for */
enum target_page { PAGE_ANY, PAGE_4K, PAGE_THP, PAGE_2M, PAGE_1G };

/** enum target_place - the nodes asked for; PLACE_ANY: wherever the kernel puts it */
enum target_place { PLACE_ANY, PLACE_LOCAL, PLACE_REMOTE, PLACE_INTERLEAVE, PLACE_NODE };

/** NODE_NUMBER_MOST - a kernel has 1024 nodes at most (NODES_SHIFT 10 on x86-64) */
#define NODE_NUMBER_MOST 1023

/** NODES_MOST - nodes that one mapping can be spread over */
#define NODES_MOST 64

/**
 * struct target_spec - a target as the user named it
 * @text: canonical form, defaults left out; what the run file calls it
 * @path: for targets that have one, else NULL
 * @place_node: the number, for PLACE_NODE
 * @nodes: what @place means on this machine, from cpus_place(); none: no matter
 * @destroy: --destroy names the path: what is there may be lost
 */
struct target_spec {
	const struct target *target;
	char *text;
	char *path;
	enum target_page page;
	enum target_place place;
	int place_node;
	int nodes[NODES_MOST];
	size_t nr_nodes;
	bool destroy;
};

/**
 * struct target - a kind of memory
 * @name:   the user's word
 * @page, @place: page size and nodes when the user names none
 * @keys:   "key=value|value ..." for help; NULL when there are none
 * @path:   how a path is used, for help; NULL when none is taken
 * @altmap: stands for memory in the device itself, where map=dev puts the
 *	    memmap; copy "dispatch" asks
 * @needs_path: there is no such memory without one
 * @set:    take one key; -EINVAL when key or value is unknown
 * @text:   append the keys that are not as by default, "page=4k,node=1"; NULL:
 *	    there are none
 * @home:   node that the memory is near to, before it is mapped; -1: not known;
 *	    NULL: none in particular
 * @check:  refuse what the user must not name, before anything is run;
 *	    -errno after filling @reason (a usage error); may be NULL
 * @room:   bytes that can be had where @memory bytes of system memory can be
 *	    taken; NULL: so many
 * @map:    get @bytes of it, not yet touched; -errno after filling @reason
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
	bool altmap;
	enum target_place place;
	int (*set)(struct target_spec *spec, const char *key, const char *value);
	void (*text)(const struct target_spec *spec, char *text, size_t size);
	int (*home)(const struct target_spec *spec);
	int (*check)(const struct target_spec *spec, struct reason *reason);
	uint64_t (*room)(const struct target_spec *spec, uint64_t memory);
	int (*map)(const struct target_spec *spec, size_t bytes, struct mapping *map,
		   struct reason *reason);
	void (*found)(const struct target_spec *spec, struct reason *what);
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

/** target_map() - map and fault in every page; -errno after filling @reason */
int target_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
	       struct reason *reason);

/** target_room() - bytes that can be had where @memory bytes of system memory can be taken */
uint64_t target_room(const struct target_spec *spec, uint64_t memory);

#endif
