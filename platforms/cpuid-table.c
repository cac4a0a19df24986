// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading, writing and decoding a table of CPUID leaves.
 */
#include <cpuid.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpuid-table.h"
#include "machine.h"
#include "text.h"

#define OSXSAVE (1u << 27)

/* Leaves and how many subleaves to look at; cache leaves end at the first empty one. */
static const struct {
	uint32_t leaf;
	uint32_t nr_subleaves;
	bool is_cache;
} wanted[] = {
	{ 0x00000000, 1 },	{ 0x00000001, 1 },	{ 0x00000004, 16, true },
	{ 0x00000007, 2 },	{ 0x0000001a, 1 },	{ 0x00000021, 1 },
	{ 0x40000000, 1 },	{ 0x80000000, 1 },	{ 0x80000001, 1 },
	{ 0x80000002, 1 },	{ 0x80000003, 1 },	{ 0x80000004, 1 },
	{ 0x80000005, 1 },	{ 0x80000006, 1 },	{ 0x80000007, 1 },
	{ 0x80000008, 1 },	{ 0x8000001d, 16, true }, { 0x8000001f, 1 },
};

static int table_add(struct cpuid_table *t, const struct cpuid_leaf *leaf)
{
	struct cpuid_leaf *grown = realloc(t->leaves, (t->nr + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	t->leaves = grown;
	t->leaves[t->nr++] = *leaf;
	return 0;
}

static uint64_t read_xcr0(void)
{
	uint32_t lo, hi;

	asm volatile("xgetbv" : "=a"(lo), "=d"(hi) : "c"(0));
	return (uint64_t)hi << 32 | lo;
}

/* The highest leaf of the range that @leaf lies in; beyond it CPUID returns junk. */
static uint32_t range_max(uint32_t leaf)
{
	uint32_t eax, ebx, ecx, edx;

	/* __get_cpuid_max() knows two ranges; the hypervisor's is the third. */
	if (leaf >= 0x40000000 && leaf < 0x80000000) {
		__cpuid(1, eax, ebx, ecx, edx);
		return ecx & 1u << 31 ? 0x40000000 : 0;
	}
	return __get_cpuid_max(leaf & 0x80000000, NULL);
}

int cpuid_read(struct cpuid_table *t)
{
	size_t i;
	int ret;

	*t = (struct cpuid_table){ 0 };
	for (i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct cpuid_leaf at = { .leaf = wanted[i].leaf };

		if (range_max(at.leaf) < at.leaf)
			continue;
		for (; at.subleaf < wanted[i].nr_subleaves; at.subleaf++) {
			__cpuid_count(at.leaf, at.subleaf, at.eax, at.ebx, at.ecx, at.edx);
			if (at.leaf == 1)
				at.ebx &= 0x00ffffff;
			if (wanted[i].is_cache && !(at.eax & 0x1f))
				break;
			ret = table_add(t, &at);
			if (ret) {
				cpuid_free(t);
				return ret;
			}
		}
	}
	if (cpuid_get(t, 1, 0).ecx & OSXSAVE)
		t->xcr0 = read_xcr0();
	return 0;
}

/* One hexadecimal word; false when it is anything else or does not fit. */
static bool parse_hex(const char *word, uint64_t max, uint64_t *value)
{
	char *end;

	if (*word == '-' || *word == '+')
		return false;
	errno = 0;
	*value = strtoull(word, &end, 16);
	return end > word && !*end && !errno && *value <= max;
}

static int parse_line(const char *line, struct cpuid_table *t)
{
	uint64_t field[6] = { 0 };
	struct cpuid_leaf leaf;
	char word[32];
	size_t nr = 0, i;

	if (!text_next_word(&line, word, sizeof(word)) || word[0] == '#')
		return 0;
	if (!strcmp(word, "xcr0")) {
		if (!text_next_word(&line, word, sizeof(word)) ||
		    !parse_hex(word, UINT64_MAX, &t->xcr0) ||
		    text_next_word(&line, word, sizeof(word)))
			return -EINVAL;
		return 0;
	}

	do {
		if (nr == 6 || !parse_hex(word, UINT32_MAX, &field[nr]))
			return -EINVAL;
		nr++;
	} while (text_next_word(&line, word, sizeof(word)));
	if (nr != 6)
		return -EINVAL;

	leaf = (struct cpuid_leaf){
		(uint32_t)field[0], (uint32_t)field[1], (uint32_t)field[2],
		(uint32_t)field[3], (uint32_t)field[4], (uint32_t)field[5],
	};
	/* Two answers to one question: the recording was mangled. */
	for (i = 0; i < t->nr; i++)
		if (t->leaves[i].leaf == leaf.leaf && t->leaves[i].subleaf == leaf.subleaf)
			return -EINVAL;
	return table_add(t, &leaf);
}

int cpuid_parse(const char *text, struct cpuid_table *t)
{
	int ret = 0;

	*t = (struct cpuid_table){ 0 };
	while (*text && !ret) {
		size_t len = strcspn(text, "\n");
		char *line = strndup(text, len);

		ret = line ? parse_line(line, t) : -ENOMEM;
		free(line);
		text += len + (text[len] == '\n');
	}
	/* Without leaf 0 there is no vendor, and nothing else means anything. */
	if (!ret && !cpuid_get(t, 0, 0).ebx)
		ret = -EINVAL;
	if (ret)
		cpuid_free(t);
	return ret;
}

char *cpuid_format(const struct cpuid_table *t)
{
	struct text out = { 0 };
	size_t i;

	for (i = 0; i < t->nr; i++) {
		const struct cpuid_leaf *l = &t->leaves[i];

		text_addf(&out, "%08x %02x %08x %08x %08x %08x\n", l->leaf, l->subleaf, l->eax,
			  l->ebx, l->ecx, l->edx);
	}
	text_addf(&out, "xcr0 %llx\n", (unsigned long long)t->xcr0);
	return text_take(&out);
}

void cpuid_free(struct cpuid_table *t)
{
	free(t->leaves);
	*t = (struct cpuid_table){ 0 };
}

struct cpuid_leaf cpuid_get(const struct cpuid_table *t, uint32_t leaf, uint32_t subleaf)
{
	size_t i;

	for (i = 0; i < t->nr; i++)
		if (t->leaves[i].leaf == leaf && t->leaves[i].subleaf == subleaf)
			return t->leaves[i];
	return (struct cpuid_leaf){ .leaf = leaf, .subleaf = subleaf };
}

void cpuid_identity(const struct cpuid_table *t, struct cpu_identity *cpu)
{
	struct cpuid_leaf at = cpuid_get(t, 0, 0);
	uint32_t eax, words[12];
	unsigned int i;

	*cpu = (struct cpu_identity){ 0 };
	memcpy(cpu->vendor, &at.ebx, 4);
	memcpy(cpu->vendor + 4, &at.edx, 4);
	memcpy(cpu->vendor + 8, &at.ecx, 4);
	text_fold(cpu->vendor);

	at = cpuid_get(t, 1, 0);
	eax = at.eax;
	cpu->stepping = eax & 0xf;
	cpu->model = eax >> 4 & 0xf;
	cpu->family = eax >> 8 & 0xf;
	/*
	 * The extended model counts from family 6 up, as in the kernel's x86_model():
	 * Intel documents it for 6 and 15 alone, Zhaoxin uses it in family 7.
	 */
	if (cpu->family >= 6)
		cpu->model |= eax >> 12 & 0xf0;
	if (cpu->family == 15)
		cpu->family += eax >> 20 & 0xff;

	for (i = 0; i < 3; i++) {
		struct cpuid_leaf part = cpuid_get(t, 0x80000002 + i, 0);

		words[i * 4 + 0] = part.eax;
		words[i * 4 + 1] = part.ebx;
		words[i * 4 + 2] = part.ecx;
		words[i * 4 + 3] = part.edx;
	}
	memcpy(cpu->brand, words, sizeof(words));
	text_fold(cpu->brand);

	cpu->hypervisor = at.ecx >> 31;
	if (cpu->hypervisor) {
		at = cpuid_get(t, 0x40000000, 0);
		memcpy(cpu->hypervisor_name, &at.ebx, 4);
		memcpy(cpu->hypervisor_name + 4, &at.ecx, 4);
		memcpy(cpu->hypervisor_name + 8, &at.edx, 4);
		text_fold(cpu->hypervisor_name);
	}
}
