# SPDX-License-Identifier: GPL-2.0-or-later
#
# Time of each copy over the time of mov; a block of lines per copy, and in it a
# line and a shape per target.
load 'style.gp'
rows = lines + 1
# Two columns, where the longest name leaves room for two.
longest = 0
do for [i=1:nr_groups] {
	longest = strlen(group[i]) > longest ? strlen(group[i]) : longest
}
key_rows = dumb || longest > 40 ? nr_groups : (nr_groups + 1) / 2
load 'open.gp'

fitted(text) = strlen(text) > 72 ? text[1:69].'...' : text

stats $ratios using 3 nooutput
set yrange [lines + 1:0]
set x2range [0:1]
set xlabel 'time / time of mov'
set arrow 1 from 1, graph 0 to 1, graph 1 nohead linewidth 1.2 linecolor rgb black
if (dumb) {
	set xrange [0:1.1<*]
	do for [i=1:nr_groups] {
		set label 10 + i fitted(sprintf('%s  %s', letter[i], group[i])) at screen 18 / 72.0, 1 - (i + 0.5) / lines_dumb left
	}
	plot $copies using (NaN):1:ytic(2) notitle, \
	     for [i=1:nr_groups] $ratios index i-1 using (0):1:3:(0) with vectors nohead linetype 0 notitle, \
	     for [i=1:nr_groups] $ratios index i-1 using 3:1 with points pointtype letter[i] notitle, \
	     $ratios using (1):1:3 axes x2y1 with labels left offset 2, 0 notitle
} else {
	# Half and twice are as far from 1; what wins is not pressed to one side.
	set logscale x 2
	set xrange [STATS_min / 1.25 < 0.7 ? STATS_min / 1.25 : 0.7:STATS_max * 1.25 > 1.4 ? STATS_max * 1.25 : 1.4]
	set xtics (0.12, 0.17, 0.25, 0.35, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.4, 1.7, 2, 2.8, 4, 8, 16, 32, 64)
	set object 1 rectangle from 1 - margin, graph 0 to 1 + margin, graph 1 behind \
		fillcolor rgb light fillstyle solid 0.8 noborder
	plot $copies using (NaN):1:ytic(2) notitle, \
	     for [i=1:nr_groups] $ratios index i-1 using ($4 > 0 ? $3 : NaN):1:4:5 with xerrorbars linewidth 1.4 \
		pointsize 0 linecolor rgb colour[nth(i)] notitle, \
	     for [i=1:nr_groups] $ratios index i-1 using 3:1 with points linewidth 1.4 \
		pointtype shape[i] pointsize 0.9 linecolor rgb colour[nth(i)] title group[i], \
	     $ratios using (1):1:3 axes x2y1 with labels left offset 2, 0 notitle
}
unset output
