#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""deps.sh on make-believe machines: what it asks, what it says, what it installs."""
import os

import tap
from machine import Machine

DEPS = os.path.join(tap.SCRIPTS, 'lib/deps.sh')

BUILD = {
    'debian': 'gcc libc6-dev meson ninja-build pkg-config libgsl-dev libhwloc-dev libnuma-dev '
              'libjansson-dev libpfm4-dev python3',
    'fedora': 'gcc glibc-devel meson ninja-build pkgconf-pkg-config gsl-devel hwloc-devel '
              'numactl-devel jansson-devel libpfm-devel python3',
    'opensuse': 'gcc glibc-devel meson ninja pkg-config gsl-devel hwloc-devel libnuma-devel '
                'libjansson-devel libpfm-devel python3',
}
MORE = {
    'debian': 'gnuplot-nox git clang libclang-rt-14-dev libcmocka-dev binutils valgrind e2fsprogs strace make '
              'coccinelle libelf-dev',
    'fedora': 'gnuplot git clang compiler-rt libasan libubsan glibc-static libcmocka-devel binutils '
              'valgrind e2fsprogs strace make coccinelle elfutils-libelf',
    'opensuse': 'gnuplot git clang glibc-devel-static libcmocka-devel binutils valgrind e2fsprogs strace '
                'make libelf1',
}
VM = {
    'debian': 'make libelf-dev binutils qemu-system-x86',
    'fedora': 'make elfutils-libelf binutils qemu-system-x86-core busybox ndctl daxctl e2fsprogs '
              'glibc-static',
    'opensuse': 'make libelf1 binutils qemu-x86 busybox-static ndctl e2fsprogs glibc-devel-static',
}
KERNEL = {
    'debian': 'make flex bison bc perl git xz-utils libelf-dev pahole',
    'fedora': 'make flex bison bc perl-interpreter git xz elfutils-libelf-devel dwarves',
    'opensuse': 'make flex bison bc perl git xz libelf-devel dwarves',
}
LINT = {
    'debian': 'clang-tidy cppcheck',
    'fedora': 'clang-tools-extra cppcheck',
    'opensuse': 'clang-tools cppcheck',
}
FLEET = {
    'debian': 'parallel openssh-server openssh-client iproute2 slurmctld slurmd slurm-client munge',
    'fedora': 'parallel openssh-server openssh-clients iproute slurm-slurmctld slurm-slurmd slurm munge',
    'opensuse': 'gnu_parallel openssh openssh iproute2 slurm slurm-node munge',
}
PACKAGE = {
    'debian': ' dpkg-dev build-essential debhelper lintian',
    'fedora': '',
    'opensuse': '',
}
INSTALL = {
    'debian': ['apt-get -q update', 'apt-get install -y --no-install-recommends {}'],
    'fedora': ['dnf install -y {}'],
    'opensuse': ['zypper --non-interactive install --no-recommends {}'],
}


def require(machine, *groups):
    return machine.run('sh', '-c', f'set -u; . {DEPS}; deps_require "$@" && echo READY', 'sh',
                       *groups)


def test_names():
    for system in BUILD:
        groups = (('build', BUILD[system]),
                  ('build wish test', BUILD[system] + ' ' + MORE[system]),
                  ('build vm', BUILD[system] + ' ' + VM[system]),
                  ('build fleet', BUILD[system] + ' ' + FLEET[system]),
                  ('build lint', BUILD[system] + ' ' + LINT[system]),
                  ('build package', BUILD[system] + PACKAGE[system]),
                  ('build kernel', BUILD[system] + ' ' + KERNEL[system]))
        for asked, names in groups:
            with Machine(system, uid=0) as machine:
                status, out, err = require(machine, *asked.split())
                calls = machine.calls()
                wanted = [line.format(names) for line in INSTALL[system]]
                tap.ok(status == 0 and 'READY' in out and calls == wanted,
                       f'{system}: all of {asked} is installed by its name there',
                       f'wanted {wanted}', f'got {calls}', out, err)
                said = out.find(names)
                tap.ok(0 <= said < out.find(f'[{wanted[0].split()[0]} '),
                       f'{system}: {asked}: the packages are named before anything runs', out)

                status, out, err = require(machine, *asked.split())
                tap.ok(status == 0 and out == 'READY\n' and not err and not machine.calls(),
                       f'{system}: {asked}: a second time does nothing and says nothing', out, err)


def test_some_missing():
    for system in BUILD:
        names = BUILD[system].split()
        with Machine(system, uid=0, installed=names[:2] + names[3:]) as machine:
            status, out, err = require(machine, 'build')
            wanted = [line.format(names[2]) for line in INSTALL[system]]
            tap.ok(status == 0 and machine.calls() == wanted,
                   f'{system}: only what is missing is installed', out, err)


def test_privilege():
    for system in BUILD:
        names = BUILD[system].split()
        with Machine(system, installed=names) as machine:
            status, out, err = require(machine, 'build')
            tap.ok(status == 0 and out == 'READY\n' and not err and not machine.calls(),
                   f'{system}: nothing missing needs no root', out, err)

        with Machine(system, sudo=True, installed=names[1:]) as machine:
            status, out, err = require(machine, 'build')
            calls = machine.calls()
            managers = [line for line in calls if not line.startswith('sudo')]
            tap.ok(status == 0 and managers == [line.format(names[0]) for line in INSTALL[system]]
                   and len(calls) == 2 * len(managers),
                   f'{system}: a user with sudo installs through it', calls, out, err)

        with Machine(system, installed=names[2:]) as machine:
            status, out, err = require(machine, 'build')
            command = INSTALL[system][-1].format(' '.join(names[:2]))
            tap.ok(status == 1 and 'READY' not in out and not machine.calls()
                   and f'missing packages: {" ".join(names[:2])}' in err and command in err,
                   f'{system}: neither root nor sudo: packages and command are named', out, err)


def test_alternatives():
    names = BUILD['debian'].replace('pkg-config', 'pkgconf').split()
    with Machine('debian', installed=names + ['gnuplot-qt', 'git']) as machine:
        status, out, err = require(machine, 'build', 'wish')
        tap.ok(status == 0 and not machine.calls(), 'another package that does the same is enough',
               out, err)

    with Machine('debian', uid=0, installed=BUILD['debian'].split()[1:]) as machine:
        machine.put('removed', 'gcc\n')
        require(machine, 'build')
        tap.ok(any(call.endswith(' gcc') for call in machine.calls()),
               'a package of which only the configuration is left is missing')


def test_releases():
    with Machine('debian-next', uid=0) as machine:
        status, out, err = require(machine, 'test')
        calls = ' '.join(machine.calls())
        tap.ok(status == 0 and ' clang ' in calls and 'clang-rt' not in calls,
               'a release whose sanitizer package is unknown goes without', out, err)

    for system, manager in (('mint', 'apt-get'), ('alma', 'dnf')):
        with Machine(system, uid=0) as machine:
            status, out, err = require(machine, 'build')
            tap.ok(status == 0 and machine.calls()[-1].startswith(manager + ' install'),
                   f'{system} is known by what it is like', out, err)

    with Machine('arch') as machine:
        status, out, err = require(machine, 'build')
        tap.ok(status == 0 and 'READY' in out and 'Arch Linux' in out and not machine.calls(),
               'an unknown distribution goes on with what is there', out, err)
    with Machine('arch', lacks=('meson',)) as machine:
        status, out, err = require(machine, 'build')
        tap.ok(status == 1 and 'meson not found' in err and len(err.splitlines()) == 1,
               'an unknown distribution without meson is told what is needed', out, err)


def test_failures():
    with Machine('debian', uid=0) as machine:
        machine.put('offline', '')
        status, out, err = require(machine, 'build')
        tap.ok(status == 1 and 'could not install: gcc ' in err and 'READY' not in out,
               'a failed installation is a failure', out, err)

    with Machine('alma', uid=0) as machine:
        machine.put('offline', '')
        status, out, err = require(machine, 'build', 'vm')
        tap.ok(status == 1 and 'EPEL and CRB' in err and 'qemu-kvm' in err and 'busybox' not in err,
               'on a relative of RHEL a failure says which repositories are missing', out, err)

    for version in ('0.61.2', '0.999', 'what'):
        with Machine('debian', installed=BUILD['debian'].split(), meson=version) as machine:
            status, out, err = require(machine, 'build')
            tap.ok(status == 1 and len(err.splitlines()) == 1 and f'meson {version} ' in err
                   and '1.0' in err, f'meson {version} is too old, said in one line', out, err)
    for version in ('1.0.0', '1.10.2', '2.0', '10.1'):
        with Machine('debian', installed=BUILD['debian'].split(), meson=version) as machine:
            status, out, err = require(machine, 'build')
            tap.ok(status == 0 and not err, f'meson {version} is new enough', out, err)


def main():
    test_names()
    test_some_missing()
    test_privilege()
    test_alternatives()
    test_releases()
    test_failures()
    tap.done()


if __name__ == '__main__':
    main()
