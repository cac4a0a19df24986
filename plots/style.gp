# SPDX-License-Identifier: GPL-2.0-or-later
#
# What all pictures share.  Given: form (svg, png or dumb), picture (the file to
# make), stem (of the data).  A picture then says how many text lines its plot
# has (rows) and its legend (key_rows), and calls open.gp.
#
# Colours are those of Okabe and Ito, told apart by colour-blind readers; every
# series also has a point shape, a dash or a fill of its own, so that nothing is
# lost in black and white.
reset
dumb = form eq 'dumb'
load stem.'.data'

set datafile separator "\t"
set datafile missing '-'
set border 1 linewidth 0.8
set tics nomirror scale 0.5

black = '#000000'; orange = '#e69f00'; sky = '#56b4e9'; green = '#009e73'
blue = '#0072b2'; vermilion = '#d55e00'; purple = '#cc79a7'
grey = '#707070'; light = '#dddddd'
array colour[6] = [blue, vermilion, green, purple, orange, black]
# As many as a picture has groups: full shapes first, then hollow ones.
array shape[12] = [7, 5, 9, 11, 13, 1, 6, 4, 8, 10, 12, 2]
# On a page of characters a shape is a letter.
array letter[12] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L']
nth(i) = (i - 1) % 6 + 1
