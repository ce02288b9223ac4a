/** Options of a benchmark: what `node:util` reads, with its refusals said in a line and `--help` answered. */
import { basename } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** As `parseArgs`. Ends the process: with 0 after `--help`, with 2 after an option there is not. */
export function parseOptions<const Config extends ParseArgsConfig>(
  config: Config,
): ReturnType<typeof parseArgs<Config>> {
  const options = config.options ?? {};
  if (process.argv.slice(2).includes('--help')) {
    console.log(optionsText(options));
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')))
      throw error;
    // The rest of the message is about files whose names begin with a dash.
    console.error(`${error.message.split('. ')[0]!.replace(/\.$/, '')}.\n\n${optionsText(options)}`);
    process.exit(2);
  }
}

function optionsText(options: Options): string {
  const lines = Object.entries(options).map(([name, { type, default: value }]) =>
    type === 'boolean' ? `  --${name}` : `  --${name} VALUE${value === undefined ? '' : ` (${value})`}`,
  );
  const program = basename(process.argv[1] ?? '', '.js');
  return [`Options of ${program}, with what they are where they are not given:`, ...lines].join('\n');
}
