// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The process of a round, from its start to the reason of its end.
 */
#include "run/round-process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/leave.h"
#include "base/message.h"
#include "round/interrupt.h"
#include "round/patience.h"
#include "round/round.h"
#include "run/internal.h"

static int measure_here(const struct round *round)
{
	const pid_t parent = getppid();
	FILE *file;

	/* It ends after the sample in hand, also when its parent is gone. */
	run_catch_interrupts(0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		return -EINTR;
	/* Where memory runs out this process is the one to go: the other one can say so. */
	file = fopen("/proc/self/oom_score_adj", "we");
	if (file) {
		fputs("1000", file);
		fclose(file);
	}
	return round_run(round);
}

/* Why a process ended that did not say so itself. */
static void read_status(int status, struct reason *why)
{
	static const struct {
		int signal;
		const char *means;
	} known[] = {
		{ SIGBUS, ", as when a page of a file, of a device or of a hugetlb pool is not there, or a "
			  "limit forbids it" },
		{ SIGKILL, ", as when memory runs out, of the machine or of a cgroup" },
		{ SIGXCPU, ", a limit of CPU time (ulimit -t)" },
	};
	size_t i;

	if (WIFEXITED(status) && WEXITSTATUS(status) == ETIME) {
		reason_set(why, 0, "a thread got no CPU for %d s, as beside real-time work", PATIENCE_S);
	} else if (WIFEXITED(status)) {
		reason_set(why, 0, "%s", strerror(WEXITSTATUS(status)));
	} else {
		reason_set(why, 0, "ended by a signal: %s", strsignal(WTERMSIG(status)));
		for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (known[i].signal == WTERMSIG(status))
				message_add(why->text, sizeof(why->text), "%s", known[i].means);
	}
}

bool run_goes_on(const struct run *run, int number, size_t group)
{
	return run->resumed.is && run->resumed.has_samples && number == run->resumed.round &&
	       group == run->resumed.group;
}

int run_fork_round(struct run *run, int number, size_t group, int64_t share_ns)
{
	const struct round round = {
		.machine = run->machine,
		.group = &run->cases.groups[group],
		.writer = &run->writer,
		.log = run->log,
		.number = number,
		.pilots = !number && !run->opt->plan->no_pilots && !run_goes_on(run, number, group),
		.resumed = run_goes_on(run, number, group),
		.probes = run->opt->plan->probes,
		.share_ns = share_ns,
		.seed = run->opt->seed + 1000003UL * number + group,
		.cpus = &run->cpus[group],
	};
	int status;
	pid_t pid;

	run->log->sampling = -1;
	run->log->why.text[0] = 0;
	fflush(NULL);
	pid = fork();
	if (!pid)
		leave(-measure_here(&round));
	if (pid < 0)
		return reason_set(&run->log->why, -ECHILD, "cannot start a process: %s", strerror(errno));
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
		/* A terminal signals both processes, kill(1) only this one. */
		kill(pid, SIGTERM);
	}
	if (run->writer.written->failed)
		return -EIO;
	if (WIFEXITED(status) && (!WEXITSTATUS(status) || WEXITSTATUS(status) == EINTR))
		return -WEXITSTATUS(status);
	if (!run->log->why.text[0])
		read_status(status, &run->log->why);
	run_writer_mend(&run->writer);
	return WIFEXITED(status) && WEXITSTATUS(status) == ENXIO ? -ENXIO : -ECHILD;
}
