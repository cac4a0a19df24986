// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * CPUID as recordings have it.
 */
#include <stdlib.h>
#include <string.h>

#include "cpuid-table.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), *said, *again;
	struct cpuid_table table = { 0 }, back = { 0 };

	if (!cpuid_parse(text, &table)) {
		said = cpuid_format(&table);
		if (!said || cpuid_parse(said, &back))
			abort();
		again = cpuid_format(&back);
		/* What is recorded reads as the same. */
		if (!again || strcmp(said, again))
			abort();
		free(said);
		free(again);
	}
	cpuid_free(&table);
	cpuid_free(&back);
	free(text);
	return 0;
}
