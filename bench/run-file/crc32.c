// SPDX-License-Identifier: GPL-2.0-or-later
#include "run-file/crc32.h"

#include <string.h>

#define POLYNOMIAL 0xedb88320u

/* table[k][b]: what byte b does k bytes before the end of a word (slicing by 8, Kounavis 2005). */
static uint32_t table[8][256];

static void __attribute__((constructor)) fill_table(void)
{
	for (uint32_t b = 0; b < 256; b++) {
		uint32_t crc = b;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
		table[0][b] = crc;
	}
	for (int k = 1; k < 8; k++)
		for (int b = 0; b < 256; b++)
			table[k][b] = table[k - 1][b] >> 8 ^ table[0][table[k - 1][b] & 0xff];
}

uint32_t crc32(uint32_t crc, const void *bytes, size_t len)
{
	const unsigned char *at = bytes;
	uint64_t word;

	crc = ~crc;
	for (; len >= sizeof(word); len -= sizeof(word), at += sizeof(word)) {
		memcpy(&word, at, sizeof(word));
		word ^= crc;
		crc = 0;
		for (int k = 0; k < 8; k++)
			crc ^= table[7 - k][word >> 8 * k & 0xff];
	}
	while (len--)
		crc = crc >> 8 ^ table[0][(crc ^ *at++) & 0xff];
	return ~crc;
}
