/** What an application may bring of fingerprints and face, what it owes, and whose fingerprints it uses again. */
import type { EncounterId } from '../ids.js';
import type { LocalDate } from '../local-date.js';
import type { Position } from '../positions.js';
import type { VisApplication } from '../system-record.js';
import { visBiometrics } from './visa-biometrics.js';

export type VisJudgement =
  | { readonly kind: 'refused'; readonly sample: number; readonly reason: string; readonly citation: string }
  | {
      readonly kind: 'accepted';
      readonly missing: readonly {
        readonly what: 'fingerprints' | 'face';
        readonly reason: string;
        readonly citation: string;
      }[];
      /** The encounter whose fingerprints are used again. */
      readonly fingerprintsOf?: EncounterId;
    };

/** `earlier`: encounters of the applicant whose fingerprints are held, each with the day they were taken. */
export function judgeVisBiometrics(
  facts: VisApplication,
  about: {
    readonly dateOfBirth: LocalDate;
    readonly positions: readonly Position[];
    readonly earlier: readonly { readonly encounterId: EncounterId; readonly takenOn: LocalDate }[];
  },
): VisJudgement {
  const { earlier, positions, dateOfBirth } = about;
  const answer = visBiometrics({
    dateOfBirth,
    appliedOn: facts.applicationDate,
    earlierTakenOn: earlier.map(({ takenOn }) => takenOn),
    ...(facts.exemption ? { exemption: facts.exemption } : {}),
  });
  if (!answer) return { kind: 'accepted', missing: [] };
  const finger = positions.findIndex((position) => position !== 'face');
  if (finger >= 0 && answer.fingerprints === 'exempt') {
    const { rule, citation } = answer.row;
    return { kind: 'refused', sample: finger, reason: `No fingerprints are taken: ${rule}.`, citation };
  }
  const hasFingers = finger >= 0 || answer.fingerprints !== 'take';
  const reused =
    finger < 0 && answer.fingerprints === 'reuse'
      ? earlier.findLast(({ takenOn }) => takenOn === answer.takenOn)?.encounterId
      : undefined;
  const faceRow = answer.faceRow ?? answer.row;
  return {
    kind: 'accepted',
    missing: [
      ...(hasFingers
        ? []
        : [{ what: 'fingerprints' as const, reason: answer.row.rule, citation: answer.row.citation }]),
      ...(answer.face === 'live' && !positions.includes('face')
        ? [{ what: 'face' as const, reason: faceRow.rule, citation: faceRow.citation }]
        : []),
    ],
    ...(reused ? { fingerprintsOf: reused } : {}),
  };
}
