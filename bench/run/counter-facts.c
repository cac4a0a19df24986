// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/counter-facts.h"

#include "counter/counters.h"
#include "machine.h"
#include "platform.h"
#include "resctrl.h"
#include "round/round.h"
#include "run-file/writer.h"

int counters_write_facts(const struct run_writer *writer, const struct machine *m, const int *cpus,
			 size_t nr_cpus)
{
	const struct platform *platform = machine_platform(m);
	struct counters *c;
	char line[300];
	size_t i;
	int ret;

	ret = counters_open(m, cpus, nr_cpus, &c);
	if (ret)
		return ret;
	if (counters_source(c))
		ret = run_writer_fact(writer, "traffic-source", "%s", counters_source(c));
	else
		ret = run_writer_fact(writer, "traffic-source", "absent: %s", counters_why(c));
	if (!ret)
		ret = run_writer_fact(writer, "traffic-formula", "%s", platform->formula);
	if (!ret)
		ret = run_writer_fact(writer, "traffic-caveat", "%s", platform->cannot_tell);
	if (!ret && counters_have_resctrl(c))
		ret = run_writer_fact(writer, "resctrl-caveat", "%s", resctrl_cannot_tell);
	if (!ret)
		ret = run_writer_fact(writer, "idle-rule", "what counts a socket or a group of tasks is "
				      "read over %d ms of rest once per round, and that rate is taken "
				      "off", IDLE_MS);
	for (i = 0; !ret && i < counters_nr_lines(c); i++) {
		counters_line(c, i, line, sizeof(line));
		ret = run_writer_fact(writer, "counter", "%s", line);
	}
	counters_close(c);
	return ret;
}
