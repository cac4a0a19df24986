/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A target for libFuzzer: each program of this folder has these two functions.
 */
#ifndef BENCH_TESTS_FUZZ_H
#define BENCH_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/**
 * LLVMFuzzerTestOneInput() - parse @size bytes; a fault is a signal or an abort()
 *
 * Name and type are libFuzzer's (LLVM documentation, "libFuzzer").
 *
 * Return: 0.
 */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/** fuzz_text() - the bytes as a text that ends at the first NUL; to be freed */
char *fuzz_text(const uint8_t *data, size_t size);

#endif
