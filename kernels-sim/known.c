// SPDX-License-Identifier: GPL-2.0-or-later
#include "known.h"

#include <stdlib.h>

static bool is_same(const struct known_case *k, const struct predict_case *c, u64 period,
		    const struct line_trace *trace)
{
	return k->nr_pages == c->nr_pages && k->layout == c->layout && k->offset == c->offset &&
	       k->before == c->before && k->period == period && line_trace_same(&k->trace, trace);
}

struct known_case *known_find(struct known *known, const struct predict_case *c, u64 period,
			      struct line_trace *trace)
{
	const size_t bytes = trace->nr * sizeof(trace->ops[0]);
	struct known_case *grown;
	size_t i;

	for (i = 0; i < known->nr; i++) {
		if (is_same(&known->cases[i], c, period, trace)) {
			line_trace_free(trace);
			return &known->cases[i];
		}
	}
	grown = realloc(known->cases, (known->nr + 1) * sizeof(*grown));
	if (!grown) {
		line_trace_free(trace);
		return NULL;
	}
	known->cases = grown;
	if (trace->failed || known->bytes + bytes > KNOWN_BYTES_MOST) {
		line_trace_free(trace);
		trace->failed = true;
	}
	known->bytes += trace->nr * sizeof(trace->ops[0]);
	known->cases[known->nr] = (struct known_case){
		.nr_pages = c->nr_pages, .layout = c->layout, .offset = c->offset,
		.before = c->before, .period = period, .trace = *trace,
	};
	return &known->cases[known->nr++];
}

void known_free(struct known *known)
{
	size_t i;

	for (i = 0; i < known->nr; i++)
		line_trace_free(&known->cases[i].trace);
	free(known->cases);
	*known = (struct known){ 0 };
}
