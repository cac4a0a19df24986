/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files below cpu/ need to define their one struct platform.
 */
#ifndef PLATFORMS_CPU_TABLE_H
#define PLATFORMS_CPU_TABLE_H

#include "platform.h"

#define KIB 1024u
#define MIB (1024u * 1024u)

#define MATCH_TABLE(rows) .match = (rows), .nr_match = sizeof(rows) / sizeof((rows)[0])

#define CPU_PLATFORM(name) extern const struct platform cpu_##name;
#include "cpu-list.h"
#undef CPU_PLATFORM

#endif
