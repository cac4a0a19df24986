/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The running kernel's own type information, as far as one question goes: how
 * large is a structure?
 */
#ifndef PLATFORMS_BTF_H
#define PLATFORMS_BTF_H

#include <stddef.h>
#include <stdint.h>

/**
 * btf_struct_bytes() - size of a structure
 * @data:  contents of /sys/kernel/btf/vmlinux
 * @len:   of @data
 * @name:  tag of the structure
 * @bytes: receives its size
 *
 * Return: 0, -ENOENT when there is no such structure, -EINVAL for data that
 * cannot be followed.
 */
int btf_struct_bytes(const void *data, size_t len, const char *name, uint32_t *bytes);

#endif
