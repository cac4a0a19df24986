/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The running kernel's own type information, as far as two questions go: how
 * large is a structure, and where in it is what?
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

/** btf_member_fn - called for a member; @offset_bits from the start of the structure */
typedef void btf_member_fn(void *arg, const char *name, uint32_t offset_bits);

/**
 * btf_struct_members() - the named members of a structure, in the order of its declaration
 * @fn: called for each; those of unnamed structures and unions inside count as
 *	the structure's own
 *
 * Return: as btf_struct_bytes(); members before a bent place were visited.
 */
int btf_struct_members(const void *data, size_t len, const char *name, btf_member_fn *fn,
		       void *arg);

#endif
