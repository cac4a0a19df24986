# SPDX-License-Identifier: GPL-2.0-or-later
#
# Time per page against the size of the memmap; a line per copy, with the
# caches and the crossover marked.
load 'style.gp'
rows = 20
key_rows = dumb ? nr_copies : 2
load 'open.gp'

bytes(x) = x >= 2**30 ? sprintf('%g GiB', x / 2**30) : x >= 2**20 ? sprintf('%g MiB', x / 2**20) : sprintf('%g KiB', x / 2**10)

set logscale x 2
set yrange [0:*]
set xlabel 'size of the memmap'
set ylabel 'ns per struct page'
set border 3
stats $times using 1 nooutput
set xrange [STATS_min / 1.3:STATS_max * 1.3]
# A tic for every fourth power of two, or they run into each other.
first = 2 * ceil(log(STATS_min) / log(2) / 2)
set xtics (bytes(2.0**first) 2.0**first)
do for [e = first:ceil(log(STATS_max) / log(2)):(dumb ? 4 : 2)] {
	set xtics add (bytes(2.0**e) 2.0**e)
}
set y2range [0:1]
if (dumb) {
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
	plot for [i=1:nr_caches > 0] $caches using 1:(0):(0):(1) axes x1y2 with vectors nohead linewidth 1 dashtype 3 linecolor rgb grey notitle, \
	     for [i=1:nr_caches > 0] $caches using 1:(0.03):2 axes x1y2 with labels left offset 0.5, 0 textcolor rgb grey notitle, \
	     for [i=1:nr_copies] $times index i-1 using 1:($3 > 0 ? $2 : NaN):3:4 with yerrorbars linewidth 1.6 \
		pointsize 0 linecolor rgb colour[nth(i)] notitle, \
	     for [i=1:nr_copies] $times index i-1 using 1:2 with linespoints linewidth 1.6 dashtype i \
		pointtype shape[i] pointsize 0.7 linecolor rgb colour[nth(i)] title copy[i]
}
unset output
