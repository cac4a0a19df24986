// SPDX-License-Identifier: GPL-2.0-or-later
#include "run-file/probe.h"

const struct probe_row probe_table[PROBE_NR] = {
#define PROBE(NAME, name, unit, desc) [PROBE_##NAME] = { name, unit, desc },
#include "run-file/probe-list.h"
#undef PROBE
};
