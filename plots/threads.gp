# SPDX-License-Identifier: GPL-2.0-or-later
#
# GB/s of all threads together over their number, and below it the time over that of mov;
# a line per copy.
load 'style.gp'
rows = dumb ? 20 : 26
key_rows = dumb ? |copy| : 1
load 'open.gp'

set border 3
set logscale x 2
stats $rates using 1 nooutput
first_x = STATS_min
last_x = STATS_max
set xrange [first_x / 1.2:last_x * 1.2]
# The numbers that were measured.
set xtics (sprintf('%d', first_x) first_x)
do for [e=0:12] {
	if (2**e > first_x && 2**e < last_x / 1.3) { set xtics add (sprintf('%d', 2**e) 2**e) }
}
set xtics add (sprintf('%d', last_x) last_x)
set yrange [0:*]
if (dumb) {
	set xlabel 'threads'
	set ylabel 'GB/s'
	set lmargin 10
	set rmargin 2
	do for [i=1:|copy|] {
		set label 10 + i sprintf('%s  %s', letter[i], copy[i]) at screen 11 / 72.0, 1 - (i + 0.5) / lines_dumb left
	}
	plot for [i=1:|copy|] $rates index i-1 using 1:2 with points pointtype letter[i] notitle
} else {
	set lmargin at screen 70 / width
	set rmargin at screen 1 - 20 / width
	set grid ytics linetype 1 linecolor rgb light linewidth 0.7
	split = bottom + 9.0 * line
	set bmargin at screen (split + 14) / height
	set ylabel 'GB/s, all threads together'
	set format x ''
	set multiplot
	plot for [i=1:|copy|] $rates index i-1 using 1:($3 > 0 ? $2 : NaN):3:4 with yerrorbars linewidth 1.6 \
		pointsize 0 linecolor rgb colour[nth(i)] notitle, \
	     for [i=1:|copy|] $rates index i-1 using 1:2 with linespoints linewidth 1.6 dashtype i \
		pointtype shape[i] pointsize 0.7 linecolor rgb colour[nth(i)] title copy[i]
	unset label
	unset key
	set tmargin at screen (split - 8) / height
	set bmargin at screen bottom / height
	set xlabel 'threads'
	set ylabel 'time / time of mov'
	set yrange [*:*]
	STATS_min = 1
	STATS_max = 1
	stats $ratios using 2 nooutput
	set logscale y 2
	set ytics (0.12, 0.17, 0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4, 8, 16)
	set yrange [(STATS_min < 1 ? STATS_min : 1) / 1.3:(STATS_max > 1 ? STATS_max : 1) * 1.3]
	set object 1 rectangle from graph 0, first 1 - margin to graph 1, first 1 + margin behind \
		fillcolor rgb light fillstyle solid 0.8 noborder
	plot 1 linewidth 1.2 linecolor rgb black notitle, \
	     for [i=2:|copy|] $ratios index i-1 using 1:($3 > 0 ? $2 : NaN):3:4 with yerrorbars linewidth 1.6 \
		pointsize 0 linecolor rgb colour[nth(i)] notitle, \
	     for [i=2:|copy|] $ratios index i-1 using 1:2 with linespoints linewidth 1.6 dashtype i \
		pointtype shape[i] pointsize 0.7 linecolor rgb colour[nth(i)] notitle
	unset multiplot
}
unset output
