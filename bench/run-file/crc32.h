/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_RUN_FILE_CRC32_H
#define BENCH_RUN_FILE_CRC32_H

#include <stddef.h>
#include <stdint.h>

/**
 * crc32() - of more bytes behind those that @crc is of; 0 starts
 *
 * The CRC-32 of zlib, gzip and Python's zlib.crc32() (ISO 3309, reflected 0xedb88320): it sees
 * every change of up to 32 neighbouring bits.
 */
uint32_t crc32(uint32_t crc, const void *bytes, size_t len);

#endif
