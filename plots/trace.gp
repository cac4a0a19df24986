# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every sample in the order of measuring, over the median of its case; below it
# the spin, which shows the core's frequency and a busy sibling.
load 'style.gp'
rows = dumb ? 16 : 22
key_rows = dumb ? 4 : 2
load 'open.gp'

is(name) = block eq name
mark(name) = is('used') ? 7 : is('moved') ? 12 : is('spun') ? 8 : 2
letter_of(name) = is('used') ? '.' : is('moved') ? 'm' : is('spun') ? 's' : 'x'
ink(name) = is('used') ? blue : is('moved') ? purple : is('spun') ? orange : vermilion
scale(name) = is('used') ? 0.3 : 0.7
legend(name) = is('used') ? 'used' : is('moved') ? 'left out: moved by the host' : \
	is('spun') ? 'left out: sibling' : 'left out: marked by the run'

set xrange [0:seconds * 1.005]
# No wider than the samples need, within the frame that they were cut to.
bottom_most = highest; top_most = lowest
do for [block in blocks] {
	stats '$'.block using 2 nooutput
	bottom_most = STATS_min < bottom_most ? STATS_min : bottom_most
	top_most = STATS_max > top_most ? STATS_max : top_most
}
bottom_most = bottom_most < 0.9 ? bottom_most - 0.02 : 0.9
top_most = top_most > 1.1 ? top_most + 0.02 : 1.1
set yrange [bottom_most:top_most]
set ylabel 'time / median of its case'
set xlabel 'seconds of timed calls'
set border 3
if (dumb) {
	set lmargin 10
	set rmargin 1
	set key at screen 0.2, 1 - 1.5 / lines_dumb left top vertical maxrows 4 Left reverse samplen 1
	plot for [block in blocks] '$'.block using 1:2 with points pointtype letter_of(block) title legend(block)
} else {
	set multiplot
	spin_top = bottom + 0.22 * (height - top - bottom)
	set bmargin at screen (spin_top + 34) / height
	set lmargin at screen 70 / width
	set rmargin at screen 1 - 20 / width
	set ylabel offset 0.5, 0
	unset xlabel
	set format x ''
	set key width 2
	plot $rounds using 1:(bottom_most):(0):(top_most - bottom_most) with vectors nohead linewidth 0.8 linecolor rgb light title 'a round begins', \
	     1 with lines linewidth 1 dashtype 2 linecolor rgb black notitle, \
	     for [block in blocks] '$'.block using 1:2 with points pointtype mark(block) pointsize scale(block) \
		linecolor rgb ink(block) title legend(block)
	unset label 1
	unset label 2
	unset label 3
	unset key
	set tmargin at screen spin_top / height
	set bmargin at screen bottom / height
	set format x '%g'
	set xlabel 'seconds of timed calls'
	set ylabel 'spin / median'
	low = 0.9; high = 1.1
	if (nr_spin > 0) {
		stats $spin using 2 nooutput
		low = STATS_min < low ? STATS_min - 0.02 : low
		high = STATS_max > high ? STATS_max + 0.02 : high
	}
	set yrange [low:high]
	set ytics high - low > 0.4 ? 0.2 : 0.1
	plot $rounds using 1:(low):(0):(high - low) with vectors nohead linewidth 0.8 linecolor rgb light, \
	     1 with lines linewidth 1 dashtype 2 linecolor rgb black, \
	     for [i=1:nr_spin > 0] $spin using 1:2 with points pointtype 1 pointsize 0.4 linecolor rgb black
	unset multiplot
}
unset output
