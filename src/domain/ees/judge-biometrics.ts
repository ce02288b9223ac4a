/** What an EES record may bring of fingerprints and face, and what it owes ((EU) 2017/2226 Art 15 to 18, 21). */
import type { Provision } from '../law/citation.js';
import type { LocalDate } from '../local-date.js';
import type { Position } from '../positions.js';
import type { EesFacts, SystemRecord } from '../system-record.js';
import { type EesBiometricsCase, eesBiometrics } from './ees-biometrics.js';

export type BiometricsJudgement =
  | {
      readonly kind: 'refused';
      /** Index of the first sample the act does not let be stored. */
      readonly sample: number;
      readonly reason: string;
      readonly citation: string;
    }
  | {
      readonly kind: 'accepted';
      readonly missing: readonly {
        readonly what: 'fingerprints' | 'fingerprints-incomplete' | 'face' | 'fingerprints-later';
        readonly reason: string;
        readonly citation: string;
      }[];
    };

type Crossing = Extract<EesFacts, { readonly kind: 'entry' | 'exit' | 'refusal' }>;

export function judgeEesBiometrics(
  facts: EesFacts,
  about: {
    readonly dateOfBirth: LocalDate;
    readonly positions: readonly Position[];
    /** The file without this record: what was recorded there is not owed again. */
    readonly before: readonly SystemRecord[];
    readonly fileHas: { readonly fingerprints: boolean; readonly face: boolean };
  },
): BiometricsJudgement {
  // A correction may complete a file with anything; whose it is was judged at the crossing.
  if (facts.kind === 'stay-decision' || facts.kind === 'rebuttal' || facts.kind === 'amendment')
    return NOTHING_OWED;
  const found = eesBiometrics(caseOf(facts, about));
  if (found.kind === 'not-born') return NOTHING_OWED;
  const rows = found.rows;
  const finger = about.positions.findIndex((position) => position !== 'face');
  const face = about.positions.indexOf('face');
  if (finger >= 0 && (found.fingerprints === 'none' || found.fingerprints === 'not-applicable')) {
    return refused(finger, 'No fingerprints are stored', rows);
  }
  if (finger >= 0 && found.fingerprints === 'later' && !facts.biometrics?.fingerprintsImpossible) {
    return NOTHING_OWED;
  }
  if (finger >= 0 && facts.biometrics?.fingerprintsImpossible === 'temporarily') {
    return refused(finger, 'Fingerprints cannot be given and are given', rows);
  }
  const other = outsideHand(about.positions);
  if (other >= 0)
    return refused(other, 'Only index, middle, ring and little finger of one hand are stored', rows);
  if (face >= 0 && found.face === 'none') return refused(face, 'No face is stored', rows);
  if (facts.kind === 'exit') return NOTHING_OWED;
  const has = {
    fingerprints: finger >= 0 || about.fileHas.fingerprints,
    handIsIncomplete: finger >= 0 && about.positions.filter((position) => position !== 'face').length < 4,
    face: face >= 0 || about.fileHas.face,
  };
  return { kind: 'accepted', missing: owed(found, has) };
}

const HANDS: readonly (readonly Position[])[] = [
  ['right-index', 'right-middle', 'right-ring', 'right-little'],
  ['left-index', 'left-middle', 'left-ring', 'left-little'],
];

/** Index of the first finger that is none of the four of one hand, the right one where any of it is there; -1: none is. */
function outsideHand(positions: readonly Position[]): number {
  const hand = HANDS.find((fingers) => fingers.some((finger) => positions.includes(finger))) ?? [];
  return positions.findIndex((position) => position !== 'face' && !hand.includes(position));
}

const NOTHING_OWED: BiometricsJudgement = { kind: 'accepted', missing: [] };

function owed(
  found: Extract<ReturnType<typeof eesBiometrics>, { readonly kind: 'biometrics' }>,
  has: { readonly fingerprints: boolean; readonly handIsIncomplete: boolean; readonly face: boolean },
) {
  const because = { reason: reasonOf(found.rows), citation: citationOf(found.rows) };
  return [
    ...(found.fingerprints === 'four' && !has.fingerprints
      ? [{ what: 'fingerprints' as const, ...because }]
      : []),
    ...(found.fingerprints === 'four' && has.handIsIncomplete
      ? [{ what: 'fingerprints-incomplete' as const, ...because }]
      : []),
    ...(found.fingerprints === 'later' && !has.fingerprints
      ? [{ what: 'fingerprints-later' as const, ...because }]
      : []),
    ...((found.face === 'live' || found.face === 'from-chip') && !has.face
      ? [{ what: 'face' as const, ...because }]
      : []),
  ];
}

/** Of an exit the visa is that of the stay it ends, where it names none. */
function caseOf(
  facts: Crossing,
  { dateOfBirth, before }: { readonly dateOfBirth: LocalDate; readonly before: readonly SystemRecord[] },
): EesBiometricsCase {
  const { fingerprintsImpossible, visaRequired, inVis, liveFaceInVis, ...refusal } = facts.biometrics ?? {};
  const lastEntry = before.findLast((record) => record.facts.kind === 'entry')?.facts;
  const stayWithVisa = facts.kind === 'exit' && lastEntry?.kind === 'entry' && lastEntry.visa !== undefined;
  return {
    on: facts.kind === 'entry' ? facts.entryDate : facts.kind === 'exit' ? facts.exitDate : facts.refusalDate,
    dateOfBirth,
    visaRequired: visaRequired ?? (facts.visa !== undefined || stayWithVisa),
    ...(fingerprintsImpossible ? { fingerprintsImpossible } : {}),
    ...(inVis === undefined ? {} : { inVis }),
    ...(liveFaceInVis === undefined ? {} : { liveFaceInVis }),
    ...('fallback' in facts && facts.fallback ? { fallback: true } : {}),
    ...(facts.kind === 'refusal' ? { refusal: { grounds: facts.grounds, ...refusal } } : {}),
  };
}

function refused(sample: number, what: string, rows: readonly Provision[]): BiometricsJudgement {
  return { kind: 'refused', sample, reason: `${what}: ${reasonOf(rows)}.`, citation: citationOf(rows) };
}

function reasonOf(rows: readonly Provision[]): string {
  return rows.map(({ rule }) => rule).join('; ');
}

function citationOf(rows: readonly Provision[]): string {
  return rows.map(({ citation }) => citation).join('; ');
}
