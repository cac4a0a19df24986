# SPDX-License-Identifier: GPL-2.0-or-later
"""
The loop of the series' reviewer, which needs no pmem: loads and unloads
test_hmm, which maps device-private memory for two devices each time, and times
memremap_pages() and the memmap_init_zone_device() inside it.  Both become rows
of a run file.  Needs a kernel with test_hmm, which "scripts/vm kernel" builds
and no distribution has:

  scripts/vm hmm --kernel "$(scripts/vm kernel)"
  scripts/vm hmm --kernel "$(scripts/vm kernel --hmm-chunk 64G)" --memory 4G
"""
import sys

from vm import VmError, cmd_rebind, guest, main

HELP = 'time memremap_pages() of device-private memory'

LOOP, CALL = 'private:map=mem', 'private:map=mem,call=memremap_pages'


def options(parser):
    parser.add_argument('--cycles', type=main.count, default=10, metavar='N',
                        help='times that test_hmm is loaded after the first (default: 10)')
    parser.add_argument('-o', '--output', metavar='FILE',
                        help='run file, a new one (default: results/TIME-hmm.tsv)')


class Recorder(cmd_rebind.Recorder):
    """Two rows for each memremap_pages()."""

    PLAN = 'hmm'
    WHAT = ('the kernel\'s own stores, by its function-graph tracer, interrupts included: '
            f'{LOOP} is memmap_init_zone_device(), {CALL} the whole call around it')

    def take(self, data):
        """Whole lines of a guest's standard output."""
        super().take(data)
        for line in data.decode('utf-8', 'replace').splitlines():
            word, _, rest = line.partition(' ')
            if word == 'device':
                self._device(*rest.split())

    def _device(self, cycle, _, cpu, call, loop, pages):
        for target, took in ((LOOP, loop), (CALL, call)):
            if took != '-':
                self.begin(target, 'order0')
                self.fields(pages=pages, done_pages=pages)
                self.row(cycle == '0', cpu, took)
        self.next_round()


def run(opt):
    path = cmd_rebind.new_path(opt, 'hmm')
    machine = main.machine_of(opt)
    module = machine.kernel.file('test_hmm')
    if not module:
        raise VmError(f'hmm: kernel {machine.kernel.release} has no module test_hmm; '
                      'scripts/vm kernel builds one that has')
    recorder = Recorder(opt, machine, path)
    files = {**main.programs_of(opt), 'test_hmm.ko': module}
    main.say('test_hmm: booting')
    result = guest.run(machine, ['hmm', str(opt.cycles)], files, on_stdout=recorder.take,
                       on_stderr=sys.stderr.buffer.write)
    if recorder.end(result.status == 0):
        cmd_rebind.print_table(recorder.times)
        if machine.accel != 'kvm':
            print('The CPU was emulated: the path is real, the times are not.')
        print(f'run file: {path}')
    if result.status != 0:
        raise VmError('hmm: ' + (result.why or 'failed in the guest'))
    return 0
