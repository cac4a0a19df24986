// SPDX-License-Identifier: GPL-2.0-or-later
#include "known.h"

#include <stdlib.h>

/* A prediction that was made, and of what. */
struct known_case {
	u64 nr_pages;
	enum replay_layout layout;
	size_t offset;
	enum predict_before before;
	u64 period;
	struct line_trace trace;
	struct prediction prediction;
};

const struct prediction *known_find(const struct known *known, const struct predict_case *c,
				    u64 period, const struct line_trace *trace)
{
	size_t i;

	for (i = 0; i < known->nr; i++) {
		const struct known_case *k = &known->cases[i];

		if (k->nr_pages == c->nr_pages && k->layout == c->layout &&
		    k->offset == c->offset && k->before == c->before && k->period == period &&
		    line_trace_same(&k->trace, trace))
			return &k->prediction;
	}
	return NULL;
}

void known_add(struct known *known, const struct predict_case *c, u64 period,
	       struct line_trace *trace, const struct prediction *prediction)
{
	const size_t bytes = trace->nr * sizeof(trace->ops[0]);
	struct known_case *grown = NULL;

	if (!trace->failed && known->bytes + bytes <= KNOWN_BYTES_MOST)
		grown = realloc(known->cases, (known->nr + 1) * sizeof(*grown));
	if (!grown) {
		line_trace_free(trace);
		return;
	}
	known->cases = grown;
	known->bytes += bytes;
	known->cases[known->nr++] = (struct known_case){
		.nr_pages = c->nr_pages, .layout = c->layout, .offset = c->offset,
		.before = c->before, .period = period,
		.trace = *trace, .prediction = *prediction,
	};
}

void known_free(struct known *known)
{
	size_t i;

	for (i = 0; i < known->nr; i++)
		line_trace_free(&known->cases[i].trace);
	free(known->cases);
	*known = (struct known){ 0 };
}
