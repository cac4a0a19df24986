// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Nothing that names a machine, its owner or its place gets through.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"
#include "machine-private.h"
#include "support.h"
#include "text.h"

static void files_are_cut_down(void **state)
{
	static const struct {
		int line;
		const char *path;
		const char *in;
		const char *out;
	} rows[] = {
		{ __LINE__, "proc/version",
		  "Linux version 6.12.1 (jane@secret-host) (gcc (Debian 12.2.0) 12.2.0) #1 SMP\n",
		  "Linux version 6.12.1 (gcc (Debian 12.2.0) 12.2.0) #1 SMP\n" },
		{ __LINE__, "proc/version", "Linux version 6.1 (no builder) #1\n",
		  "Linux version 6.1 (no builder) #1\n" },
		{ __LINE__, "proc/version", "Linux version 6.1 (jane doe@secret-host) #1\n",
		  "Linux version 6.1 #1\n" },
		{ __LINE__, "proc/version", "Linux version 6.1 (jane@secret-host",
		  "Linux version 6.1 " },
		{ __LINE__, "proc/version", "Linux (a@b(c) tail)", "Linux tail)" },
		{ __LINE__, "proc/cmdline",
		  "BOOT_IMAGE=/vmlinuz root=UUID=12-34 ro hostname=secret-host ip=10.0.0.1::: "
		  "isolcpus=2-5 transparent_hugepage=madvise\n",
		  "BOOT_IMAGE=redacted root=redacted ro hostname=redacted ip=redacted "
		  "isolcpus=2-5 transparent_hugepage=madvise\n" },
		{ __LINE__, "proc/cmdline", "secret-host quiet", "redacted quiet\n" },
		{ __LINE__, "proc/cmdline", "dyndbg=\"file a.c secret +p\" mitigations=off",
		  "dyndbg=redacted mitigations=off\n" },
		{ __LINE__, "proc/cmdline", "quiet -- --token secret", "quiet -- redacted\n" },
		{ __LINE__, "proc/cmdline", "", "\n" },
		{ __LINE__, "proc/cpuinfo",
		  "model name\t: x\nmicrocode\t: 0x1\nflags\t\t: fpu\n\nmicrocode\t: 0x2\n",
		  "microcode\t: 0x1\nflags\t\t: fpu\n" },
		{ __LINE__, "proc/self/status", "Name:\tjane\nUid:\t1000\nCapEff:\t0\n",
		  "CapEff:\t0\n" },
		{ __LINE__, "proc/stat", "cpu  1 2\ncpu0 1 2\nbtime 99\n", "cpu  1 2\n" },
		{ __LINE__, "proc/loadavg", "0.1 0.2 0.3 1/80 4711\n", "0.1 0.2 0.3 1/80\n" },
		{ __LINE__, "boot/config-6.1",
		  "CONFIG_DEFAULT_HOSTNAME=\"secret\"\nCONFIG_MEMCG=y\nCONFIG_MEMCG_V1=y\n",
		  "CONFIG_MEMCG=y\n" },
		{ __LINE__, "sys/kernel/mm/ksm/run", "0\n", "0\n" },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		char *once = identity_strip(rows[i].path, rows[i].in);
		char *twice = once ? identity_strip(rows[i].path, once) : NULL;

		check_row(&rows[i], once && twice, "no memory");
		check_row(&rows[i], !strcmp(once, rows[i].out), "got <%s>", once);
		check_row(&rows[i], !strcmp(once, twice), "then <%s>", twice);
		free(twice);
		free(once);
	}
}

static const char secret[] = "zanzibar";

/* A machine that says its name wherever a machine can. */
static void scratch_secrets(void)
{
	static const char *const names[] = {
		"proc/sys/kernel/hostname", "proc/sys/kernel/domainname", "etc/hostname",
		"etc/machine-id", "sys/class/dmi/id/product_serial",
		"sys/class/dmi/id/product_uuid", "sys/class/dmi/id/board_serial",
		"sys/class/dmi/id/chassis_asset_tag",
	};
	size_t i;

	scratch_new();
	for (i = 0; i < NR(names); i++)
		scratch_write(names[i], "zanzibar\n");
	scratch_write("cpuid", small_cpuid);
	scratch_write("proc/version", "Linux version 6.1 (zanzibar@zanzibar.example) (gcc) #1\n");
	scratch_write("proc/cmdline", "root=UUID=zanzibar ip=1.2.3.4::::zanzibar:eth0:dhcp "
				      "zanzibar hostname=zanzibar quiet nfsroot=zanzibar -- zanzibar\n");
	scratch_write("proc/sys/kernel/osrelease", "6.1\n");
	scratch_write("boot/config-6.1", "CONFIG_LOCALVERSION=\"zanzibar\"\nCONFIG_MEMCG=y\n");
	scratch_write("proc/self/status", "Name:\tzanzibar\nCapEff:\t0\n");
	scratch_write("proc/self/cgroup", "0::/user.slice/zanzibar\n");
	scratch_write("sys/fs/cgroup/user.slice/zanzibar/memory.max", "4096\n");
	scratch_write("sys/fs/cgroup/user.slice/zanzibar/memory.current", "0\n");
}

static void no_fact_leaks(void **state)
{
	struct machine *m;
	size_t i;

	scratch_secrets();
	m = scratch_machine();
	for (i = 0; i < machine_nr_facts(m); i++)
		if (strstr(machine_fact(m, i)->value, secret))
			fail_msg("%s: %s", machine_fact(m, i)->key, machine_fact(m, i)->value);
	for (i = 0; i < machine_nr_warnings(m); i++)
		if (strstr(machine_warning(m, i), secret))
			fail_msg("%s", machine_warning(m, i));
	assert_string_equal(machine_fact_value(m, "kernel-config"), "MEMCG=y");
	assert_string_equal(machine_fact_value(m, "mem-cgroup-room"), "4096 bytes");
	machine_close(m);
	scratch_remove();
}

static size_t nr_recorded;

static int check_recorded(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	char text[4096];
	size_t len;
	FILE *f;

	if (strstr(path, secret))
		fail_msg("%s", path);
	if (flag != FTW_F)
		return 0;
	f = fopen(path, "r");
	assert_non_null(f);
	len = fread(text, 1, sizeof(text) - 1, f);
	text[len] = '\0';
	fclose(f);
	if (strstr(text, secret))
		fail_msg("%s: %s", path, text);
	nr_recorded++;
	return 0;
}

static void no_recording_leaks(void **state)
{
	char root[256], copy[300];

	scratch_secrets();
	snprintf(root, sizeof(root), "%s", scratch_path(""));
	snprintf(copy, sizeof(copy), "%s", scratch_path("copy"));
	assert_int_equal(machine_record_from(root, copy), 0);
	nr_recorded = 0;
	assert_int_equal(nftw(copy, check_recorded, 16, FTW_PHYS), 0);
	assert_true(nr_recorded >= 8);
	scratch_remove();
}

static void values_are_one_printable_line(void **state)
{
	static const struct {
		int line;
		const char *in;
		const char *out;
	} rows[] = {
		{ __LINE__, "a\nb\tc\r\n", "a b c" },
		{ __LINE__, "  a   b  ", "a b" },
		{ __LINE__, "\x01" "a\x7f\xc3", "?a??" },
		{ __LINE__, "\n\n", "" },
		{ __LINE__, "", "" },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		char *s = strdup(rows[i].in);

		check_row(&rows[i], !strcmp(text_fold(s), rows[i].out), "got <%s>", s);
		free(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_cut_down),
		cmocka_unit_test(no_fact_leaks),
		cmocka_unit_test(no_recording_leaks),
		cmocka_unit_test(values_are_one_printable_line),
	};

	return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
