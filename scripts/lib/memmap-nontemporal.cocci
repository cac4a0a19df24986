// SPDX-License-Identifier: GPL-2.0-or-later
//
// In mm/mm_init.c of a tree with the series, of whatever revision: asks once per range
// whether to copy its struct pages non-temporally, and tells every function on the way
// to the copy.  scripts/kernel-patch applies it.

// The functions that copy; no more than two functions lie between them and the range.
@copier@
identifier f;
identifier copy = { memcpy_nontemporal, memcpy_nt, memcpy_streaming };
@@
f(...) { <+... copy(...) ...+> }

// v2 to v4 copy some pages by memcpy() anyhow.
@some@
identifier copy = { memcpy_nontemporal, memcpy_nt, memcpy_streaming };
expression aligned, dst, src, size;
position p;
@@
  if (aligned)
	memcpy(dst, src, size);
  else
	copy@p(dst, src, size);

@every@
identifier copy = { memcpy_nontemporal, memcpy_nt, memcpy_streaming };
expression dst, src, size;
position p != some.p;
@@
- copy@p(dst, src, size);
+ if (nontemporal)
+	copy(dst, src, size);
+ else
+	memcpy(dst, src, size);

@more@
identifier copy = { memcpy_nontemporal, memcpy_nt, memcpy_streaming };
expression aligned, dst, src, size;
@@
- if (aligned)
+ if (!nontemporal || aligned)
	memcpy(dst, src, size);
  else
	copy(dst, src, size);

// Without streamed stores there is nothing to drain.
@drain@
identifier drain = { memcpy_nt_drain, memcpy_streaming_drain };
@@
- drain();
+ if (nontemporal)
+	drain();

@far@
identifier copier.f;
identifier g != memmap_init_zone_device;
@@
g(...) { <+... f(...) ...+> }

@farther@
identifier far.g;
identifier h != memmap_init_zone_device;
@@
h(...) { <+... g(...) ...+> }

@tell@
identifier copier.f != memmap_init_zone_device;
type T;
parameter list ps;
@@
T f(ps
+ , bool nontemporal
  ) { ... }

@say@
identifier copier.f != memmap_init_zone_device;
expression list es;
@@
f(es
+ , nontemporal
 )

@tell_far@
identifier far.g;
type T;
parameter list ps;
@@
T g(ps
+ , bool nontemporal
  ) { ... }

@say_far@
identifier far.g;
expression list es;
@@
g(es
+ , nontemporal
 )

@tell_farther@
identifier farther.h;
type T;
parameter list ps;
@@
T h(ps
+ , bool nontemporal
  ) { ... }

@say_farther@
identifier farther.h;
expression list es;
@@
h(es
+ , nontemporal
 )

// The range is known behind the statement that leaves out the altmap's own pages.
@ask@
identifier nid;
expression node;
statement S;
symbol altmap, nr_pages, start_pfn, pgmap;
@@
memmap_init_zone_device(...)
{
...
int nid = node;
+ bool nontemporal;
...
if (altmap) S
+
+ nontemporal = zone_device_nontemporal(start_pfn, nr_pages, altmap, pgmap);
...
}

// Since 7.2 the pages of a compound that are written depend on where it lies.
@by_pfn@
symbol altmap, pgmap;
expression pfn;
@@
compound_nr_pages(pfn, altmap, pgmap)

@depends on by_pfn@
@@
+ /* Tails that share the struct pages of others are not written. */
+ static bool zone_device_nontemporal(unsigned long pfn, unsigned long nr_pages,
+				    struct vmem_altmap *altmap,
+				    struct dev_pagemap *pgmap)
+ {
+	unsigned long nr = nr_pages / pgmap_vmemmap_nr(pgmap);
+
+	nr *= compound_nr_pages(pfn, altmap, pgmap);
+	return memmap_nontemporal(nr * sizeof(struct page), altmap,
+				  pgmap->vmemmap_shift);
+ }
+
memmap_init_zone_device(...) { ... }

@by_range depends on !by_pfn@
symbol altmap, pgmap;
@@
compound_nr_pages(altmap, pgmap)

@depends on by_range@
@@
+ /* Tails that share the struct pages of others are not written. */
+ static bool zone_device_nontemporal(unsigned long pfn, unsigned long nr_pages,
+				    struct vmem_altmap *altmap,
+				    struct dev_pagemap *pgmap)
+ {
+	unsigned long nr = nr_pages / pgmap_vmemmap_nr(pgmap);
+
+	nr *= compound_nr_pages(altmap, pgmap);
+	return memmap_nontemporal(nr * sizeof(struct page), altmap,
+				  pgmap->vmemmap_shift);
+ }
+
memmap_init_zone_device(...) { ... }
