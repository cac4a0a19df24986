// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sizes, numbers, caches and lists of CPUs.
 */
#include <stdlib.h>
#include <string.h>

#include "base/parse.h"
#include "fuzz.h"
#include "pmu.h"
#include "run/model.h"

#define LEAST (-5)
#define MOST 1000000
#define CPUS_MOST 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), again[SIZE_TEXT], caches[MODEL_SHAPE_TEXT];
	struct traffic_shape shape = { .nr_buffers = 8 };
	int cpus[CPUS_MOST];
	uint64_t bytes, back;
	int64_t number;
	double real;

	/* What is printed reads as the same. */
	if (!parse_size(text, &bytes) &&
	    (parse_size(format_size(bytes, again), &back) || back != bytes))
		abort();
	if (!parse_number(text, LEAST, MOST, &number) && (number < LEAST || number > MOST))
		abort();
	if (!parse_real(text, LEAST, MOST, &real) && !(real >= LEAST && real <= MOST))
		abort();
	if (pmu_parse_cpus(text, cpus, CPUS_MOST) > CPUS_MOST)
		abort();
	if (!model_shape_parse(text, &shape) &&
	    model_shape_parse(model_shape_text(&shape, caches), &shape))
		abort();
	free(text);
	return 0;
}
