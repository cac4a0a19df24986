/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Every picture, sorted by name; FIGURE(x) stands for figure_x in report/figure/x.c. */
FIGURE(copies)
FIGURE(latency)
FIGURE(ratio)
FIGURE(sizes)
FIGURE(thread)
FIGURE(threads)
FIGURE(trace)
FIGURE(traffic)
