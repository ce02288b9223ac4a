/**
 * Every row of the tables of law the six systems rest on is a rule here, or is listed as not implemented with its reason.
 * The list below names for each row the rules that carry it; where the page of law stands beside the repository, its
 * tables are counted and read against the list, so that a row that is added there is missed here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { PACKAGE_ROOT } from '../../platform/package-root.js';
import { implementedRules } from './implemented-rules.js';
import { NOT_IMPLEMENTED } from './not-implemented.js';

/** `what the row is about`: words of its first cell; then parts of rules, with `-` of entries that say why not. */
type Rows = readonly (readonly [about: string, ...carriedBy: readonly string[]])[];

const TABLES: Readonly<Record<string, readonly Rows[]>> = {
  '1.3': [
    [
      [
        '**EES** visa-exempt',
        'visa-exempt: four fingers of the right hand',
        'visa-exempt under 12',
        'permanently impossible',
        'impossible for a time',
        '- EES: the face from the chip of a document',
      ],
      [
        '**EES** visa-required',
        'fingerprints are in VIS and none are stored in the EES',
        'once VIS holds a face marked as taken live',
        'refused on ground B, D or H and not in VIS',
      ],
      [
        '**EES** refusal, ground J',
        'refused on ground J',
        'refused on ground H with biometrics in the SIS alert',
        'refused on ground I',
      ],
      [
        '**VIS** (Visa Code Art 13',
        'VIS: fingerprints are taken from this age on',
        'VIS: no fingerprints of persons over this age',
        'used again where they were taken less than this before',
        'is not exempt from the live face',
      ],
      [
        '**VIS** search',
        'a face is never the only search criterion',
        'fingerprints and face of a child under 12',
        '- VIS: biometrics of persons under 14 for law enforcement',
      ],
      ['**ETIAS**', 'ETIAS has no biometric field'],
      [
        '**SIS**',
        'dactyloscopic data of a person',
        'complete or incomplete prints from the scene',
        'faces identify at regular border crossing points only',
        '- SIS: flat and rolled fingerprints',
        '- SIS: alerts are searched by palm prints',
      ],
      [
        '**SIS DNA**',
        'a DNA profile only of missing persons',
        'explicit consent',
        '- SIS: DNA profiles where photograph',
      ],
      ['**SIS -> shared BMS**', 'palm prints are no part of the templates of the shared matching service'],
      [
        '**Eurodac**',
        'all ten fingers plain and rolled, or a latent print',
        'stored: a facial image',
        'Eurodac: persons are recorded from this age on',
        '- Eurodac: all ten fingers, plain and rolled',
      ],
      ['**ECRIS-TCN**', 'fingerprints at least for a custodial sentence', 'faces only confirm an identity'],
    ],
  ],
  '1.4': [
    [
      ['each entry/exit record', 'ees-record: '],
      ['individual file with its linked', 'ees-file: '],
      ['no exit record after authorised', 'ees-no-exit: ', 'ees-no-exit-notice: '],
      ['family members in Art 2(1)(b)', 'ees-family-member: ', 'ees-family-member-no-exit: '],
    ],
    [
      ['authorisation issued', 'etias-issued: '],
      ['consent given', 'with consent the file is kept longer', 'consent withdrawn'],
      ['refused/annulled/revoked', 'etias-refused: ', 'refused, annulled or revoked: five years'],
    ],
    [
      ['refusal of entry and stay', 'sis-refusal-of-entry: ', 'review period: refusal of entry'],
      ['arrest (Art 26)', 'sis-arrest: ', 'sis-missing-person: '],
      ['judicial procedure (34)', 'sis-judicial-procedure: ', 'sis-unknown-wanted: '],
      ['Art 32(1)(c)', 'review period: children at risk', 'sis-check: '],
      ['objects (36, 38)', 'review period: objects', 'linked to an alert on a person lives only as long'],
      ['return alerts', 'sis-return: '],
      ['offline technical copies', '- SIS: offline technical copies'],
    ],
    [
      ['applicants for international protection', 'eurodac-international-protection: '],
      ['registered for an admission', 'compared, never stored'],
      ['admitted under the Union', 'eurodac-admission-admitted: '],
      ['refused admission', 'eurodac-admission-refused: '],
      ['national resettlement', 'eurodac-national-resettlement: '],
      ['irregular external-border', 'eurodac-irregular-crossing: '],
      ['illegal stay', 'eurodac-illegal-stay: '],
      ['disembarked', 'eurodac-search-and-rescue: '],
      ['temporary protection', 'eurodac-temporary-protection: ', 'temporary-protection-prolonged: '],
    ],
  ],
  '1.5': [
    [
      [
        'EES',
        'ees: nationality of a Member State',
        'ees: residence permit or card',
        'ees: nationals of microstates',
        '- nationality, permits and withdrawn decisions',
      ],
      ['EES overstayer list', 'ees: serious unforeseeable events'],
      ['VIS', 'vis: nationality of a Member State'],
      ['VIS children', 'vis: fingerprints and face of a child under 12'],
      ['ETIAS', 'etias: nationality of a Member State', 'etias: outside the scope'],
      ['SIS', 'sis: decision withdrawn', 'sis: citizenship of a Member State'],
      ['Eurodac', 'eurodac: citizenship of a Member State', 'eurodac: erasure for citizenship'],
      ['ECRIS-TCN', 'ecris-tcn: the conviction leaves the national register'],
    ],
  ],
  '2.6': [
    [
      ['visa "duration of stay" shorter', 'the days the visa allows, spread over its validity'],
      ['visa validity ends first', 'the stay ends with the validity of the visa', '- fifteen days of grace'],
      ['1 or 2 entries', 'whether the entries of a visa for one or two are used up'],
      [
        'visa extended',
        'that was extended ends with its new last day',
        'extended days and days under a visa',
      ],
      ['residence permit or long-stay', 'days under a residence permit or a long-stay visa do not count'],
      ['permit holder visiting', '- permit holders who visit other Schengen states'],
      ['bilateral visa-waiver', 'an extension under a bilateral visa waiver agreement'],
      ['stays in states not operating', 'stays in states that do not operate the EES'],
      ['stamps, first 180 days', 'stamps count in the first 180 days', 'the stamp prevails'],
      ['missing exit then a later entry', 'a later entry closes no stay', 'another entry closes nothing'],
    ],
  ],
  '7.1': [
    [
      [
        '15',
        'reference digit 1',
        'applicants: from the registration',
        'applicants at a border crossing point',
      ],
      [
        '18(1)',
        'compared, never stored; reference digit 7',
        'as soon as possible, at the latest before the conclusion',
      ],
      [
        '18(2)',
        'whose procedure was discontinued; reference digit 7',
        'admission, refusal or discontinuation: from',
      ],
      ['20', 'reference digit 8', 'national resettlement: from the grant'],
      ['22', 'reference digit 2', 'irregular crossing: from the apprehension'],
      ['23', 'reference digit 3', 'illegal stay: from being found'],
      ['24', 'reference digit 9', 'search and rescue: from the disembarkation', 'a sudden influx, notified'],
      ['26', 'reference digit 0', 'temporary protection: from the registration', '(EU) 2022/382'],
      ['33 / 34', 'reference digit 4', 'reference digit 5'],
      ['43', 'reference digit 6'],
    ],
  ],
  '7.2': [
    [
      [
        '15, 22, 23, 24, 26',
        'applicants: compared with the stored data of other states',
        'irregular crossing: compared',
        'illegal stay: compared',
        'search and rescue: compared',
        'temporary protection: compared',
        'a search by biometrics that transmits nothing',
      ],
      ['18(1)', 'registered for an admission procedure: compared with marked data'],
      ['18(2), 20', 'discontinuation: not compared', 'national resettlement: not compared'],
      ['16(2)(a), (c)', 'that reports an arrival after take-charge or a departure is not compared'],
      ['face', 'a comparison by face is owed', 'takes face and sex together', 'no face is compared before'],
    ],
    [
      ['fingerprint', 'a hit on fingerprints is checked'],
      ['fingerprint + face', 'where fingerprints and face both hit'],
      ['face only', 'a hit on the face alone is checked'],
      ['final identification', 'the final identification is made'],
      ['false hit', 'a false hit: the result is erased', 'a false hit is reported to eu-LISA'],
    ],
  ],
  '7.4': [
    [
      ['responsibility determined', 'member-state-responsible: '],
      ['arrival after take-charge', 'arrival after a take-charge transfer'],
      ['arrival after take-back', 'arrival: arrival in the state responsible after a take-back'],
      ['person left', 'departure: ', 'removal: '],
      ['relocation owed', 'relocation: the Member State of relocation'],
      ['arrival in relocation state', 'in the state of relocation: a new data set'],
      ['AVRR granted', 'assisted-return: '],
      [
        'any of',
        'Eurodac informs all states of origin with hits',
        '- a state that does not collect its notices',
      ],
    ],
  ],
  '7.5': [
    [
      ['mark 31(1)', 'protection-granted: mark'],
      ['mark 31(4)', 'residence-document: mark'],
      ['mark 31(6)', 'copies the mark of the data set'],
      ['unmark 31(3)', 'protection-withdrawn: unmark'],
      ['security flag', 'security-flag: flag', 'security-flag-ended: '],
      ['advance erasure', 'citizenship acquired: a state of origin'],
      ['automatic erasure', 'eurodac-international-protection: '],
      ['blocking', 'a mark blocks nothing'],
    ],
  ],
  '7.6': [
    [
      ['(a) prior check', 'national databases are searched first'],
      ['(b) necessary', 'comparison is necessary to prevent, detect or investigate'],
      ['(c) specific case', 'comparison is necessary in a specific case'],
      ['(d) reasonable grounds', 'reasonable grounds to think it will contribute'],
      ['VIS', 'VIS may be searched as well'],
      ['key', 'the search is by biometrics or by alphanumeric data'],
      ['urgency', 'imminent danger of a terrorist', 'where verification afterwards finds'],
      ['children under 14', 'biometrics of a child under the age below'],
      ['Europol', 'Europol has its own designated and verifying units'],
      ['logs (51(2))', 'the log names purpose and offence'],
    ],
  ],
};

/** Sections whose rules stand in sentences, not in tables. */
const SENTENCES: Rows = [
  ['1.4 VIS, five years', 'vis-file: '],
  ['1.4 ECRIS-TCN, with the conviction', 'ecris-tcn-record: ', 'a flag for terrorism', 'only the flag goes'],
  [
    '7.1 extensions',
    'taken again and transmitted',
    'measures for health make taking impossible',
    'serious technical problems',
  ],
  ['7.1 a missed limit', 'a limit that was missed does not end the duty'],
  ['7.2 precedence', 'takes precedence over every other', 'without a hit none of it is returned'],
  ['7.3 sequences', 'linked in a sequence', 'counted by sequences'],
  ['7.3 statistics', 'every month: applicants', 'hits by pair of categories'],
  ['7.5 origin', 'only the state of origin amends or erases'],
  ['7.6 chain', 'a designated authority asks the verifying authority'],
];

const rules = implementedRules().map(({ rule }) => rule);
const reasons = NOT_IMPLEMENTED.map(({ rule }) => rule);

t.test('every row is a rule, or is listed with the reason', async (t) => {
  const rows = [
    ...Object.entries(TABLES).flatMap(([section, tables]) => named(section, tables.flat())),
    ...SENTENCES,
  ];
  for (const [about, ...carriedBy] of rows) {
    t.ok(carriedBy.length > 0, about);
    for (const part of carriedBy) {
      const found = part.startsWith('- ')
        ? reasons.some((rule) => rule.includes(part.slice(2)))
        : rules.some((rule) => rule.includes(part));
      t.ok(found, `${about}: ${part}`);
    }
  }
});

function named(section: string, rows: Rows): Rows {
  return rows.map(([about, ...rest]) => [`${section} ${about}`, ...rest] as const);
}

t.test('the page of law has no other rows', async (t) => {
  const page = join(PACKAGE_ROOT, '..', 'shared', 'domain', 'law.md');
  if (!existsSync(page)) {
    t.comment('the page of law does not stand beside the repository: its tables are not counted');
    return;
  }
  const text = readFileSync(page, 'utf8');
  for (const [section, tables] of Object.entries(TABLES)) {
    const found = tablesOf(text, section);
    t.equal(found.length, tables.length, `tables of ${section}`);
    for (const [index, rows] of tables.entries()) {
      const cells = found[index] ?? [];
      t.equal(cells.length, rows.length, `rows of table ${index + 1} of ${section}`);
      for (const [at, [about]] of rows.entries()) {
        t.ok(cells[at]?.startsWith(about), `${section}: "${cells[at]}" is "${about}"`);
      }
    }
  }
});

/** First cells of the rows of each table in a section. */
function tablesOf(text: string, section: string): readonly (readonly string[])[] {
  const after = text.slice(text.indexOf(`\n### ${section} `) + 1);
  const body = after.slice(0, after.search(/\n##+ (?!#)/));
  const tables: string[][] = [];
  let isTable = false;
  for (const line of body.split('\n')) {
    if (!line.startsWith('|')) isTable = false;
    else if (!isTable) {
      tables.push([]);
      isTable = true;
    } else if (!/^\|[-| ]+\|$/.test(line)) tables.at(-1)!.push(line.split('|')[1]!.trim());
  }
  return tables;
}
