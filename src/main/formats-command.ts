/**
 * `npm run formats -- inspect | images | convert | validate | build`: a tool for the field's file formats. It reads files
 * on this machine and writes files on this machine; no hub is asked. Image bytes are never printed.
 */
import { FormatError } from '../extraction/formats/format-error.js';
import { CommandError } from './command-error.js';
import { build } from './formats-build.js';
import { convert } from './formats-convert.js';
import { images } from './formats-images.js';
import { inspect } from './formats-inspect.js';
import {
  FORMATS_OPTIONS,
  type FormatsOption,
  type FormatsOptions,
  parseFormatsArguments,
} from './formats-options.js';
import { validate } from './formats-validate.js';

export type Print = (line: string) => void;

export type FormatsContext = {
  readonly paths: readonly string[];
  readonly options: FormatsOptions;
  readonly print: Print;
  /** Milliseconds since 1970, for dates in what is built. */
  readonly nowMs: number;
};

type Subcommand = {
  readonly usage: string;
  readonly meaning: string;
  /** How many paths it takes, at least and at most. */
  readonly paths: readonly [number, number];
  readonly options: readonly (keyof FormatsOptions)[];
  readonly run: (context: FormatsContext) => Promise<number>;
};

const SUBCOMMANDS: Readonly<Record<string, Subcommand>> = {
  inspect: {
    usage: 'inspect FILE ...',
    meaning: 'what the files hold, as a tree; with --dump a transaction as NIST tools print it',
    paths: [1, 1000],
    options: ['dump'],
    run: inspect,
  },
  images: {
    usage: 'images FILE FOLDER',
    meaning: 'writes every image of the file into the folder as PNG',
    paths: [2, 2],
    options: ['force'],
    run: images,
  },
  convert: {
    usage: 'convert FROM TO',
    meaning: 'one image into the format of the ending of TO: .wsq .png .jpg .tif .pgm; minutiae into .fmr',
    paths: [2, 2],
    options: ['image', 'ppi', 'ratio', 'layout', 'force'],
    run: convert,
  },
  validate: {
    usage: 'validate FILE ...',
    meaning: 'what of the files is not as their standard wants it; exit code 1 where one is faulty',
    paths: [1, 1000],
    options: [],
    run: validate,
  },
  build: {
    usage: 'build FOLDER FILE',
    meaning:
      'a transaction of Types 1, 2, 14 (or 4), 15 and 10 from images named right-index.png, right-full-palm.png, face.jpg ...',
    paths: [2, 2],
    options: ['type', 'ratio', 'ppi', 'tot', 'ori', 'dai', 'tcn', 'domain', 'text', 'missing', 'force'],
    run: build,
  },
};

/** Exit code: 0 done, 1 a file is damaged or could not be read or written, 2 the command was not understood. */
export async function formatsCommand(
  argv: readonly string[],
  environment: { readonly print?: Print; readonly nowMs?: number } = {},
): Promise<number> {
  const print = environment.print ?? ((line: string) => void process.stdout.write(`${line}\n`));
  const [name = '', ...rest] = argv;
  if (['--help', '-h', 'help'].includes(name)) return help(print, 0);
  const subcommand = Object.hasOwn(SUBCOMMANDS, name) ? SUBCOMMANDS[name] : undefined;
  if (subcommand === undefined) return help(print, 2);
  const parsed = parseFormatsArguments(rest, subcommand.options);
  if (parsed.kind === 'help') return helpOf(subcommand, print, 0);
  const [min, max] = subcommand.paths;
  const isUsable = parsed.kind === 'arguments' && parsed.paths.length >= min && parsed.paths.length <= max;
  if (!isUsable) {
    if (parsed.kind === 'fault') print(parsed.detail);
    return helpOf(subcommand, print, 2);
  }
  const { paths, options } = parsed;
  try {
    return await subcommand.run({ paths, options, print, nowMs: environment.nowMs ?? Date.now() });
  } catch (error) {
    if (!(error instanceof CommandError || error instanceof FormatError)) throw error;
    print(error.message);
    return 1;
  }
}

function help(print: Print, exitCode: number): number {
  print('Usage: npm run formats -- COMMAND ...');
  for (const { usage, meaning } of Object.values(SUBCOMMANDS)) print(`  ${usage.padEnd(20)}  ${meaning}`);
  print('`npm run formats -- COMMAND --help` names the options of one.');
  return exitCode;
}

function helpOf({ usage, meaning, options }: Subcommand, print: Print, exitCode: number): number {
  print(`Usage: npm run formats -- ${usage}`);
  print(`  ${meaning}`);
  for (const name of options) {
    const { value, meaning: ofOption }: FormatsOption = FORMATS_OPTIONS[name];
    print(`  --${`${name}${value === undefined ? '' : ` ${value}`}`.padEnd(22)}  ${ofOption}`);
  }
  return exitCode;
}
