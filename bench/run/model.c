// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "base/message.h"
#include "base/parse.h"
#include "platform.h"

#define ACCEPTED "SIZE:WAYS[:LINE] per level, first level first, such as 48K:12,2M:16"

/* A typing error must not take all memory: the model needs 16 bytes per line. */
#define LEVEL_BYTES_MOST (8ULL << 30)

/* One level; fills in its line size. */
static int parse_level(const char *word, struct traffic_shape *shape, unsigned int *line_bytes)
{
	char *copy = strdup(word), *ways, *line;
	uint64_t bytes, size = 64;
	int64_t number;
	int ret = -EINVAL;

	if (!copy)
		return -ENOMEM;
	ways = strchr(copy, ':');
	if (!ways)
		goto out;
	*ways++ = 0;
	line = strchr(ways, ':');
	if (line)
		*line++ = 0;
	if (parse_size(copy, &bytes) || bytes > LEVEL_BYTES_MOST ||
	    parse_number(ways, 1, 1024, &number) || (line && parse_size(line, &size)))
		goto out;
	shape->level[shape->nr_levels].bytes = bytes;
	shape->level[shape->nr_levels++].ways = number;
	*line_bytes = size <= TRAFFIC_LINE_MOST ? size : 0;
	ret = 0;
out:
	free(copy);
	return ret;
}

int model_shape_parse(const char *text, struct traffic_shape *shape)
{
	struct words words = { 0 };
	unsigned int line_bytes;
	size_t i;
	int ret;

	shape->nr_levels = 0;
	ret = words_split(&words, text);
	if (!ret && words.nr > TRAFFIC_LEVELS_MOST)
		ret = -E2BIG;
	for (i = 0; !ret && i < words.nr; i++) {
		ret = parse_level(words.word[i], shape, &line_bytes);
		if (ret)
			break;
		if (i && line_bytes != shape->line_bytes)
			ret = -EDOM;
		shape->line_bytes = line_bytes;
		if (!ret)
			ret = traffic_shape_check(shape);
	}
	if (ret == -E2BIG)
		pr_err("--cache: '%s' has more than %d levels; accepted: " ACCEPTED, text,
		       TRAFFIC_LEVELS_MOST);
	else if (ret == -EDOM)
		pr_err("--cache: '%s' has lines of two sizes; accepted: one LINE for all levels",
		       text);
	else if (ret == -ENOMEM)
		pr_err("--cache: '%s' needs more memory than there is", text);
	else if (ret)
		pr_err("--cache: '%s' is not a cache; accepted: " ACCEPTED
		       ", SIZE a multiple of WAYS lines and up to 8G, LINE %d, 64 or %d",
		       i < words.nr ? words.word[i] : text, TRAFFIC_LINE_LEAST,
		       TRAFFIC_LINE_MOST);
	words_free(&words);
	return ret == -ENOMEM ? -ENOMEM : ret ? -EINVAL : 0;
}

int model_shape_of(const struct machine *machine, struct traffic_shape *shape,
		   struct reason *reason)
{
	const struct platform *platform = machine_platform(machine);
	size_t i, nr = machine_nr_caches(machine);

	*shape = (struct traffic_shape){ .line_bytes = 64,
					 .nr_buffers = platform_wc_buffers(platform) };
	if (!nr)
		return reason_set(reason, -EOPNOTSUPP, "CPUID names no cache");
	for (i = 0; i < nr && i < TRAFFIC_LEVELS_MOST; i++) {
		const struct machine_cache *cache = machine_cache(machine, i);

		shape->level[i].bytes = cache->bytes;
		shape->level[i].ways = cache->ways;
		shape->line_bytes = cache->line_bytes;
		shape->nr_levels++;
		if (!cache->ways || cache->line_bytes != machine_cache(machine, 0)->line_bytes ||
		    traffic_shape_check(shape))
			return reason_set(reason, -EOPNOTSUPP,
				       "what CPUID says of the cache of level %u is no cache",
				       cache->level);
	}
	return 0;
}

const char *model_shape_text(const struct traffic_shape *shape, char text[MODEL_SHAPE_TEXT])
{
	char size[SIZE_TEXT];
	unsigned int i;

	text[0] = 0;
	for (i = 0; i < shape->nr_levels; i++) {
		message_add(text, MODEL_SHAPE_TEXT, "%s%s:%u", i ? "," : "",
			    format_size(shape->level[i].bytes, size), shape->level[i].ways);
		if (shape->line_bytes != 64)
			message_add(text, MODEL_SHAPE_TEXT, ":%u", shape->line_bytes);
	}
	return text;
}

bool model_is_same(const struct bench_case *a, const struct bench_case *b)
{
	/* States are alike to the model where they leave the same in the caches. */
	return a->copy == b->copy && a->state->caches == b->state->caches &&
	       case_same(&a->words, &b->words, AXIS_BIT(AXIS_COPY) | AXIS_BIT(AXIS_TARGET) |
					       AXIS_BIT(AXIS_STATE) | AXIS_BIT(AXIS_PAGEBLOCKS) |
					       AXIS_BIT(AXIS_LOAD) | AXIS_BIT(AXIS_RETURNS) |
					       AXIS_BIT(AXIS_AHEAD));
}

int model_cannot(const struct bench_case *c, struct reason *reason)
{
	if (bench_cannot_align(c))
		return reason_set(reason, -EOPNOTSUPP, "%s", bench_cannot_align(c));
	if (replay_walk_is_ordinary(c->walk))
		return reason_set(reason, -EOPNOTSUPP, "walk %s: the ordinary memmap is not modelled",
				  c->words.walk);
	if (c->map_mem)
		return reason_set(reason, -EOPNOTSUPP,
				  "map %s: a part of each compound is stored, which is "
				  "not modelled",
				  c->words.map);
	if (c->kernel != KERNEL_OF_REVISION)
		return reason_set(reason, -EOPNOTSUPP,
				  "kernel %s: other kernels than that of the revision are "
				  "not modelled",
				  c->words.kernel);
	if (c->state->caches == PREDICT_UNKNOWN)
		return reason_set(reason, -EOPNOTSUPP,
				  "state %s: what the kernel stores is not modelled",
				  c->state->name);
	if (c->copy->page_only && c->pattern != PATTERN_PAGE)
		return reason_set(reason, -EOPNOTSUPP,
				  "%s writes struct page fields, so only pattern page",
				  c->copy->name);
	if (c->words.threads != 1)
		return reason_set(reason, -EOPNOTSUPP,
				  "threads %d: the model is of one core, and how several "
				  "share the last level depends on time",
				  c->words.threads);
	if (c->words.load)
		return reason_set(reason, -EOPNOTSUPP,
				  "load %d: what other threads leave of the last level "
				  "depends on time",
				  c->words.load);
	/* Passes differ in order, so what one leaves to the next is up to chance. */
	if (strcmp(c->words.block_order, "ascending"))
		return reason_set(reason, -EOPNOTSUPP,
				  "order %s: only one call in ascending order is modelled; which "
				  "blocks of the pass before are still in a cache depends on the "
				  "order",
				  c->words.block_order);
	return 0;
}

static struct predict_case predict_case(const struct bench_case *c, uint64_t pages)
{
	/* The usual distance speaks for all: another one moves no more lines, only when. */
	replay_ahead_set(AHEAD_BYTES);
	return (struct predict_case){
		.copy = c->runs, .walk = c->walk, .revision = c->revision, .layout = c->layout,
		.pattern = c->pattern, .nr_pages = pages, .drain_every = c->words.drain_every,
		.before = c->state->caches, .offset = c->words.align,
	};
}

static int not_modelled(const struct bench_case *c, int ret, struct reason *reason)
{
	return ret == -ENOENT ? reason_set(reason, -EOPNOTSUPP, "%s is not modelled", c->copy->name) :
				ret;
}

int model_class(struct predictor *predictor, const struct bench_case *c, uint64_t pages,
		size_t *class, struct reason *reason)
{
	const struct predict_case predict = predict_case(c, pages);

	return model_cannot(c, reason) ?:
	       not_modelled(c, predictor_class(predictor, &predict, class), reason);
}

int model_case(struct predictor *predictor, const struct bench_case *c, uint64_t pages,
	       struct prediction *out, struct reason *reason)
{
	const struct predict_case predict = predict_case(c, pages);

	return model_cannot(c, reason) ?:
	       not_modelled(c, predictor_walk(predictor, &predict, out), reason);
}
