/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a row of the fact table is answered, and the answers that need code.
 */
#ifndef PLATFORMS_FACT_H
#define PLATFORMS_FACT_H

#include "machine-private.h"

/**
 * struct fact_row - one fact, and where it is had
 * @key:      lower case, dashes
 * @path:     a file: its text on one line is the value
 * @pick:     of that file only the line "PICK:"
 * @dir:      instead of @path, a folder: "ENTRY: TEXT; ENTRY: TEXT"
 * @prefix:   how its entries start
 * @files:    what to read in each entry, names with blanks between; with several
 *	      the text is "FILE=TEXT FILE=TEXT".  NULL: the entries are files
 * @skip:     entries with this text are left out
 * @distinct: give each text once with the number of entries, not each entry
 * @empty:    the value when the file is empty or every entry was skipped
 * @get:      instead of all these, code
 * @drifts:   differs from one second to the next
 */
struct fact_row {
	const char *key;
	const char *path;
	const char *pick;
	const char *dir;
	const char *prefix;
	const char *files;
	const char *skip;
	bool distinct;
	const char *empty;
	void (*get)(struct machine *m, const struct fact_row *row);
	bool drifts;
};

/** fact_add() - the value of a row; takes @value, NULL means that memory ran out */
void fact_add(struct machine *m, const struct fact_row *row, char *value);
void fact_addf(struct machine *m, const struct fact_row *row, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** fact_absent() - say that @path gave @err (negative) */
void fact_absent(struct machine *m, const struct fact_row *row, const char *path, int err);

/** fact_read() - a file folded to one line, to be freed; 0 or -errno */
int fact_read(struct machine *m, const char *path, char **line);

/* fact-dir.c: rows with a @dir */
void fact_get_dir(struct machine *m, const struct fact_row *row);

/* fact-cpu.c */
void fact_get_cpu(struct machine *m, const struct fact_row *row);
void fact_get_brand(struct machine *m, const struct fact_row *row);
void fact_get_microcode(struct machine *m, const struct fact_row *row);
void fact_get_core_type(struct machine *m, const struct fact_row *row);
void fact_get_flags(struct machine *m, const struct fact_row *row);
void fact_get_flags_off(struct machine *m, const struct fact_row *row);
void fact_get_platform(struct machine *m, const struct fact_row *row);
void fact_get_platform_why(struct machine *m, const struct fact_row *row);
void fact_get_platform_doubt(struct machine *m, const struct fact_row *row);
void fact_get_at_least(struct machine *m, const struct fact_row *row);
void fact_get_looks_like(struct machine *m, const struct fact_row *row);
void fact_get_kernel_macro(struct machine *m, const struct fact_row *row);
void fact_get_hypervisor(struct machine *m, const struct fact_row *row);
void fact_get_confidential(struct machine *m, const struct fact_row *row);
void fact_get_cache(struct machine *m, const struct fact_row *row);
void fact_get_cache_sysfs(struct machine *m, const struct fact_row *row);
void fact_get_tsc(struct machine *m, const struct fact_row *row);
void fact_get_turbo(struct machine *m, const struct fact_row *row);
void fact_get_prefetchers(struct machine *m, const struct fact_row *row);
void fact_get_speci2m(struct machine *m, const struct fact_row *row);

/* fact-system.c */
void fact_get_struct_page(struct machine *m, const struct fact_row *row);
void fact_get_config(struct machine *m, const struct fact_row *row);
void fact_get_node_memory(struct machine *m, const struct fact_row *row);
void fact_get_cpu_quota(struct machine *m, const struct fact_row *row);
void fact_get_cpu_throttled(struct machine *m, const struct fact_row *row);
void fact_get_cgroup_room(struct machine *m, const struct fact_row *row);
void fact_get_mem_available(struct machine *m, const struct fact_row *row);
void fact_get_perf_capability(struct machine *m, const struct fact_row *row);
void fact_get_steal(struct machine *m, const struct fact_row *row);

#endif
