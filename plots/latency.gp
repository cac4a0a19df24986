# SPDX-License-Identifier: GPL-2.0-or-later
#
# GB/s of each copy over the latency of a load; a block of lines per machine and copy, and
# what two numbers of lines in flight make of a latency: the buffers of a machine, and the
# lines that were seen in flight when it streamed.
load 'style.gp'
many = |machine| > 1
rows = 20
key_rows = dumb ? 1 + |copy| * |machine| : 2 + (|machine| + 1) / 2
load 'open.gp'
little(lines, ns) = lines * line_bytes / ns
block(m, c) = (m - 1) * |copy| + c - 1

set xrange [0:*]
set yrange [0:*]
set xlabel 'latency of a dependent load, ns'
set ylabel 'GB/s'
stats $points using 1 nooutput
set xrange [0.5 * STATS_min:1.2 * STATS_max]
set samples 200
of(lines) = sprintf('%.0f lines in flight', lines)
of_machine(m) = many ? sprintf('%s: %.0f', machine[m], streamed[m]) : of(streamed[m])
# Machines with as many buffers share that line.
known = ' '
do for [m=1:|machine|] {
	if (strstrt(known, sprintf(' %.1f ', buffers[m]))) { buffers[m] = NaN } else { known = known.sprintf('%.1f ', buffers[m]) }
}
if (dumb) {
	do for [m=1:|machine|] {
		do for [c=1:|copy|] {
			set label 10 + block(m, c) sprintf('%s  %s%s', letter[block(m, c) % 12 + 1], copy[c], many ? ' on '.machine[m] : '') \
				at screen 18 / 72.0, 1 - (block(m, c) + 1.5) / lines_dumb left
		}
	}
	plot for [m=1:|machine|] little(buffers[m], x) with dots notitle, \
	     for [m=1:|machine|] little(streamed[m], x) with dots notitle, \
	     for [m=1:|machine|] for [c=1:|copy|] $points index block(m, c) using 1:2 with points \
		pointtype letter[block(m, c) % 12 + 1] notitle
} else {
	plot for [m=1:|machine|] little(buffers[m], x) with lines linewidth 1.2 dashtype 2 linecolor rgb grey \
		title buffers[m] == buffers[m] ? of(buffers[m]) : '', \
	     for [m=1:|machine|] little(streamed[m], x) with linespoints linewidth 1.2 linecolor rgb grey \
		pointtype many ? shape[nth(m)] : -1 pointsize 0.8 pointinterval 60 title of_machine(m), \
	     for [m=1:|machine|] for [c=1:|copy|] $points index block(m, c) using 1:2 with points linewidth 1.4 \
		pointtype shape[many ? nth(m) : c] pointsize 1 linecolor rgb colour[nth(c)] title m == 1 ? copy[c] : ''
}
unset output
