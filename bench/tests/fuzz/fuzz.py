#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""
fuzz.py PROGRAM [--seconds N] [--runs N] [--keep FOLDER]

Gives a fuzz target its seeds: those of seeds/, and what else of the tree it
reads.  With --seconds or --runs libFuzzer goes on from them, in --keep with the
inputs of earlier calls; an input that it fails on is left in the current
folder.  TAP.
"""
import argparse
import importlib.util
import os
import re
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
ROOT = os.path.join(HERE, '../../..')
MACHINES = os.path.join(ROOT, 'platforms/tests/machines')
PUBLISHED = os.path.join(ROOT, 'data/published')

sys.path.insert(0, os.path.join(ROOT, 'scripts/tests'))
import tap  # noqa: E402

# Longer ones take long and find the same.
SEED_MOST = 200000
# One byte chooses; more than there are reports does no harm.
REPORTS = 16


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def committed(name):
    folder = os.path.join(HERE, 'seeds', name)
    return {entry: read(os.path.join(folder, entry)) for entry in sorted(os.listdir(folder))} \
        if os.path.isdir(folder) else {}


def run_files():
    spec = importlib.util.spec_from_file_location('make_run', os.path.join(HERE, '../make-run.py'))
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return {name: scenario(name).encode() for name, scenario in made.SCENARIOS.items()}


def machines():
    """Each recording as one input of fuzz-machine."""
    seeds = {}
    for name in sorted(os.listdir(MACHINES)):
        folder = os.path.join(MACHINES, name)
        parts = []
        for where, _, files in os.walk(folder):
            for file in sorted(files):
                path = os.path.join(where, file)
                parts.append(f'=== {os.path.relpath(path, folder)}\n'.encode() + read(path))
        seeds[name] = b''.join(part if part.endswith(b'\n') else part + b'\n' for part in parts)
    return seeds


def cpuids():
    paths = {name: os.path.join(MACHINES, name, 'cpuid') for name in os.listdir(MACHINES)}
    return {name: read(path) for name, path in sorted(paths.items()) if os.path.exists(path)}


def reports():
    return {f'{name}-{number}': bytes([number]) + text
            for name, text in run_files().items() for number in range(REPORTS)}


def seeds_of(name):
    more = {
        'run-file': run_files, 'report': reports, 'machine': machines, 'cpuid': cpuids,
        'published': lambda: {entry: read(os.path.join(PUBLISHED, entry))
                              for entry in os.listdir(PUBLISHED)},
    }
    seeds = {**committed(name), **more.get(name, dict)()}
    return {key: data for key, data in seeds.items() if len(data) <= SEED_MOST}


def call(words):
    return subprocess.run(words, capture_output=True, text=True, errors='replace', check=False,
                          stdin=subprocess.DEVNULL)


def fuzz(opt, name, folder):
    limit = [f'-runs={opt.runs}'] if opt.runs else [f'-max_total_time={opt.seconds}']
    corpus = [opt.keep] if opt.keep else []
    if opt.keep:
        os.makedirs(opt.keep, exist_ok=True)
    # What a target says to its user would drown what libFuzzer says to us.
    done = call([opt.program, *limit, '-close_fd_mask=3', '-timeout=60', '-rss_limit_mb=4096',
                 '-print_final_stats=1', f'-artifact_prefix={name}-', *corpus, folder])
    found = re.search(r'number_of_executed_units: ([0-9]+)', done.stderr)
    tap.ok(done.returncode == 0 and found, f'{name}: nothing found',
           done.stderr[-6000:])
    print(f'# {name}: {found[1] if found else 0} executions')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('program')
    parser.add_argument('--seconds', type=int, default=0)
    parser.add_argument('--runs', type=int, default=0)
    parser.add_argument('--keep')
    opt = parser.parse_args()
    name = os.path.basename(opt.program).removeprefix('fuzz-')
    seeds = seeds_of(name)
    with tempfile.TemporaryDirectory() as folder:
        for number, (key, data) in enumerate(sorted(seeds.items())):
            with open(os.path.join(folder, f'{number:04}-{key}'), 'wb') as file:
                file.write(data)
        paths = [os.path.join(folder, entry) for entry in sorted(os.listdir(folder))]
        done = call([opt.program, *paths])
        tap.ok(seeds and done.returncode == 0, f'{name}: {len(seeds)} seeds',
               done.stderr[-3000:])
        if opt.seconds or opt.runs:
            fuzz(opt, name, folder)
    tap.done()


if __name__ == '__main__':
    main()
