# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
#
# What pagestream needs from the distribution, and how to get it.  Sourced by
# scripts/run and scripts/test.
#
# Whether a package is there is asked of the package database, which takes
# milliseconds and no privilege; the package manager runs only when something
# is missing, after its command line has been printed.

# group | purpose | Debian, Ubuntu | Fedora | openSUSE
#
# "a/b" is satisfied by either and installs the first; "-" is nothing.  A
# leading "@" is a function below that prints the name.
deps_table()
{
	cat <<-'END'
	build|C compiler|gcc|gcc|gcc
	build|C library headers|libc6-dev|glibc-devel|glibc-devel
	build|build system|meson|meson|meson
	build|build runner|ninja-build|ninja-build|ninja
	build|library lookup|pkg-config/pkgconf|pkgconf-pkg-config|pkg-config
	build|distributions and random numbers (GSL)|libgsl-dev|gsl-devel|gsl-devel
	build|topology (hwloc)|libhwloc-dev|hwloc-devel|hwloc-devel
	build|placing memory on nodes (libnuma)|libnuma-dev|numactl-devel|libnuma-devel
	build|JSON output|libjansson-dev|jansson-devel|libjansson-devel
	build|encodings of core events (libpfm4)|libpfm4-dev|libpfm-devel|libpfm-devel
	build|build helpers and tests|python3|python3|python3
	wish|plots|gnuplot-nox/gnuplot-qt/gnuplot-x11|gnuplot|gnuplot
	wish|the commit that a run file names|git|git|git
	test|second compiler|clang|clang|clang
	test|sanitizer runtime of clang|@deps_clang_rt|compiler-rt|-
	test|sanitizer runtime of gcc|-|libasan|-
	test|sanitizer runtime of gcc|-|libubsan|-
	test|C library for the static build|-|glibc-static|glibc-devel-static
	test|unit tests|libcmocka-dev|libcmocka-devel|libcmocka-devel
	test|object code checks|binutils|binutils|binutils
	test|a second simulator of caches|valgrind|valgrind|valgrind
	test|file systems for the tests of targets|e2fsprogs|e2fsprogs|e2fsprogs
	test|failing system calls for the tests of trust|strace|strace|strace
	test|kernels' own makefiles|make|make|make
	test|semantic patches|coccinelle|@deps_coccinelle|-
	test|what objtool of kernel headers needs|libelf-dev|elfutils-libelf|libelf1
	lint|static analysis (clang-tidy)|clang-tidy|clang-tools-extra|clang-tools
	lint|static analysis (cppcheck)|cppcheck|cppcheck|cppcheck
	fleet|jobs over ssh|parallel|parallel|gnu_parallel
	fleet|hosts to reach|openssh-server|openssh-server|openssh
	fleet|ssh|openssh-client|openssh-clients|openssh
	fleet|network namespaces|iproute2|iproute|iproute2
	fleet|Slurm's daemon of a cluster|slurmctld|slurm-slurmctld|slurm
	fleet|Slurm's daemon of a node|slurmd|slurm-slurmd|slurm-node
	fleet|Slurm's commands|slurm-client|slurm|-
	fleet|credentials for Slurm|munge|munge|munge
	package|Debian packages|dpkg-dev|-|-
	package|what a Debian package's build takes for granted|build-essential|-|-
	package|steps of a Debian package's build|debhelper|-|-
	package|checks of a Debian package|lintian|-|-
	vm|modules of the guest|make|make|make
	vm|what objtool of kernel headers needs|libelf-dev|elfutils-libelf|libelf1
	vm|disassembly of the guest's kernel|binutils|binutils|binutils
	vm|virtual machine|qemu-system-x86|@deps_qemu|qemu-x86
	vm|shell of the guest|-|@deps_busybox|busybox-static
	vm|namespaces of the guest|-|ndctl|ndctl
	vm|devices of the guest|-|daxctl|-
	vm|file system of the guest|-|e2fsprogs|e2fsprogs
	vm|C library for the static build|-|glibc-static|glibc-devel-static
	kernel|kernels' own makefiles|make|make|make
	kernel|scanners of kconfig|flex|flex|flex
	kernel|parsers of kconfig|bison|bison|bison
	kernel|constants of the kernel's clock|bc|bc|bc
	kernel|scripts of the kernel's build|perl|perl-interpreter|perl
	kernel|patches|git|git|git
	kernel|archives of sources|xz-utils|xz|xz
	kernel|objtool|libelf-dev|elfutils-libelf-devel|libelf-devel
	kernel|the kernel's type information|pahole/dwarves|dwarves|dwarves
	END
}

# Newer releases carry clang's sanitizer runtime in a package of its own, named
# after the version that "clang" stands for; older ones bring it with clang.
deps_clang_rt()
{
	case $deps_id-$deps_version in
	debian-12) echo libclang-rt-14-dev ;;
	debian-13) echo libclang-rt-19-dev ;;
	ubuntu-24.04) echo libclang-rt-18-dev ;;
	*) echo - ;;
	esac
}

# Red Hat's own releases have the first under another name and the others not at all.
deps_qemu()
{
	[ "$deps_rhel" ] && echo qemu-kvm || echo qemu-system-x86-core
}

deps_coccinelle()
{
	[ "$deps_rhel" ] && echo - || echo coccinelle
}

deps_busybox()
{
	[ "$deps_rhel" ] && echo - || echo busybox
}

deps_say()
{
	printf '%s\n' "$*"
}

deps_fail()
{
	printf '%s\n' "$*" >&2
	return 1
}

# Sets deps_id, deps_version, deps_name, deps_manager (apt, dnf, zypper or "") and deps_rhel
# (not empty on RHEL and what is built from it).
deps_detect()
{
	deps_id=unknown deps_version=0 deps_name='this distribution' deps_manager= deps_rhel=

	deps_os_release=${PAGESTREAM_OS_RELEASE:-/etc/os-release}
	if [ -r "$deps_os_release" ]; then
		# In a subshell each: the file sets whatever it likes.
		# shellcheck source=/dev/null
		deps_id=$(. "$deps_os_release" && echo "${ID:-unknown}")
		# shellcheck source=/dev/null
		deps_version=$(. "$deps_os_release" && echo "${VERSION_ID:-0}")
		# shellcheck source=/dev/null
		deps_name=$(. "$deps_os_release" && echo "${PRETTY_NAME:-$deps_id}")
		# shellcheck source=/dev/null
		deps_like=$(. "$deps_os_release" && echo "${ID_LIKE:-}")
	fi

	for deps_word in $deps_id ${deps_like:-}; do
		case $deps_word in
		debian | ubuntu) deps_manager=apt ;;
		fedora) deps_manager=dnf ;;
		rhel | centos) deps_manager=dnf deps_rhel=yes ;;
		opensuse* | suse | sles) deps_manager=zypper ;;
		*) continue ;;
		esac
		break
	done
}

# deps_names GROUP...: the packages of these groups, one per line
deps_names()
{
	deps_table | while IFS='|' read -r deps_group _ deps_apt deps_dnf deps_zypper; do
		case " $* " in
		*" $deps_group "*) ;;
		*) continue ;;
		esac
		case $deps_manager in
		apt) deps_entry=$deps_apt ;;
		dnf) deps_entry=$deps_dnf ;;
		*) deps_entry=$deps_zypper ;;
		esac
		case $deps_entry in
		@*) deps_entry=$(${deps_entry#@}) ;;
		esac
		[ "$deps_entry" = - ] || printf '%s\n' "$deps_entry"
	done
}

deps_installed()
{
	case $deps_manager in
	apt) dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed ;;
	*) rpm -q --quiet --whatprovides "$1" >/dev/null 2>&1 ;;
	esac
}

# deps_missing GROUP...: the packages to install, separated by blanks
deps_missing()
{
	deps_names "$@" | {
		deps_list=
		while read -r deps_entry; do
			deps_found=
			for deps_package in $(echo "$deps_entry" | tr / ' '); do
				if deps_installed "$deps_package"; then
					deps_found=yes
					break
				fi
			done
			[ "$deps_found" ] || deps_list="$deps_list ${deps_entry%%/*}"
		done
		printf '%s\n' "${deps_list# }"
	}
}

# deps_install PACKAGE...
deps_install()
{
	case $deps_manager in
	apt) deps_command="apt-get install -y --no-install-recommends $*" ;;
	dnf) deps_command="dnf install -y $*" ;;
	zypper) deps_command="zypper --non-interactive install --no-recommends $*" ;;
	esac

	deps_as=
	if [ "$(id -u)" -ne 0 ]; then
		if ! command -v sudo >/dev/null 2>&1; then
			deps_fail "missing packages: $*"
			deps_fail "not root and no sudo here; have root run: $deps_command"
			return 1
		fi
		deps_as=sudo
	fi

	deps_say "$deps_name lacks: $*"
	if [ "$deps_manager" = apt ]; then
		deps_say "installing them: ${deps_as:+$deps_as }apt-get update && ${deps_as:+$deps_as }$deps_command"
		$deps_as apt-get -q update ||
			deps_say "apt-get update failed; going on with the package lists that are there"
		deps_command="env DEBIAN_FRONTEND=noninteractive $deps_command"
	else
		deps_say "installing them: ${deps_as:+$deps_as }$deps_command"
	fi
	# Unquoted on purpose: a command line of plain words.
	# shellcheck disable=SC2086
	$deps_as $deps_command && return
	deps_fail "could not install: $*"
	[ -z "$deps_rhel" ] ||
		deps_fail "on $deps_name some of them come from EPEL and CRB; enable these, then try again:" \
			"dnf install epel-release && dnf config-manager --set-enabled crb"
	return 1
}

deps_meson_is_new()
{
	deps_meson=$(meson --version 2>/dev/null) || deps_meson=absent
	case ${deps_meson%%.*} in
	'' | 0 | *[!0-9]*) return 1 ;;
	esac
}

# deps_require GROUP...: have everything, or say what is wanted and fail
deps_require()
{
	deps_detect
	if [ -z "$deps_manager" ]; then
		deps_say "$deps_name: package names unknown (known: Debian, Ubuntu, Fedora, openSUSE);" \
			"going on with what is installed"
	else
		deps_lack=$(deps_missing "$@")
		if [ "$deps_lack" ]; then
			# shellcheck disable=SC2086
			deps_install $deps_lack || return 1
		fi
	fi
	deps_check_tools
}

# deps_check_tools: the programs without which nothing can be built
deps_check_tools()
{
	for deps_tool in "${CC:-gcc}" meson pkg-config python3; do
		command -v "${deps_tool%% *}" >/dev/null 2>&1 || {
			deps_fail "$deps_tool not found; pagestream needs a C compiler, meson 1.0 or" \
				"newer, ninja, pkg-config, python3 and the GSL development files"
			return 1
		}
	done
	deps_meson_is_new ||
		deps_fail "meson $deps_meson is too old, 1.0 or newer is needed: pip install --user meson"
}
