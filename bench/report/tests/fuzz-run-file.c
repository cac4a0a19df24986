// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libFuzzer: bytes -> run file -> every report.
 *
 *	CC=clang meson setup build-fuzz -Db_sanitize=address,undefined -Db_lundef=false
 *	ninja -C build-fuzz bench/fuzz-run-file
 *	build-fuzz/bench/fuzz-run-file -close_fd_mask=2 CORPUS
 *
 * Files made by make-run.py are a good start for CORPUS.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("run", 0);
	FILE *out = fopen("/dev/null", "w");
	char path[64], *file = path;

	if (fd >= 0 && out && write(fd, data, size) == (ssize_t)size) {
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		/* Without gnuplot, which a fuzzer cannot look into. */
		setenv("PATH", "/nowhere", 1);
		for (size_t i = 0; i < report_table_nr; i++) {
			if (!report_table[i]->makes_folder)
				report_run(report_table[i]->name, &file, 1, NULL, out);
		}
	}
	if (out)
		fclose(out);
	if (fd >= 0)
		close(fd);
	return 0;
}
