/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every report, sorted by name; REPORT(x) stands for report_x in report/x.c. */
REPORT(compare)
REPORT(json)
REPORT(mail)
REPORT(overview)
REPORT(patch)
REPORT(plot)
REPORT(text)
REPORT(thresholds)
REPORT(traffic)
REPORT(tsv)
REPORT(tuning)
REPORT(why)
