# SPDX-License-Identifier: GPL-2.0-or-later
#
# DRAM bytes read and written per byte stored, stacked; what was measured is
# full, what the model predicts is hatched.  A source may count one direction
# alone: then the other field is '-', and the fifth is the length of the bar.
load 'style.gp'
rows = lines + 1
key_rows = dumb ? 1 : 2
load 'open.gp'

is(name) = block eq name
legend(name) = is('model') ? 'predicted by the model' : 'measured'
set yrange [lines + 1:0]
set xrange [0:2.2<*]
set x2range [0:1]
set xlabel 'DRAM bytes per byte stored'
if (dumb) {
	set rmargin 17
	set label 11 'up to r: read; from there to w: written; read + written' at screen 18 / 72.0, 1 - 1.5 / lines_dumb left
	plot $heads using (0):1:2 with labels left offset 1, 0 notitle, \
	     for [block in blocks] '$'.block using (0):1:5:(0):ytic(2) with vectors nohead linetype 0 notitle, \
	     for [block in blocks] '$'.block using ($3 > 0 ? $3 : NaN):1 with points pointtype 'r' notitle, \
	     for [block in blocks] '$'.block using (valid(4) ? $5 : NaN):1 with points pointtype 'w' notitle, \
	     for [block in blocks] '$'.block using (1):1:6 axes x2y1 with labels left offset 1, 0 notitle
} else {
	set rmargin at screen 1 - 120 / width
	plot for [block in blocks] '$'.block using (0.5 * $3):1:(0.5 * $3):(0.36):ytic(2) with boxxyerror \
		fillcolor rgb blue fillstyle pattern (is('model') ? 4 : 3) border linecolor rgb blue title 'read, '.legend(block), \
	     for [block in blocks] '$'.block using ($5 - 0.5 * $4):1:(0.5 * $4):(0.36) with boxxyerror \
		fillcolor rgb orange fillstyle pattern (is('model') ? 5 : 3) border linecolor rgb orange title 'written, '.legend(block), \
	     $heads using (0):1:2 with labels left offset screen -0.14, 0 font font_head boxed notitle, \
	     for [block in blocks] '$'.block using (1):1:6 axes x2y1 with labels left offset 1, 0 notitle
}
unset output
