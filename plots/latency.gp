# SPDX-License-Identifier: GPL-2.0-or-later
#
# GB/s of each copy over the latency of a load; a block of lines per copy, and what
# two numbers of lines in flight make of a latency.
load 'style.gp'
rows = 20
key_rows = dumb ? 4 : 2
load 'open.gp'
little(lines, ns) = lines * line_bytes / ns

set xrange [0:*]
set yrange [0:*]
set xlabel 'latency of a dependent load, ns'
set ylabel 'GB/s'
stats $points using 1 nooutput
set xrange [0.5 * STATS_min:1.2 * STATS_max]
set samples 200
of(lines) = sprintf('%.0f lines in flight', lines)
if (dumb) {
	do for [i=1:|copy|] {
		set label 10 + i sprintf('%s  %s', letter[i], copy[i]) at screen 18 / 72.0, 1 - (i + 0.5) / lines_dumb left
	}
	plot little(buffers, x) with dots notitle, little(streamed, x) with dots notitle, \
	     for [i=1:|copy|] $points index i-1 using 1:2 with points pointtype letter[i] notitle
} else {
	plot little(buffers, x) with lines linewidth 1.2 dashtype 2 linecolor rgb grey title of(buffers), \
	     little(streamed, x) with lines linewidth 1.2 linecolor rgb grey title of(streamed), \
	     for [i=1:|copy|] $points index i-1 using 1:2 with points linewidth 1.4 pointtype shape[i] pointsize 1 \
		linecolor rgb colour[nth(i)] title copy[i]
}
unset output
