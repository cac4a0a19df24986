/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The axes of a case, in the order of "report tsv": one line each.
 *
 * To add one, write a line.  Options, columns, defaults, equality, hash, titles,
 * TSV, JSON, --help and completion come from it; an axis of words has its words in
 * plan/axes.c besides.
 *
 * AXIS(NAME, field, kind, was, before, least, most, title, usual, argument, help)
 *
 * NAME, field: of enum axis and of struct run_case; the column is the field, the
 *	   option is the column with dashes
 * kind:   WORD, or INT or INT64 for whole numbers
 * was:    column and option of an earlier release, still read; NULL: none
 * before: what files from before the column mean; NULL: all files have it
 * least, most: of a number; "-" is read as the number below @least
 * title:  is it in the title of a table: NEVER, ODD (when it is neither "-" nor 0) or ALWAYS
 * usual:  what a case has where nobody asks for anything else; "-": the first of its
 *	   words is not written down; NULL: there is no such thing
 * argument, help: of the option; NULL: it has an option of another shape
 */
/* clang-format off */
AXIS(COPY, copy, WORD, NULL, NULL, 0, 0, NEVER, NULL, "NAME[:LABEL],...", "how one record is written")
AXIS(LAYOUT, layout, INT, NULL, NULL, 1, 4096, ALWAYS, "64", "BYTES,...", "record size")
AXIS(WALK, walk, WORD, NULL, NULL, 0, 0, ALWAYS, NULL, "NAME,...", "the loop around it")
AXIS(REVISION, revision, WORD, "rules", NULL, 0, 0, ALWAYS, NULL, "NAME,...", "which revision of the series")
AXIS(TARGET, target, WORD, NULL, NULL, 0, 0, NEVER, NULL, "TARGET", "the memory written, e.g. dram:page=4k or file:FOLDER; repeat for several")
AXIS(STATE, state, WORD, NULL, NULL, 0, 0, ALWAYS, NULL, "NAME,...", "the lines just before")
AXIS(PATTERN, pattern, WORD, NULL, NULL, 0, 0, ALWAYS, "page", "NAME,...", "what the records hold")
AXIS(BLOCK_ORDER, block_order, WORD, "order", NULL, 0, 0, ALWAYS, "ascending", "NAME,...", "of the 2 MiB blocks")
AXIS(DRAIN_EVERY, drain_every, INT, NULL, NULL, 0, INT32_MAX, ALWAYS, "0", "N,...", "records between extra drains; 0: none")
AXIS(LOAD, load, INT, NULL, NULL, 0, 1024, ALWAYS, "0", "N,...", "background threads that keep the memory busy")
AXIS(THREADS, threads, INT, NULL, NULL, 1, 1024, ALWAYS, "1", "N,...", "threads that share the range")
AXIS(PAGES, pages, INT64, NULL, NULL, 1, 1LL << 48, ALWAYS, NULL, NULL, NULL)
AXIS(KERNEL, kernel, WORD, NULL, "-", 0, 0, ODD, "-", "NAME,...", "whose stores, where kernels differ")
AXIS(MAP, map, WORD, NULL, "-", 0, 0, ODD, "-", "NAME,...", "where a namespace keeps its memmap")
AXIS(PAGEBLOCKS, pageblocks, WORD, NULL, "-", 0, 0, ODD, "-", "NAME,...", "the pageblock work of the walk")
AXIS(RETURNS, returns, WORD, NULL, "-", 0, 0, ODD, "-", "NAME,...", "how functions out of line return")
AXIS(ALIGN, align, INT, NULL, "0", 0, 63, ODD, "0", "BYTES,...", "from the start of a cache line to that of the range")
AXIS(AHEAD, ahead, INT, NULL, "0", 0, 8192, ODD, "0", "BYTES,...", "how far a copy that looks ahead does so; 0: 1 KiB")
/* clang-format on */
