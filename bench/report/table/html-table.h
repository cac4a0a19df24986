/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TABLE_HTML_TABLE_H
#define BENCH_REPORT_TABLE_HTML_TABLE_H

#include <stdio.h>

struct summary;

/** html_text() - text with what HTML takes as its own spelt out */
void html_text(FILE *out, const char *text);

/** html_element() - <tag class="...">text</tag>; @class_ may be NULL */
void html_element(FILE *out, const char *tag, const char *class_, const char *text);

/** html_tables() - the measured groups, a table each; 0 or -ENOMEM */
int html_tables(FILE *out, const struct summary *summary);

/** html_verdicts() - the verdict table; 0 or -ENOMEM */
int html_verdicts(FILE *out, const struct summary *summary);

#endif
