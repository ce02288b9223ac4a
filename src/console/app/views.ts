/** The views, their addresses, and who they are for. */
import type { Caller } from '../../../schemas/operator.js';

export const VIEWS = [
  'now',
  'trouble',
  'decide',
  'overstayers',
  'deadlines',
  'quality',
  'statistics',
  'audit',
] as const;
export type View = (typeof VIEWS)[number];

export type Place = { readonly view: View; readonly id?: string };

/** `#/decide/<id>`; anything else is the first view that is for the caller. */
export function placeOf(hash: string, otherwise: View): Place {
  const [, name = '', id] = /^#\/([a-z]+)(?:\/([A-Za-z0-9-]+))?/.exec(hash) ?? [];
  const view = VIEWS.find((each) => each === name);
  if (view === undefined) return { view: otherwise };
  return { view, ...(id === undefined ? {} : { id }) };
}

/** After a `g`. */
export const KEY_OF: Readonly<Record<View, string>> = {
  now: 'n',
  trouble: 't',
  decide: 'd',
  overstayers: 'o',
  deadlines: 'l',
  quality: 'q',
  statistics: 's',
  audit: 'a',
};

/** Classes that verify links ((EU) 2019/817 Art 29): the hub decides, this only saves a way. */
const VERIFIERS: readonly string[] = [
  'border-authority',
  'visa-authority',
  'immigration-authority',
  'asylum-authority',
  'etias-national-unit',
  'etias-central-unit',
  'sirene-bureau',
  'ecris-central-authority',
];

export function isForCaller(view: View, caller: Caller): boolean {
  switch (view) {
    case 'now':
    case 'trouble':
      return caller.tasks.includes('hub-status');
    case 'quality':
      return caller.tasks.includes('data-quality');
    case 'statistics':
      return caller.tasks.includes('hub-status') || caller.tasks.includes('statistics');
    case 'decide':
      return VERIFIERS.includes(caller.authorityClass);
    case 'overstayers':
      return caller.readableSystems.includes('ees');
    case 'deadlines':
      return caller.readableSystems.length > 0;
    case 'audit':
      return caller.tasks.includes('log-status');
  }
}
