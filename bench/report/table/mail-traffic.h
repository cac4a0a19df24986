/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a mail says of memory traffic.
 */
#ifndef BENCH_REPORT_TABLE_MAIL_TRAFFIC_H
#define BENCH_REPORT_TABLE_MAIL_TRAFFIC_H

#include <stddef.h>
#include <stdio.h>

struct summary;

/**
 * mail_traffic() - the section on DRAM bytes per byte stored
 * @list: the groups that the mail is about, by index
 *
 * What was measured, with its source and the model beside it; else what the
 * model predicts, called that; and why the rest is not there.
 *
 * Return: 0 or -ENOMEM.
 */
int mail_traffic(FILE *out, const struct summary *summary, const size_t *list, size_t nr,
		 int width);

#endif
