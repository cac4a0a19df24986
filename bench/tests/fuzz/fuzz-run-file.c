// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Run files, and what every report rests on.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "analysis/summary.h"
#include "fuzz.h"
#include "run-file/run-file.h"

#define MARGIN 0.02

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int in = memfd_create("run", MFD_CLOEXEC);
	struct run_file *file;
	struct summary *summary;
	char path[64];

	if (in < 0 || write(in, data, size) != (ssize_t)size)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", in);
	if (!run_file_read(path, &file)) {
		/* What was read belongs to a case that was read, or is a stamp or a probe. */
		for (size_t i = 0; i < file->nr_rows; i++)
			if (file->rows[i].case_nr < -1 ||
			    file->rows[i].case_nr >= (int64_t)file->nr_cases)
				abort();
		if (!summary_new(file, 1, MARGIN, &summary))
			summary_free(summary);
		run_file_free(file);
	}
	close(in);
	return 0;
}
