// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The memory that a user names.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "target/target.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct target_spec spec, again;

	if (!target_parse(text, &spec)) {
		/* What is printed reads as the same. */
		if (target_parse(spec.text, &again) || strcmp(spec.text, again.text))
			abort();
		target_spec_free(&again);
		target_spec_free(&spec);
	}
	free(text);
	return 0;
}
