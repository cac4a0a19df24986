pagestream: report plot: gnuplot is not here; install it (Debian: gnuplot-nox, else: gnuplot)
exit 1
