/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All platforms, sorted by name.  To add one: write cpu/<vendor>/<name>.c, add
 * its line here and its file to meson.build.  No guard: platform.c includes
 * this file once per use of CPU_PLATFORM.
 */
CPU_PLATFORM(amd_zen1)
CPU_PLATFORM(amd_zen2)
CPU_PLATFORM(amd_zen3)
CPU_PLATFORM(amd_zen4)
CPU_PLATFORM(amd_zen5)
CPU_PLATFORM(amd_zen6)
CPU_PLATFORM(generic)
CPU_PLATFORM(intel_adl)
CPU_PLATFORM(intel_adln)
CPU_PLATFORM(intel_arl)
CPU_PLATFORM(intel_clx)
CPU_PLATFORM(intel_cwf)
CPU_PLATFORM(intel_emr)
CPU_PLATFORM(intel_gnr)
CPU_PLATFORM(intel_hsx)
CPU_PLATFORM(intel_icl)
CPU_PLATFORM(intel_icx)
CPU_PLATFORM(intel_lnl)
CPU_PLATFORM(intel_mtl)
CPU_PLATFORM(intel_ptl)
CPU_PLATFORM(intel_rpl)
CPU_PLATFORM(intel_skl)
CPU_PLATFORM(intel_skx)
CPU_PLATFORM(intel_snr)
CPU_PLATFORM(intel_spr)
CPU_PLATFORM(intel_srf)
CPU_PLATFORM(intel_tgl)
CPU_PLATFORM(zhaoxin)
