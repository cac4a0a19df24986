// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a machine says of its CPU, for everybody who asks.
 */
#include <string.h>

#include "machine-private.h"

const struct cpu_identity *machine_cpu(const struct machine *m)
{
	return &m->cpu;
}

bool machine_is_emulated(const struct machine *m)
{
	return m->cpu.hypervisor && !strcmp(m->cpu.hypervisor_name, "TCGTCGTCGTCG");
}
