/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All targets, sorted by name.  A new one is a file in target/, a line here
 * and a line in meson.build.
 */
TARGET(devdax)
TARGET(dram)
TARGET(file)
TARGET(fsdax)
TARGET(memfd)
