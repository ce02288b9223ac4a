/** Options of `npm run formats`, each described once: what is parsed is what the help shows. */
import { parseArgs } from 'node:util';

export type FormatsOption = { readonly value?: string; readonly meaning: string; readonly multiple?: true };

export const FORMATS_OPTIONS = {
  dump: { meaning: 'print a transaction line by line, as `dpyan2k` does' },
  force: { meaning: 'replace files that are there already' },
  image: { value: 'N', meaning: 'which image of the file, from 1; needed where it holds several' },
  ppi: { value: 'N', meaning: 'pixels per inch, where the file does not state them' },
  layout: {
    value: 'NAME',
    meaning: 'of a minutiae record: iso-2005 (the default) iso-2011 ansi-2004 ansi-2007 ansi-2009',
  },
  ratio: { value: 'N', meaning: 'compression of WSQ: 15 (0.75 bit per pixel, the default) or 5 (2.25)' },
  type: { value: '4|14', meaning: 'record type of fingerprints, 14 where it is not given' },
  tot: { value: 'CODE', meaning: 'type of transaction (1.004), CAR where it is not given' },
  ori: { value: 'AGENCY', meaning: 'originating agency (1.008)' },
  dai: { value: 'AGENCY', meaning: 'destination agency (1.007)' },
  tcn: { value: 'TEXT', meaning: 'transaction control number (1.009)' },
  domain: { value: 'NAME', meaning: 'domain (1.013), for example NORAM or INT-I' },
  text: {
    value: 'NUMBER=TEXT',
    meaning: 'a field of Type 2, for example 18=DOE,JANE; may be repeated',
    multiple: true,
  },
  missing: {
    value: 'FINGER=REASON',
    meaning: 'a finger that is amputated or bandaged, for example left-thumb=bandaged; may be repeated',
    multiple: true,
  },
} as const satisfies Readonly<Record<string, FormatsOption>>;

export type FormatsOptionName = keyof typeof FORMATS_OPTIONS;

export type FormatsOptions = {
  readonly [Name in FormatsOptionName]?: (typeof FORMATS_OPTIONS)[Name] extends { readonly multiple: true }
    ? readonly string[]
    : (typeof FORMATS_OPTIONS)[Name] extends { readonly value: string }
      ? string
      : boolean;
};

export type FormatsArguments =
  | { readonly kind: 'arguments'; readonly paths: readonly string[]; readonly options: FormatsOptions }
  | { readonly kind: 'fault'; readonly detail: string }
  | { readonly kind: 'help' };

/** Options that are none of `names` are refused. */
export function parseFormatsArguments(
  argv: readonly string[],
  names: readonly FormatsOptionName[],
): FormatsArguments {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h' }, ...Object.fromEntries(names.map(describe)) },
    });
    if (values.help === true) return { kind: 'help' };
    return { kind: 'arguments', paths: positionals, options: values as FormatsOptions };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return { kind: 'fault', detail: error.message };
  }
}

function describe(name: FormatsOptionName) {
  const option: FormatsOption = FORMATS_OPTIONS[name];
  const type = option.value === undefined ? ('boolean' as const) : ('string' as const);
  return [name, { type, multiple: option.multiple ?? false }] as const;
}
