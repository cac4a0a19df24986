# SPDX-License-Identifier: GPL-2.0-or-later
#
# Opens the picture and sets its margins: title, caption and legend above the
# plot, machine and run below.
if (dumb) {
	lines_dumb = rows + key_rows + 6.0
	set terminal dumb mono noenhanced size 72, lines_dumb
	set tmargin 2 + key_rows
	set bmargin 3
	set lmargin 17
	set rmargin 9
	set label 1 title at screen 0, 1 - 0.5 / lines_dumb left
	unset key
} else {
	width = 900.0
	line = 18
	top = 58 + line * key_rows
	bottom = 82
	height = 1.0 * rows * line + top + bottom
	# A size in SVG is in pixels, in PNG in points of 4/3 of one.
	font_title = form eq 'svg' ? ',19' : ',14'
	font_head = form eq 'svg' ? ',13.5' : ',10'
	font_small = form eq 'svg' ? ',11' : ',8'
	if (form eq 'svg') {
		set terminal svg noenhanced size width, height font 'DejaVu Sans,Arial,sans-serif,12' background 'white'
	} else {
		set terminal pngcairo noenhanced size width, height font 'DejaVu Sans,9'
	}
	set lmargin at screen 140 / width
	set rmargin at screen 1 - 80 / width
	set tmargin at screen 1 - top / height
	set bmargin at screen bottom / height
	# A heading lies over the lines of the grid and is not crossed by them.
	set style textbox opaque noborder margins 0, 0
	set grid xtics linetype 1 linecolor rgb light linewidth 0.7
	set label 1 title at screen 14 / width, 1 - 22 / height left font font_title
	# A long caption gets smaller letters, as there is one line for it.
	narrow = strlen(caption) > 138 ? 138.0 / strlen(caption) : 1
	font_caption = sprintf(',%.1f', (form eq 'svg' ? 12 : 9) * narrow)
	set label 2 caption at screen 14 / width, 1 - 42 / height left textcolor rgb grey font font_caption
	set label 3 origin at screen 14 / width, 12 / height left textcolor rgb grey font font_small
	set key at screen 14 / width, 1 - 51 / height left top horizontal Left reverse maxrows key_rows samplen 2
}
set output picture
