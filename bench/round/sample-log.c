// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/sample-log.h"

#include <sys/mman.h>

static size_t log_bytes(size_t nr_cases)
{
	return sizeof(struct sample_log) + nr_cases * sizeof(double) +
	       SAMPLE_LOG_ROWS * sizeof(struct run_row);
}

struct sample_log *sample_log_new(size_t nr_cases)
{
	struct sample_log *log;

	log = mmap(NULL, log_bytes(nr_cases), PROT_READ | PROT_WRITE,
		   MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (log == MAP_FAILED)
		return NULL;
	log->nr_cases = nr_cases;
	log->factor = (double *)(log + 1);
	log->rows = (struct run_row *)(log->factor + nr_cases);
	return log;
}

void sample_log_free(struct sample_log *log)
{
	if (log)
		munmap(log, log_bytes(log->nr_cases));
}

void sample_log_add(struct sample_log *log, const struct run_row *row, int case_index)
{
	if (log->nr == SAMPLE_LOG_ROWS)
		return;
	log->rows[log->nr] = *row;
	/* The log is shared between processes, and words are not. */
	log->rows[log->nr].reason = "-";
	log->rows[log->nr].traffic_source = "-";
	log->rows[log->nr].counts = "-";
	log->rows[log->nr++].case_nr = case_index;
}

bool sample_log_has_room(const struct sample_log *log, size_t rows)
{
	return rows <= SAMPLE_LOG_ROWS - log->nr;
}

bool sample_log_has(const struct sample_log *log, int round, int rep, size_t case_index)
{
	for (size_t i = 0; i < log->nr; i++) {
		const struct run_row *row = &log->rows[i];

		if (row->case_nr == (int32_t)case_index && row->round == round && row->rep == rep &&
		    (row->status == ROW_OK || row->status == ROW_DISTURBED))
			return true;
	}
	return false;
}
