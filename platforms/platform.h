/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known about a CPU generation before anything is measured.
 *
 * One constant struct platform per file below cpu/, listed in cpu-list.h.  The
 * evidence tags in those files ([S] primary source, [T] tried, [Q] quoted,
 * [P] published by the vendor, [U] unverified) are the ones of the project's
 * fact collection.
 */
#ifndef PLATFORMS_PLATFORM_H
#define PLATFORMS_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

#define VENDOR_INTEL "GenuineIntel"
#define VENDOR_AMD "AuthenticAMD"
#define VENDOR_HYGON "HygonGenuine"
/* Zhaoxin's CPUs have the name of Centaur, which they came from, or their own. */
#define VENDOR_CENTAUR "CentaurHauls"
#define VENDOR_ZHAOXIN "Shanghai"

/**
 * struct platform_match - one range of CPUID identities that belongs to a platform
 * @family:	  displayed family
 * @model_lo:	  first displayed model
 * @model_hi:	  last displayed model
 * @stepping_lo:  first stepping
 * @stepping_hi:  last stepping
 * @kernel_macro: what the kernel calls this range (a VFM macro or X86_FEATURE_ZENn)
 * @guest_needs:  when set, the range counts only under a hypervisor and only
 *		  with all of these features; for model numbers that a
 *		  hypervisor borrowed from another CPU
 * @vendor:	  when set, the CPUID vendor of this range instead of the platform's:
 *		  a CPU that somebody else sells
 */
struct platform_match {
	unsigned int family;
	unsigned int model_lo;
	unsigned int model_hi;
	unsigned int stepping_lo;
	unsigned int stepping_hi;
	const char *kernel_macro;
	const char *guest_needs;
	const char *vendor;
};

/* The rows of a match table: every stepping of a model range, or some of one model. */
#define MATCH_MODELS(family_, lo_, hi_, macro_) \
	{ .family = family_, .model_lo = lo_, .model_hi = hi_, .stepping_hi = 15, \
	  .kernel_macro = macro_ }
#define MATCH_MODEL(family_, model_, macro_) MATCH_MODELS(family_, model_, model_, macro_)
#define MATCH_STEPPINGS(family_, model_, lo_, hi_, macro_) \
	{ .family = family_, .model_lo = model_, .model_hi = model_, .stepping_lo = lo_, \
	  .stepping_hi = hi_, .kernel_macro = macro_ }
/* A range of another CPUID vendor. */
#define MATCH_OF_VENDOR(vendor_, family_, lo_, hi_, macro_) \
	{ .family = family_, .model_lo = lo_, .model_hi = hi_, .stepping_hi = 15, \
	  .kernel_macro = macro_, .vendor = vendor_ }

/**
 * struct cache_variant - a cache that some parts of a platform have instead of the usual one
 * @level: 2: of a core; 3: per unit of growth
 * @bytes: size
 * @ways:  associativity, 0: not published
 * @where: which parts have it
 */
struct cache_variant {
	unsigned int level;
	uint32_t bytes;
	unsigned int ways;
	const char *where;
};

/**
 * struct geometry - caches, buffers and memory of one socket; 0 means unknown
 *
 * On hybrid CPUs the figures are those of the performance core.
 *
 * @l1i_bytes:	    first-level instruction cache of a core
 * @l1d_bytes:	    first-level data cache of a core
 * @l2_bytes:	    second-level cache of a core
 * @l3_unit_bytes:  last-level cache per unit of growth
 * @l3_unit:	    what the unit is ("core", "CCX", "socket")
 * @l3_policy:	    what the L3 does with lines of the L2; never taken from CPUID
 * @fill_buffers:   L1D miss buffers, which on Intel also gather streaming stores
 * @memory:	    memory channels of a socket, as text
 */
struct geometry {
	uint32_t l1i_bytes;
	uint32_t l1d_bytes;
	unsigned int l1d_ways;
	uint32_t l2_bytes;
	unsigned int l2_ways;
	uint32_t l3_unit_bytes;
	unsigned int l3_ways;
	const char *l3_unit;
	const char *l3_policy;
	unsigned int fill_buffers;
	const char *memory;
};

/**
 * struct platform - a CPU generation
 * @name:     what a person types and a run file says ("intel-icx")
 * @desc:     one line
 * @published_as: how tables of others name it, parted by ";"; NULL: not known
 * @vendor:   CPUID vendor, NULL for the last resort
 * @match:    identities, @nr_match of them
 * @geometry: caches and memory
 * @variants: caches of other parts, @nr_variants of them
 * @has:      features the silicon has, as /proc/cpuinfo names with blanks between
 * @never:    features the silicon does not have: seen all the same, the
 *	      identity is doubtful
 * @notes:    what a reader of results must know; sentences
 * @events:   @nr_events of them
 * @formula:  how r and w come out of the events, source by source
 * @cannot_tell: what these figures do not show; sentences
 */
struct platform {
	const char *name;
	const char *desc;
	const char *published_as;
	const char *vendor;
	const struct platform_match *match;
	size_t nr_match;
	struct geometry geometry;
	const struct cache_variant *variants;
	size_t nr_variants;
	const char *has;
	const char *never;
	const char *notes;
	const struct platform_event *events;
	size_t nr_events;
	const char *formula;
	const char *cannot_tell;
};

/**
 * platform_list() - all platforms, sorted by name
 * @nr: number of entries
 */
const struct platform *const *platform_list(size_t *nr);

/** platform_has_vendor() - is any of the platform's ranges of this CPUID vendor? */
bool platform_has_vendor(const struct platform *p, const char *vendor);

/** platform_row_vendor() - the CPUID vendor of one of its ranges */
const char *platform_row_vendor(const struct platform *p, const struct platform_match *row);

/** platform_find() - look a platform up by name, NULL when there is none */
const struct platform *platform_find(const char *name);

/** platform_generic() - the last resort, which matches no identity by itself */
const struct platform *platform_generic(void);

/** PLATFORM_WC_BUFFERS - write-combining buffers where no source has a number: few */
#define PLATFORM_WC_BUFFERS 8

/**
 * platform_wc_buffers() - write-combining buffers of a core, for models of them
 *
 * Intel's fill buffers, which gather streamed stores; AMD states no number.
 */
unsigned int platform_wc_buffers(const struct platform *p);

/**
 * platform_match_row() - does an identity fall into one of a platform's ranges?
 *
 * Ranges with @guest_needs are included: whether they count is for the caller,
 * who knows the features.
 *
 * Return: the first fitting row or NULL.
 */
const struct platform_match *platform_match_row(const struct platform *p, const char *vendor,
						unsigned int family, unsigned int model,
						unsigned int stepping);

#endif
