# SPDX-License-Identifier: GPL-2.0-or-later
#
# Time per page against the size of the memmap, and below it over that of mov;
# a line per copy, with the caches and the crossover marked.
load 'style.gp'
rows = dumb ? 20 : 28
key_rows = dumb ? nr_copies : 2
load 'open.gp'

bytes(x) = x >= 2**30 ? sprintf('%g GiB', x / 2**30) : x >= 2**20 ? sprintf('%g MiB', x / 2**20) : sprintf('%g KiB', x / 2**10)

set logscale x 2
set border 3
stats $times using 1 nooutput
set xrange [STATS_min / 1.3:STATS_max * 1.3]
first_x = STATS_min
last_x = STATS_max
# A tic for every fourth power of two, or they run into each other.
first = 2 * ceil(log(first_x) / log(2) / 2)
last = ceil(log(last_x) / log(2))
step = dumb ? 4 : 2
set xtics (bytes(2.0**first) 2.0**first)
do for [e = first:last:step] {
	set xtics add (bytes(2.0**e) 2.0**e)
}
if (dumb) {
	set xlabel 'size of the memmap'
	set ylabel 'ns per struct page'
	set yrange [0:*]
	set lmargin 10
	set rmargin 2
	do for [i=1:nr_copies] {
		set label 10 + i sprintf('%s  %s', letter[i], copy[i]) at screen 11 / 72.0, 1 - (i + 0.5) / lines_dumb left
	}
	plot for [i=1:nr_copies] $times index i-1 using 1:2 with points pointtype letter[i] notitle
} else {
	set lmargin at screen 70 / width
	set rmargin at screen 1 - 20 / width
	set grid ytics linetype 1 linecolor rgb light linewidth 0.7
	set y2range [0:1]
	# Above the curves: what a copy costs is where they are.
	set tmargin at screen 1 - (top + 16) / height
	split = bottom + 10.0 * line
	if (crossover) {
		set arrow 1 from crossover, graph 0 to crossover, graph 1 nohead linewidth 1.6 linecolor rgb black
		# On the side that has room.
		late = crossover > sqrt(STATS_min * STATS_max)
		said = 'movnti is preferred from '.crossover_size.' on'
		if (late) {
			set label 4 said at crossover, graph 0.96 right offset -0.7, 0
		} else {
			set label 4 said at crossover, graph 0.96 left offset 0.7, 0
		}
	}
	# One interval may be wide: a logarithm leaves room for the curves, and
	# what is far beyond all medians is cut off.
	stats $times using 2 nooutput
	least = STATS_min
	most = STATS_max
	set logscale y 2
	set yrange [least / 1.5:most * 2]
	set ytics (0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64, 128, 256, 512)
	set ylabel 'ns per struct page'
	set bmargin at screen (split + 14) / height
	set xtics ('' 2.0**first)
	do for [e = first:last:step] {
		set xtics add ('' 2.0**e)
	}
	set multiplot
	plot for [i=1:nr_caches > 0] $caches using 1:(0):(0):(1) axes x1y2 with vectors nohead linewidth 1 dashtype 3 linecolor rgb grey notitle, \
	     for [i=1:nr_caches > 0] $caches using 1:(1):2 axes x1y2 with labels center offset 0, 0.6 textcolor rgb grey notitle, \
	     for [i=1:nr_copies] $times index i-1 using 1:($3 > 0 ? $2 : NaN):3:4 with yerrorbars linewidth 1.6 \
		pointsize 0 linecolor rgb colour[nth(i)] notitle, \
	     for [i=1:nr_copies] $times index i-1 using 1:2 with linespoints linewidth 1.6 dashtype i \
		pointtype shape[i] pointsize 0.7 linecolor rgb colour[nth(i)] title copy[i]
	unset label
	unset key
	set tmargin at screen (split - 8) / height
	set bmargin at screen bottom / height
	set xtics (bytes(2.0**first) 2.0**first)
	do for [e = first:last:step] {
		set xtics add (bytes(2.0**e) 2.0**e)
	}
	set xlabel 'size of the memmap'
	set ylabel 'time / time of mov'
	set ytics (0.12, 0.17, 0.25, 0.35, 0.5, 0.7, 1, 1.4, 2, 2.8, 4, 8, 16, 32, 64)
	unset logscale y
	set yrange [*:*]
	stats $ratios using 2 nooutput
	set logscale y 2
	set yrange [STATS_min / 1.15:STATS_max * 1.3]
	set object 1 rectangle from graph 0, first 1 - margin to graph 1, first 1 + margin behind \
		fillcolor rgb light fillstyle solid 0.8 noborder
	plot for [i=1:nr_caches > 0] $caches using 1:(0):(0):(1) axes x1y2 with vectors nohead linewidth 1 dashtype 3 linecolor rgb grey notitle, \
	     1 linewidth 1.2 linecolor rgb black notitle, \
	     for [i=2:nr_copies] $ratios index i-1 using 1:($3 > 0 ? $2 : NaN):3:4 with yerrorbars linewidth 1.6 \
		pointsize 0 linecolor rgb colour[nth(i)] notitle, \
	     for [i=2:nr_copies] $ratios index i-1 using 1:2 with linespoints linewidth 1.6 dashtype i \
		pointtype shape[i] pointsize 0.7 linecolor rgb colour[nth(i)] notitle
	unset multiplot
}
unset output
