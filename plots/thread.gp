# SPDX-License-Identifier: GPL-2.0-or-later
#
# What the series gains over base, published and here; a line per state of the
# series.  A published bar ends at the least ratio, its whisker at the greatest.
load 'style.gp'
rows = lines + 1
key_rows = dumb ? 2 : 1
load 'open.gp'

set yrange [lines + 1:0]
set xrange [0:1.1<*]
set x2range [0:1]
set xlabel 'time of base / time of this'
set arrow 1 from 1, graph 0 to 1, graph 1 nohead back linewidth 1.2 linecolor rgb black
if (dumb) {
	set label 11 'o  published, least (of several: least..greatest)' at screen 18 / 72.0, 1 - 1.5 / lines_dumb left
	set label 12 '*  here' at screen 18 / 72.0, 1 - 2.5 / lines_dumb left
	set rmargin 12
	plot $heads using (0):1:2 with labels left offset 1, 0 notitle, \
	     $published using (0):1:3:(0):ytic(2) with vectors nohead linetype 0 notitle, \
	     $here using (0):1:3:(0):ytic(2) with vectors nohead linetype 0 notitle, \
	     $published using 3:1 with points pointtype 'o' notitle, \
	     $here using 3:1 with points pointtype '*' notitle, \
	     $published using (1):1:6 axes x2y1 with labels left offset 1, 0 notitle, \
	     $here using (1):1:6 axes x2y1 with labels left offset 1, 0 notitle
} else {
	plot $published using (0.5 * $3):1:(0.5 * $3):(0.36):ytic(2) with boxxyerror fillcolor rgb grey \
		fillstyle pattern 4 border linecolor rgb grey title 'published, least to greatest', \
	     $here using (0.5 * $3):1:(0.5 * $3):(0.36):ytic(2) with boxxyerror fillcolor rgb sky \
		fillstyle solid 0.7 border linecolor rgb blue title 'here, with 95 % interval where there is one', \
	     $published using 3:1:4:5 with xerrorbars pointtype 0 linewidth 1.6 linecolor rgb black notitle, \
	     $here using ($4 > 0 ? $3 : NaN):1:4:5 with xerrorbars pointtype 0 linewidth 1.6 linecolor rgb black notitle, \
	     $heads using (0):1:2 with labels left offset screen -0.14, 0 font font_head boxed notitle, \
	     $published using (1):1:6 axes x2y1 with labels left offset 1, 0 notitle, \
	     $here using (1):1:6 axes x2y1 with labels left offset 1, 0 notitle
}
unset output
