# SPDX-License-Identifier: GPL-2.0-or-later
#
# Every sample of every copy, its median and interval; a line per copy.
load 'style.gp'
rows = lines + 1
key_rows = dumb ? 0 : 2
load 'open.gp'

is(name) = block eq name
mark(name) = is('usable') ? 7 : is('fpu_only') ? 4 : 8
letter_of(name) = is('usable') ? '*' : is('fpu_only') ? 'o' : '0'
ink(name) = is('usable') ? blue : is('fpu_only') ? vermilion : black
legend(name) = is('usable') ? 'usable in a kernel' : is('fpu_only') ? 'fpu-only' : 'null (the harness itself)'

set yrange [lines + 1:0]
set xrange [0:*]
set x2range [0:1]
set xlabel 'ns per struct page'
if (dumb) {
	# Room for the median and its number, with dots to lead the eye.
	plot $heads using (0):1:2 with labels left offset 1, 0 notitle, \
	     for [block in blocks] '$'.block using (0):1:3:(0):ytic(2) with vectors nohead linetype 0 notitle, \
	     for [block in blocks] '$'.block using 3:1 with points pointtype letter_of(block) notitle, \
	     for [block in blocks] '$'.block using (1):1:3 axes x2y1 with labels left offset 2, 0 notitle
} else {
	# What is far slower than mov has its number at the right, and leaves the width to the others.
	if (beyond) {
		set xrange [0:beyond]
	}
	plot $heads using (0):1:2 with labels left offset screen -0.14, 0 font font_head boxed notitle, \
	     $samples using 2:($1 + 0.3) with points pointtype 6 pointsize 0.35 linecolor rgb black title 'sample', \
	     for [block in blocks] '$'.block using ($4 > 0 ? $3 : NaN):1:4:5 with xerrorbars linewidth 1.8 \
		pointsize 0 linecolor rgb ink(block) notitle, \
	     for [block in blocks] '$'.block using 3:1:ytic(2) with points linewidth 1.8 \
		pointtype mark(block) pointsize 0.7 linecolor rgb ink(block) title legend(block), \
	     for [block in blocks] '$'.block using (1):1:3 axes x2y1 with labels left offset 2, 0 notitle
}
unset output
