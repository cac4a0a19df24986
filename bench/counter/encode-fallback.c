// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Without libpfm4 the tables of platforms/cpu encode every event.
 */
#include <errno.h>

#include "counter/encode.h"

int encode_libpfm4(const char *spelling, uint64_t config[2])
{
	return -EOPNOTSUPP;
}
