/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All platforms, sorted by name.  To add one: write cpu/<vendor>/<name>.c, add
 * its line here and its file to meson.build.  No guard: platform.c includes
 * this file once per use of CPU_PLATFORM.
 */
CPU_PLATFORM(amd_zen2)
CPU_PLATFORM(amd_zen3)
CPU_PLATFORM(amd_zen4)
CPU_PLATFORM(amd_zen5)
CPU_PLATFORM(generic)
CPU_PLATFORM(intel_adl)
CPU_PLATFORM(intel_arl)
CPU_PLATFORM(intel_clx)
CPU_PLATFORM(intel_emr)
CPU_PLATFORM(intel_gnr)
CPU_PLATFORM(intel_icl)
CPU_PLATFORM(intel_icx)
CPU_PLATFORM(intel_rpl)
CPU_PLATFORM(intel_skx)
CPU_PLATFORM(intel_spr)
