/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The probes: what is measured of a memory besides copies, one line each.
 *
 * PROBE(NAME, name, unit, description)
 *
 * NAME: of enum probe; name: in column copy of a row of status probe
 * unit: what done_pages counts in such a row: took_ns / done_pages is ns per unit
 *
 * A stream goes through 16 MiB that no cache holds, by 4 KiB: "-desc" from the last line to
 * the first, "-shuffled" in an order within each 4 KiB that no two lines in a row
 * give away, "-pages" ascending within 4 KiB that follow each other at random.
 */
/* clang-format off */
PROBE(CHASE, "chase", "load", "a load whose address the one before brought, in 16 MiB that no cache holds")
PROBE(STORE_HIT, "store-hit", "store", "an ordinary store to a line in the first cache, and MFENCE")
PROBE(STORE_MISS, "store-miss", "store", "an ordinary store to a line that no cache holds, and MFENCE")
PROBE(STREAM_DRAIN, "stream-drain", "line", "a line by eight MOVNTI, and SFENCE")
PROBE(READ1, "read1", "line", "one load per line, ascending")
PROBE(READ1_DESC, "read1-desc", "line", "the same descending")
PROBE(READ1_SHUFFLED, "read1-shuffled", "line", "the same, shuffled within 4 KiB")
PROBE(READ1_PAGES, "read1-pages", "line", "the same ascending, in 4 KiB at random")
PROBE(READ8, "read8", "line", "eight loads per line, ascending")
PROBE(READ8_DESC, "read8-desc", "line", "the same descending")
PROBE(READ8_SHUFFLED, "read8-shuffled", "line", "the same, shuffled within 4 KiB")
PROBE(READ8_PAGES, "read8-pages", "line", "the same ascending, in 4 KiB at random")
PROBE(STORE, "store", "line", "eight ordinary stores per line, ascending")
PROBE(STORE_DESC, "store-desc", "line", "the same descending")
PROBE(STORE_SHUFFLED, "store-shuffled", "line", "the same, shuffled within 4 KiB")
PROBE(STORE_PAGES, "store-pages", "line", "the same ascending, in 4 KiB at random")
PROBE(STREAM, "stream", "line", "eight MOVNTI per line, ascending")
PROBE(STREAM_DESC, "stream-desc", "line", "the same descending")
PROBE(STREAM_SHUFFLED, "stream-shuffled", "line", "the same, shuffled within 4 KiB")
/* clang-format on */
