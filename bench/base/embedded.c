// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/embedded.h"

#include <stddef.h>
#include <string.h>

const char *embedded_find(const struct embedded_file *files, const char *name)
{
	for (; files->name; files++)
		if (!strcmp(files->name, name))
			return files->text;
	return NULL;
}
