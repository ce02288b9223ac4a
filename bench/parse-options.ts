/** Options of a benchmark: what `node:util` reads, with its refusals said in a line and `--help` answered. */
import { basename } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * As `parseArgs`. Ends the process: with 0 after `--help`, with 2 after an option there is not. `operands` says what is
 * named beside the options, where something is.
 */
export function parseOptions<const Config extends ParseArgsConfig>(
  config: Config,
  operands?: string,
): ReturnType<typeof parseArgs<Config>> {
  const help = helpText(config.options ?? {}, operands);
  if (process.argv.slice(2).includes('--help')) {
    console.log(help);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')))
      throw error;
    // The rest of the message is about files whose names begin with a dash.
    refuseUse(`${error.message.split('. ')[0]!.replace(/\.$/, '')}.\n\n${help}`);
  }
}

/** Ends the process with 2: it was asked for what cannot be, and a stack would say no more. */
export function refuseUse(reason: string): never {
  console.error(reason);
  process.exit(2);
}

/** Of `--name VALUE`: a whole number above zero, or `Infinity` where that is what the option is without being given. */
export function countOf(name: string, value: string): number {
  const count = Number(value);
  if (count > 0 && (Number.isInteger(count) || count === Number.POSITIVE_INFINITY)) return count;
  return refuseUse(`--${name} takes a whole number above zero, not "${value}".`);
}

function helpText(options: Options, operands: string | undefined): string {
  const lines = Object.entries(options).map(([name, { type, default: value }]) =>
    type === 'boolean' ? `  --${name}` : `  --${name} VALUE${value === undefined ? '' : ` (${value})`}`,
  );
  const program = basename(process.argv[1] ?? '', '.js');
  return [
    ...(operands === undefined ? [] : [`Named beside the options: ${operands}`]),
    `Options of ${program}, with what they are where they are not given:`,
    ...lines,
  ].join('\n');
}
