// SPDX-License-Identifier: GPL-2.0-or-later
#include "state/state.h"

#include <string.h>

#define STATE(ident) extern const struct state state_##ident;
#include "state/state-list.h"
#undef STATE

static const struct state *const states[] = {
#define STATE(ident) &state_##ident,
#include "state/state-list.h"
#undef STATE
};

#define NR_STATES (sizeof(states) / sizeof(states[0]))

const struct state *const *state_list(size_t *nr)
{
	*nr = NR_STATES;
	return states;
}

const struct state *state_find(const char *name)
{
	size_t i;

	for (i = 0; i < NR_STATES; i++)
		if (!strcmp(states[i]->name, name))
			return states[i];
	return NULL;
}
