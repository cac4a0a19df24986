// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Instead of libFuzzer, where a compiler has none: each file that is named once.
 */
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

static int take(const char *path)
{
	FILE *in = fopen(path, "re");
	uint8_t *data = NULL;
	size_t size = 0, room = 0, got;

	if (!in) {
		perror(path);
		return -1;
	}
	do {
		if (size == room) {
			room = room ? 2 * room : 65536;
			data = realloc(data, room);
			if (!data)
				abort();
		}
		got = fread(data + size, 1, room - size, in);
		size += got;
	} while (got);
	fclose(in);
	LLVMFuzzerTestOneInput(data, size);
	free(data);
	return 0;
}

int main(int argc, char **argv)
{
	int i, ret = 0;

	for (i = 1; i < argc; i++)
		ret |= take(argv[i]);
	return ret ? 1 : 0;
}
