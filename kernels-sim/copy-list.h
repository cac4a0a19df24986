/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All copies, sorted by name.  A new one is a file in copy/, a line here and
 * a line in meson.build.
 */
COPY(avx2_nt)
COPY(avx512_mov)
COPY(avx512_nt)
COPY(base)
COPY(clzero_mov)
COPY(dispatch)
COPY(flushcache)
COPY(libc)
COPY(memcpy_unrolled)
COPY(mov)
COPY(mov_clflushopt)
COPY(mov_clwb)
COPY(mov_regs)
COPY(movdir64b)
COPY(movdiri)
COPY(movnti)
COPY(movnti_desc)
COPY(null)
COPY(prefetchw_mov)
COPY(rep_movsb)
COPY(rep_movsq)
COPY(sse2_nt)
