#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""test-plots.py [--update] PAGESTREAM: the pictures of synthetic runs.

In characters byte for byte; as SVG and PNG by size, by the words in them and by
the marks of every series.  --update writes the expected pictures anew.
"""
import difflib
import html
import importlib.util
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
GOLDEN = HERE / 'golden'
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / 'scripts/tests'))
import tap  # noqa: E402

spec = importlib.util.spec_from_file_location('make_run', ROOT / 'bench/tests/make-run.py')
make_run = importlib.util.module_from_spec(spec)
spec.loader.exec_module(make_run)

# The gnuplot whose pictures in characters the golden files are.
GOLDEN_GNUPLOT = 'gnuplot 5.4'
SVG = '{http://www.w3.org/2000/svg}'


def call(tool, *args, cwd=None, **env):
    return subprocess.run([tool, *args], capture_output=True, text=True, check=False, cwd=cwd,
                          env={**os.environ, 'LC_ALL': 'C', **env})


def read_data(folder, stem):
    """The data blocks of a picture: name to rows of fields."""
    blocks, rows = {}, None
    for line in pathlib.Path(folder, f'{stem}.data').read_text(encoding='utf-8').splitlines():
        begin = re.fullmatch(r'\$(\w+) << END_OF_DATA', line)
        if begin:
            rows = blocks.setdefault(begin[1], [])
        elif line == 'END_OF_DATA':
            rows = None
        elif rows is not None and line:
            rows.append(line.split('\t'))
    return blocks


def png_size(path):
    head = pathlib.Path(path).read_bytes()[:24]
    if head[:8] != b'\x89PNG\r\n\x1a\n':
        return None
    return struct.unpack('>II', head[16:24])


def svg_tree(path):
    return xml.etree.ElementTree.parse(path).getroot()


def svg_words(root):
    return [''.join(element.itertext()).strip() for element in root.iter(f'{SVG}text')]


def svg_heights(root):
    """Where each text stands: word to distance from the top."""
    heights = {}
    for group in root.iter(f'{SVG}g'):
        at = re.match(r'translate\([-0-9.]+,([-0-9.]+)\)', group.get('transform', ''))
        for text in group.findall(f'{SVG}text') if at else ():
            heights[''.join(text.itertext()).strip()] = float(at[1])
    return heights


def svg_marks(root):
    """How many marks of each shape and colour are drawn."""
    marks = {}
    for element in root.iter(f'{SVG}use'):
        shape = element.get('{http://www.w3.org/1999/xlink}href')
        marks[shape] = marks.get(shape, 0) + 1
    return marks


def check_golden(folder, name, stem, update, version):
    found = pathlib.Path(folder, f'{stem}.txt').read_text(encoding='utf-8')
    path = GOLDEN / f'{name}.{stem}.txt'
    if update:
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(found, encoding='utf-8')
    if not version.startswith(GOLDEN_GNUPLOT):
        tap.skip(f'{name}: {stem} in characters', f'drawn by {version}, expected of {GOLDEN_GNUPLOT}')
        return
    expected = path.read_text(encoding='utf-8') if path.exists() else ''
    tap.ok(found == expected, f'{name}: {stem} in characters', '\n'.join(difflib.unified_diff(
        expected.splitlines(), found.splitlines(), f'golden/{path.name}', 'found', lineterm='')))
    tap.ok(all(len(line) <= 72 and line == line.rstrip() for line in found.splitlines()),
           f'{name}: {stem} in characters fits 72 columns', found)


def check_pictures(folder, name, stem, wanted, nr_marks):
    """SVG and PNG of one size, with the words and marks that the data asks for."""
    root = svg_tree(os.path.join(folder, f'{stem}.svg'))
    words = svg_words(root)
    missing = [word for word in wanted if not any(word in text for text in words)]
    tap.ok(not missing, f'{name}: {stem}.svg has every label', f'missing: {missing}', words)
    marks = sum(svg_marks(root).values())
    tap.ok(marks >= nr_marks, f'{name}: {stem}.svg draws every row',
           f'{marks} marks, {nr_marks} rows')
    size = tuple(round(float(root.get(key))) for key in ('width', 'height'))
    png = png_size(os.path.join(folder, f'{stem}.png'))
    tap.ok(png == size and size[0] == 900 and 150 < size[1] < 4000,
           f'{name}: {stem}.png is a picture of the same size', png, size)


def check_copies(folder, name, origin):
    data = read_data(folder, 'copies')
    rows = [row for block in ('usable', 'fpu_only', 'null') for row in data[block]]
    wanted = [row[1] for row in data['heads']] + [row[1] for row in rows] + \
        [row[2] for row in rows] + ['Time per struct page, by copy', 'ns per struct page', 'sample',
                                    origin]
    check_pictures(folder, name, 'copies', wanted, len(rows) + len(data['samples']))


def check_ratio(folder, name, origin):
    data = read_data(folder, 'ratio')
    wanted = [row[1] for row in data['copies']] + [row[2] for row in data['ratios']] + \
        ['time / time of mov', origin]
    check_pictures(folder, name, 'ratio', wanted, len(data['ratios']))
    text = pathlib.Path(folder, 'ratio.data').read_text(encoding='utf-8')
    heights = svg_heights(svg_tree(os.path.join(folder, 'ratio.svg')))
    legend = [heights.get(group) for group in re.findall(r"^group\[\d+\] = '(.*)'$", text, re.M)]
    top = min(heights[row[2]] for row in data['ratios'])
    tap.ok(legend and all(height and height < top for height in legend),
           f'{name}: ratio.svg has its legend above the plot', legend, top)


def check_boxes(folder, name, stem, nr_boxes):
    """Bars are polygons."""
    found = len(list(svg_tree(os.path.join(folder, f'{stem}.svg')).iter(f'{SVG}polygon')))
    tap.ok(found >= nr_boxes, f'{name}: {stem}.svg draws every bar', f'{found} of {nr_boxes}')


def check_sizes(folder, name, origin):
    data = read_data(folder, 'sizes')
    wanted = ['mov', 'movnti', 'base', 'size of the memmap', 'ns per struct page', 'is preferred from',
              *(row[1] for row in data['caches']), origin]
    check_pictures(folder, name, 'sizes', wanted, len(data['times']))


def check_thread(folder, name, origin):
    data = read_data(folder, 'thread')
    wanted = [row[1] for block in ('heads', 'published', 'here') for row in data[block]] + \
        [row[5] for block in ('published', 'here') for row in data[block]] + \
        ['published, least to greatest', 'here, with 95 % interval where there is one', origin]
    check_pictures(folder, name, 'thread', wanted, 0)
    check_boxes(folder, name, 'thread', len(data['published']) + len(data['here']))


def check_trace(folder, name, origin):
    data = read_data(folder, 'trace')
    blocks = [block for block in ('used', 'moved', 'spun', 'marked') if data[block]]
    legend = {'used': 'used', 'moved': 'moved by the host', 'spun': 'sibling',
              'marked': 'marked by the run'}
    check_pictures(folder, name, 'trace', [legend[block] for block in blocks] +
                   ['seconds of timed calls', 'time / median of its case', 'spin / median', origin],
                   sum(len(data[block]) for block in blocks))


def check_traffic(folder, name, origin):
    data = read_data(folder, 'traffic')
    rows = data['measured'] + data['model']
    wanted = [row[1] for row in rows] + [f'{row[2]} + {row[3]}' for row in rows] + \
        ['DRAM bytes per byte stored', 'read, predicted', 'written, predicted', origin]
    if data['measured']:
        wanted += ['read, measured', 'written, measured', 'Measured by core, uncore']
    check_pictures(folder, name, 'traffic', wanted, 0)
    check_boxes(folder, name, 'traffic', 2 * len(rows))


def check_latency(folder, name, origin):
    data = read_data(folder, 'latency')
    wanted = ['base', 'mov', 'movnti', 'lines in flight', 'latency of a dependent load, ns', 'GB/s', origin]
    check_pictures(folder, name, 'latency', wanted, len(data['points']))
    tap.ok({row[2] for row in data['points']} == {'dram', 'dram, load'},
           f'{name}: latency.data has a point for each memory', data['points'])


def check_threads(folder, name, origin):
    data = read_data(folder, 'threads')
    wanted = ['mov', 'movnti', 'base', 'threads', 'GB/s', '8', 'movnti gains no more from 4 on', origin]
    check_pictures(folder, name, 'threads', wanted, len(data['rates']))
    tap.ok([row[0] for row in data['rates']] == ['1', '2', '4', '8'] * 3,
           f'{name}: threads.data has a point for each number', data['rates'])
    for row in data['rates']:
        tap.ok(float(row[2]) <= float(row[1]) <= float(row[3]), f'{name}: a rate is within its interval', row)


CHECKS = {'copies': check_copies, 'latency': check_latency, 'ratio': check_ratio, 'sizes': check_sizes,
          'thread': check_thread, 'threads': check_threads, 'trace': check_trace, 'traffic': check_traffic}

# scenario: the pictures that it has data for
SCENARIOS = {
    'win': 'copies ratio trace',
    'groups': 'copies ratio trace',
    'disturbed': 'copies ratio trace',
    'two-modes': 'copies ratio trace',
    'thin-mode': 'copies ratio trace',
    'few-rounds': 'copies ratio trace',
    'no-mov': 'copies trace',
    'predicted': 'copies ratio trace traffic',
    'counted': 'copies ratio trace traffic',
    'scale': 'copies ratio threads trace',
    'sizes': 'copies ratio sizes trace',
    'thread': 'copies ratio thread trace',
    'why-probed': 'copies latency ratio thread trace',
    'one-sample': 'copies',
    'empty': '',
    'all-skip': '',
}


def test_scenario(tool, folder, name, update, version):
    run = os.path.join(folder, f'{name}.run')
    out = os.path.join(folder, name)
    pathlib.Path(run).write_text(make_run.SCENARIOS[name](name), encoding='utf-8')
    done = call(tool, 'report', 'plot', '-o', out, run)
    tap.ok(done.returncode == 0 and not done.stderr, f'{name}: drawn', done.stdout, done.stderr)
    if done.returncode:
        return
    page = pathlib.Path(out, 'index.html').read_text(encoding='utf-8')
    drawn = SCENARIOS[name].split()
    tap.ok(page.count('src="data:image/svg+xml;base64,') == len(drawn) and
           not re.search(r'(?:src|href)="(?!data:|#|[a-z0-9-]+\.(?:svg|png|txt|data|gp)")', page),
           f'{name}: the page carries each picture, and loads nothing', drawn)
    away = [name for name in re.findall(r'href="([a-z0-9-]+\.[a-z]+)"', page)
            if not os.path.exists(os.path.join(out, name))]
    lost = [name for name in re.findall(r'href="#([a-z0-9-]+)"', page) if f'id="{name}"' not in page]
    tap.ok(not away and not lost, f'{name}: what the page links to is there', away, lost)
    for stem, check in CHECKS.items():
        if stem in drawn:
            check(out, name, f'run test-{name}')
            check_golden(out, name, stem, update, version)
        else:
            said = pathlib.Path(out, f'{stem}.txt').read_text(encoding='utf-8')
            tap.ok(said.startswith('No picture: ') and ' '.join(said.split()) in page and
                   not os.path.exists(os.path.join(out, f'{stem}.svg')),
                   f'{name}: {stem} says why it is not drawn', said)


def test_no_interval(tool, folder):
    """Where there is no interval there is no bar: neither one of no width nor one from 0."""
    bars = {}
    for name, rounds in (('two', 2), ('eight', 8)):
        run = make_run.Run(name)
        run.rounds({'mov': 1, 'movnti': 0.5}, nr_rounds=rounds, nr_reps=2)
        path = os.path.join(folder, f'{name}-rounds.run')
        pathlib.Path(path).write_text(run.end(), encoding='utf-8')
        out = os.path.join(folder, f'{name}-rounds')
        call(tool, 'report', 'plot', '-o', out, path)
        data = [row for row in read_data(out, 'ratio')['ratios'] if row]
        bars[name] = len(list(svg_tree(os.path.join(out, 'ratio.svg')).iter(f'{SVG}path')))
        missing = [row for row in data if row[3:5] == ['NaN', 'NaN']]
        tap.ok(len(missing) == (len(data) if rounds == 2 else 0), f'ratio of {name} rounds', data)
    tap.ok(bars['two'] < bars['eight'], 'no bar without an interval', bars)


def test_folder(tool, folder):
    run = os.path.join(folder, 'win.run')
    there = os.path.join(folder, 'there')
    os.mkdir(there)
    done = call(tool, 'report', 'plot', '-o', there, run)
    tap.ok(done.returncode == 0 and os.path.exists(os.path.join(there, 'index.html')),
           'an empty folder is filled', done.stderr)
    before = sorted(os.listdir(there))
    done = call(tool, 'report', 'plot', '-o', there, run)
    tap.ok(done.returncode == 1 and there in done.stderr and len(done.stderr.splitlines()) == 1 and
           sorted(os.listdir(there)) == before, 'a full one is not touched', done.stderr)
    done = call(tool, 'report', 'plot', '-o', os.path.join(run, 'x'), run)
    tap.ok(done.returncode == 1 and len(done.stderr.splitlines()) == 1,
           'a folder that cannot be made', done.stderr)
    with open(run, encoding='utf-8') as file:
        done = subprocess.run([tool, 'report', 'plot'], stdin=file, capture_output=True, text=True,
                              check=False, cwd=folder)
    tap.ok(done.returncode == 1 and '-o' in done.stderr, 'standard input needs -o', done.stderr)
    other = os.path.join(folder, 'other.run')
    pathlib.Path(other).write_text(make_run.SCENARIOS['win']('other'), encoding='utf-8')
    done = call(tool, 'report', 'plot', run, other, cwd=folder)
    names = os.listdir(os.path.join(folder, 'win-plots'))
    tap.ok(done.returncode == 0 and 'copies-1.svg' in names and 'copies-2.png' in names,
           'two files, a folder named after the first', names, done.stderr)
    left = [name for name in os.listdir(folder) if 'partial' in name]
    tap.ok(not left, 'nothing half done is left behind', left)


def test_hostile(tool, folder):
    """What gnuplot, a shell or a browser could take for its own is text."""
    proof = os.path.join(folder, 'proof')
    text = make_run.SCENARIOS['win']('win')
    evil = f"`touch {proof}` $(touch {proof}) '.system('touch {proof}').' \\ @x <blink>\"&"
    text = text.replace('# run: test-win', f'# run: {evil}')
    text = text.replace('\tmovnti\t', f"\tmovnti:{evil.replace(' ', '_')}\t")
    path = os.path.join(folder, 'hostile.run')
    pathlib.Path(path).write_text(text, encoding='utf-8')
    out = os.path.join(folder, 'hostile')
    done = call(tool, 'report', 'plot', '-o', out, path)
    page = pathlib.Path(out, 'index.html').read_text(encoding='utf-8') if not done.returncode else ''
    tap.ok(done.returncode == 0 and not os.path.exists(proof) and '<blink' not in page and
           '&lt;blink&gt;' in page, 'words of a run file are never commands', done.stderr)


def test_again(tool, folder):
    """The folder draws itself once more, without pagestream."""
    out = os.path.join(folder, 'win')
    before = pathlib.Path(out, 'copies.svg').read_bytes()
    os.unlink(os.path.join(out, 'copies.svg'))
    subprocess.run(['gnuplot', '--default-settings', 'all.gp'], cwd=out, check=False,
                   capture_output=True)
    tap.ok(pathlib.Path(out, 'copies.svg').read_bytes() == before, 'gnuplot all.gp draws it again')


def test_machines(tool, folder):
    """Of several runs: the machines side by side, then each run in its turn."""
    paths = []
    for name in ('win', 'sizes'):
        paths.append(os.path.join(folder, f'both-{name}.run'))
        pathlib.Path(paths[-1]).write_text(
            make_run.SCENARIOS[name](name).replace('# run: ', f'# run: {name}-'), encoding='utf-8')
    out = os.path.join(folder, 'both')
    done = call(tool, 'report', 'plot', '-o', out, *paths)
    page = pathlib.Path(out, 'index.html').read_text(encoding='utf-8') if not done.returncode else ''
    first = page.partition('<h1 id="run-1">')[0]
    machines = call(tool, 'report', 'machines', *paths).stdout
    tap.ok('on these machines' in first and html.escape(machines, quote=True) in first and
           'href="#run-1"' in first and 'href="#run-2"' in first and '<h1 id="run-2">' in page,
           'several runs: their machines, and where each run is', first[-3000:], done.stderr)


def test_together(tool, folder):
    """Rate against latency: one picture of all machines that have probes."""
    probed = make_run.SCENARIOS['why-probed']('why-probed')
    other = re.sub('(?m)^# platform: .*', '# platform: amd-zen5',
                   probed.replace('# run: test-', '# run: other-'))
    tap.ok('# platform: amd-zen5\n' in other, 'a run of another machine')
    paths = []
    for name, text in (('one', probed), ('none', make_run.SCENARIOS['win']('win')), ('other', other)):
        paths.append(os.path.join(folder, f'together-{name}.run'))
        pathlib.Path(paths[-1]).write_text(text, encoding='utf-8')
    out = os.path.join(folder, 'together')
    done = call(tool, 'report', 'plot', '-o', out, *paths)
    names = set(os.listdir(out)) if not done.returncode else set()
    tap.ok({'latency.svg', 'latency.png', 'latency.txt'} <= names and
           not names & {'latency-1.svg', 'latency-2.svg', 'latency-3.svg'} and
           [line for line in done.stdout.splitlines() if line.startswith('latency')] ==
           ['latency    Rate of each copy against the latency of the memory'], 'several machines are in one picture of latency', names,
           done.stdout, done.stderr)
    text = pathlib.Path(out, 'latency.txt').read_text(encoding='utf-8') if names else ''
    tap.ok('movnti on intel-icx, run 1' in text and 'movnti on amd-zen5, run 3' in text and
           'run 2' not in text and 'other-why-probed' in text, 'each by its name', text)
    page = pathlib.Path(out, 'index.html').read_text(encoding='utf-8') if names else ''
    tap.ok(page.count('id="latency"') == 1 and
           page.index('id="latency"') < page.index('<h1 id="run-1">'), 'above all runs of the page')
    done = call(tool, 'report', 'plot', '-o', os.path.join(folder, 'apart'), paths[1],
                os.path.join(folder, 'both-sizes.run'))
    tap.ok(done.stdout.startswith('latency    No picture: no run has probes'),
           'or it says that none has probes', done.stdout, done.stderr)


def browser():
    return shutil.which('chromium') or shutil.which('chromium-browser')


def test_browser(folder):
    """The page opens from disk and shows its pictures."""
    program = browser()
    if not program:
        tap.skip('the page in a browser', 'no chromium here')
        return
    shot = os.path.join(folder, 'shot.png')
    done = subprocess.run([program, '--headless', '--no-sandbox', '--disable-gpu',
                           f'--user-data-dir={folder}/profile', '--window-size=1100,2000',
                           f'--screenshot={shot}', f'file://{folder}/win/index.html'],
                          capture_output=True, text=True, check=False, timeout=120)
    good = os.path.exists(shot) and png_size(shot) == (1100, 2000)
    tap.ok(good, 'the page in a browser', done.stderr[-500:])
    done = subprocess.run([program, '--headless', '--no-sandbox', '--disable-gpu',
                           f'--user-data-dir={folder}/profile', '--dump-dom',
                           f'file://{folder}/win/index.html'],
                          capture_output=True, text=True, check=False, timeout=120)
    tap.ok(done.stdout.count('<img ') == 3 and '<td>movnti</td>' in done.stdout,
           'the page is understood', done.stdout[:300], done.stderr[-500:])


def main():
    tool = os.path.abspath(sys.argv[-1])
    try:
        version = subprocess.run(['gnuplot', '--version'], capture_output=True, text=True,
                                 check=False).stdout.strip()
    except OSError:
        tap.skip('pictures', 'no gnuplot here')
        tap.done()
    with tempfile.TemporaryDirectory() as folder:
        for name in SCENARIOS:
            test_scenario(tool, folder, name, sys.argv[1] == '--update', version)
        test_no_interval(tool, folder)
        test_folder(tool, folder)
        test_hostile(tool, folder)
        test_again(tool, folder)
        test_machines(tool, folder)
        test_together(tool, folder)
        test_browser(folder)
    tap.done()


if __name__ == '__main__':
    main()
