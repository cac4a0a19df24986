// SPDX-License-Identifier: GPL-2.0-or-later
#include "state/fill.h"

#define BLOCK_BYTES (2UL << 20)

void fill_blocks(void *addr, size_t bytes, unsigned char value)
{
	char *at = addr;
	char *const end = at + bytes;

	while (at < end) {
		size_t left = end - at;

		if (left > BLOCK_BYTES)
			left = BLOCK_BYTES;
		/* RDI is at the next block when it is done. */
		asm volatile("rep stosb" : "+D"(at), "+c"(left) : "a"(value) : "memory");
	}
}
