/** The index of convicting states. (EU) 2019/816, with the flags of (EU) 2021/1151 and the screening of (EU) 2024/1352. */
import { localDate } from '../local-date.js';
import type { LawRow, Provision } from './citation.js';

const IN_FORCE = localDate('2019-06-11');
const FLAGS = localDate('2021-08-03');
const SCREENING = localDate('2026-06-12');

/** Who may learn that a record is flagged. */
export const FLAG_READERS = ['vis', 'etias', 'screening-authority'] as const;
export type FlagReader = (typeof FLAG_READERS)[number];

export type FlagReaderRow = Provision & { readonly reader: FlagReader };

export const FLAG_READER_ROWS: readonly FlagReaderRow[] = [
  {
    reader: 'vis',
    rule: 'flags are seen by the central system of VIS, and only flagged records answer it',
    inForceFrom: FLAGS,
    citation: '(EU) 2019/816 Art 5(7), 7a',
    sureness: 'verified',
  },
  {
    reader: 'etias',
    rule: 'flags are seen by the central system of ETIAS, and only flagged records answer it',
    inForceFrom: FLAGS,
    citation: '(EU) 2019/816 Art 5(7), 7b',
    sureness: 'verified',
  },
  {
    reader: 'screening-authority',
    rule: 'flags are seen by screening authorities, and only flagged records answer them',
    inForceFrom: SCREENING,
    citation: '(EU) 2019/816 Art 5(7), 7c',
    sureness: 'verified',
  },
];

export const FLAG_YEARS = {
  terrorism: {
    rule: 'a flag for terrorism is erased after, from its creation, or with the conviction',
    value: 25,
    unit: 'years',
    inForceFrom: FLAGS,
    citation: '(EU) 2019/816 Art 8',
    sureness: 'verified',
  },
  'serious-offence': {
    rule: 'a flag for another serious offence is erased after, from its creation, or with the conviction',
    value: 15,
    unit: 'years',
    inForceFrom: FLAGS,
    citation: '(EU) 2019/816 Art 8',
    sureness: 'verified',
  },
} as const satisfies Readonly<Record<string, LawRow>>;
export type FlagKind = keyof typeof FLAG_YEARS;

export const ECRIS_ROWS = {
  hit: {
    rule: 'a hit names the convicting states, their reference codes and the identity data; never the convictions',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/816 Art 7',
    sureness: 'verified',
  },
  use: {
    rule: 'a hit is used to ask for the records through ECRIS, or for VIS, ETIAS and screening; for nothing else',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/816 Art 7(7)',
    sureness: 'verified',
  },
  'flag-only': {
    rule: 'if only the flagged conviction leaves the register, only the flag goes',
    inForceFrom: FLAGS,
    citation: '(EU) 2019/816 Art 8',
    sureness: 'verified',
  },
  record: {
    rule: 'the record is kept as long as a conviction stands in the national register, and a month at the latest after',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/816 Art 8',
    sureness: 'verified',
  },
  fingerprints: {
    rule: 'fingerprints identify a person',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/816 Art 6, 7',
    sureness: 'verified',
  },
  face: {
    rule: 'faces only confirm an identity, until a delegated act says otherwise',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/816 Art 6(1)',
    sureness: 'verified',
  },
  age: {
    rule: 'the texts read set no age limit: that of criminal responsibility in the convicting state is its own',
    inForceFrom: IN_FORCE,
    citation: '(EU) 2019/816 Art 5',
    sureness: 'interpretation',
  },
} as const satisfies Readonly<Record<string, Provision>>;
