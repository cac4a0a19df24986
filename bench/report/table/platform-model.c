// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/platform-model.h"

#include <errno.h>
#include <string.h>

#include "base/message.h"
#include "predict.h"
#include "report/prose/number.h"

/* 16 GiB of device: 256 MiB of memmap or more, beyond a unit of any last level. */
#define NR_PAGES (1UL << 22)

static const struct {
	const char *name;
	enum replay_walk walk;
	enum replay_layout layout;
} cells[] = {
	{ "order0", WALK_ORDER0, LAYOUT_64 },
	{ "order9", WALK_ORDER9, LAYOUT_64 },
	{ "order0", WALK_ORDER0, LAYOUT_80 },
	{ "order0", WALK_ORDER0, LAYOUT_96 },
};

/* Beside mov; a copy that this platform lacks has no column. */
static const struct {
	const char *copy;
	const char *needs;
	u64 drain_every;
} columns[] = {
	{ "mov", NULL, 0 },
	{ "movnti", NULL, 0 },
	{ "movnti", NULL, 1 },
	{ "movdir64b", "movdir64b", 0 },
};

static bool has(const struct platform *p, const char *feature)
{
	const size_t len = feature ? strlen(feature) : 0;
	const char *at = p->has;

	if (!feature)
		return true;
	for (; at && (at = strstr(at, feature)); at += len)
		if ((at == p->has || at[-1] == ' ') && (!at[len] || at[len] == ' '))
			return true;
	return false;
}

/* Of the last level one unit. */
static bool shape_of(const struct platform *p, struct traffic_shape *shape)
{
	const struct geometry *g = &p->geometry;
	const struct {
		u64 bytes;
		unsigned int ways;
	} levels[] = {
		{ g->l1d_bytes, g->l1d_ways }, { g->l2_bytes, g->l2_ways },
		{ g->l3_unit_bytes, g->l3_ways },
	};

	*shape = (struct traffic_shape){ .line_bytes = 64,
					 .nr_buffers = platform_wc_buffers(p) };
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (!levels[i].bytes || !levels[i].ways)
			continue;
		shape->level[shape->nr_levels].bytes = levels[i].bytes;
		shape->level[shape->nr_levels++].ways = levels[i].ways;
	}
	return shape->nr_levels && !traffic_shape_check(shape);
}

static int put_cell(const struct traffic_shape *shape, size_t cell, size_t column, FILE *out)
{
	const struct predict_case c = {
		.copy = replay_copy_find(columns[column].copy), .walk = cells[cell].walk,
		.revision = REVISION_V5, .layout = cells[cell].layout, .pattern = PATTERN_PAGE,
		.nr_pages = NR_PAGES, .drain_every = columns[column].drain_every,
		.before = PREDICT_EMPTY,
	};
	const double stored = (double)NR_PAGES * replay_layout_bytes[c.layout];
	struct prediction p;
	int ret = predict_walk(shape, &c, &p);

	if (ret)
		return ret;
	fprintf(out, " | %s + %s",
		number_traffic((double)traffic_read_bytes(shape, &p.counts) / stored).text,
		number_traffic((double)(traffic_write_bytes(shape, &p.counts) +
					p.dirty_lines * shape->line_bytes) / stored).text);
	return 0;
}

static void put_head(const struct platform *p, const struct traffic_shape *shape, FILE *out)
{
	fputs("\n## Predicted by the model\n\nNot measured, and no entry rests on it: DRAM bytes read + "
	      "written per byte stored, in the end\nand with nothing in the caches before, as "
	      "`pagestream model` has it. Traffic is no time: a copy that\nmoves less may still "
	      "take longer.\n\nCaches:", out);
	for (unsigned int i = 0; i < shape->nr_levels; i++)
		fprintf(out, "%s %s %u-way", i ? "," : "",
			number_bytes((int64_t)shape->level[i].bytes).text, shape->level[i].ways);
	if (p->geometry.l3_unit_bytes && p->geometry.l3_ways)
		fprintf(out, " (of one %s)", p->geometry.l3_unit);
	fprintf(out, "; %u write-combining buffers%s.\n\n| layout | walk", shape->nr_buffers,
		p->geometry.fill_buffers && !strcmp(p->vendor, VENDOR_INTEL) ? "" :
		" (no source states how many)");
	for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++) {
		if (!has(p, columns[c].needs))
			continue;
		fprintf(out, " | %s", columns[c].copy);
		if (columns[c].drain_every)
			fputs(", a drain per record", out);
	}
	fputs(" |\n| --- | ---", out);
	for (size_t c = 0; c < sizeof(columns) / sizeof(columns[0]); c++)
		fputs(has(p, columns[c].needs) ? " | ---" : "", out);
	fputs(" |\n", out);
}

int platform_model_write(const struct platform *p, FILE *out)
{
	struct traffic_shape shape;
	int ret = 0;

	if (!p->vendor || !shape_of(p, &shape))
		return 0;
	put_head(p, &shape, out);
	for (size_t i = 0; !ret && i < sizeof(cells) / sizeof(cells[0]); i++) {
		fprintf(out, "| %d | %s", replay_layout_bytes[cells[i].layout], cells[i].name);
		for (size_t c = 0; !ret && c < sizeof(columns) / sizeof(columns[0]); c++)
			if (has(p, columns[c].needs))
				ret = put_cell(&shape, i, c, out);
		fputs(" |\n", out);
	}
	if (ret)
		pr_err("report tuning: the model of %s: %s", p->name, strerror(-ret));
	return ret;
}
