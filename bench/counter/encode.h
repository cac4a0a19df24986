/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Event encodings by libpfm4.
 */
#ifndef BENCH_COUNTER_ENCODE_H
#define BENCH_COUNTER_ENCODE_H

#include <stdint.h>

/**
 * encode_libpfm4() - what libpfm4 makes of an event
 * @spelling: "icx::OCR:DEMAND_RFO_L3_MISS"
 * @config:   config and config1 of perf_event_open()
 *
 * libpfm4 encodes for the CPU it runs on; with LIBPFM_ENCODE_INACTIVE=1 in the
 * environment for every CPU it knows.
 *
 * Return: 0, -ENOENT when it does not know the CPU or the event, -EOPNOTSUPP in
 * a build without libpfm4.
 */
int encode_libpfm4(const char *spelling, uint64_t config[2]);

#endif
