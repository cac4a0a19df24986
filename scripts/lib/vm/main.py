# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line of scripts/vm."""
import argparse
import importlib
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.realpath(__file__))))

# pylint: disable=wrong-import-position
from command_line import Parser  # noqa: E402
from vm import VmError, VmMissing, accel, guest, kernel, program, qemu  # noqa: E402

COMMANDS = ('boot', 'codegen', 'headers', 'hmm', 'images', 'kernel', 'module', 'rebind', 'selection',
            'test')


def _common():
    """What every command takes."""
    parser = Parser(add_help=False)
    group = parser.add_argument_group('the guest')
    group.add_argument('--kernel', metavar='IMAGE',
                       help='kernel image; or a series such as 6.12 or 7.3, of which the '
                            'distribution or Debian\'s backports have a package (default: the '
                            'distribution\'s kernel)')
    group.add_argument('--modules', metavar='DIR',
                       help='modules of that image, DIR named like the release (default: the '
                            'folder that holds IMAGE, when that is lib/modules/RELEASE)')
    group.add_argument('--cpu', metavar='MODEL',
                       help='CPU model of QEMU (default: host under KVM, else max)')
    group.add_argument('--memory', metavar='SIZE', type=size, default='1G',
                       help='shared by two nodes (default: 1G)')
    group.add_argument('--nvdimm', metavar='SIZE', type=size, default='1G',
                       help='size of the emulated NVDIMM (default: 1G)')
    group.add_argument('--accel', choices=('auto', 'kvm', 'tcg'), default='auto',
                       help='KVM, or TCG, which emulates the CPU (default: KVM where a guest '
                            'runs under it)')
    group.add_argument('--build', metavar='DIR',
                       help='take our programs from this build with -Dstatic=true (default: '
                            'build-vm, made when needed)')
    return parser


def count(text):
    """A number of at least one, for argparse."""
    if not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f'{text}: not a number from 1 up')
    return int(text)


def size(text):
    """Bytes, for argparse."""
    try:
        return qemu.size_bytes(text)
    except VmError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def say(text):
    """Progress, for people."""
    print('scripts/vm: ' + text, file=sys.stderr, flush=True)


def machine_of(options, image=None):
    """The guest.Machine that the options describe; @image instead of --kernel."""
    found = kernel.find(image or options.kernel, options.modules, say)
    chosen = accel.choose(options.accel, found, say)
    return guest.Machine(
        found, chosen, options.cpu or ('host' if chosen == 'kvm' else 'max'),
        options.memory, options.nvdimm)


def programs_of(options):
    """{path in the guest: path here} of our programs."""
    if not options.build:
        say('building build-vm')
    return program.files(options.build)


def main():
    parser = Parser(prog='scripts/vm', description='A guest with a real kernel, an emulated '
                     'NVDIMM and two nodes.')
    commands = parser.add_subparsers(metavar='COMMAND', dest='command', required=True)
    common = _common()
    for name in COMMANDS:
        module = importlib.import_module('vm.cmd_' + name)
        boots = getattr(module, 'BOOTS', True)
        sub = commands.add_parser(name, parents=[common] if boots else [], help=module.HELP,
                                  description=module.__doc__)
        module.options(sub)
        sub.set_defaults(run=module.run, boots=boots)
    options = parser.parse_args()
    try:
        if options.boots:
            qemu.require()
        return options.run(options)
    except VmError as error:
        print(f'scripts/vm: {error}', file=sys.stderr)
        if isinstance(error, VmMissing) and hasattr(options, 'missing'):
            return options.missing
        return getattr(options, 'failed', 1)
    except KeyboardInterrupt:
        return 3


if __name__ == '__main__':
    sys.exit(main())
