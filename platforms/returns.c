// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How this machine's kernel returns from functions, as sysfs tells everybody.
 */
#include <string.h>

#include "machine.h"

/*
 * What vulnerabilities/ says where there are return thunks, arch/x86/kernel/cpu/bugs.c,
 * 6.12.  The safe return takes the place of the untrained one where a CPU needs both.
 */
static const struct {
	const char *says;
	const char *returns;
} returns[] = {
	{ "Aligned branch/return thunks", "its" },	/* indirect_target_selection */
	{ "Safe RET", "safe-ret" },			/* spec_rstack_overflow */
	{ "untrained return thunk", "thunk" },		/* retbleed, Zen 1 and 2 */
	{ "retbleed: Mitigation: Stuffing", "thunk" },	/* which counts calls besides */
};

const char *machine_returns_of(const char *mitigations)
{
	for (size_t i = 0; mitigations && i < sizeof(returns) / sizeof(returns[0]); i++)
		if (strstr(mitigations, returns[i].says))
			return returns[i].returns;
	return "ret";
}

const char *machine_returns(const struct machine *m)
{
	return machine_returns_of(machine_fact_value(m, "mitigations"));
}
