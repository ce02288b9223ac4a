/** What an alert lacks or holds too much of: minimum data, biometrics of its kind, data of a victim of misused identity. */
import type { Provision } from '../law/citation.js';
import { SIS_PROCEDURE_ROWS, type SisAlertKind, sisAlertRow } from '../law/sis-alert-table.js';
import {
  type DactyloscopicKind,
  DNA_ALERT_KINDS,
  SIS_BIOMETRICS_ROWS,
  SIS_IMAGE_COUNTS,
} from '../law/sis-biometrics-table.js';
import type { LocalDate } from '../local-date.js';

export type AlertDatum = 'surname' | 'date-of-birth' | 'reason' | 'decision-reference' | 'action';

export type AlertContent = {
  readonly kind: SisAlertKind;
  readonly data: readonly AlertDatum[];
  /** Count of images by kind. */
  readonly prints: Partial<Readonly<Record<DactyloscopicKind, number>>>;
  readonly hasFace: boolean;
  /** Prints from a scene, perhaps incomplete: those of unknown wanted persons are, and nobody else's. */
  readonly arePrintsFromScene?: boolean;
  readonly dna?: {
    readonly of: 'subject' | 'relative';
    readonly hasConsent: boolean;
    /** Photograph, face and prints are missing or unsuitable. */
    readonly othersUnsuitable: boolean;
  };
};

export type AlertFault = { readonly about: string; readonly row: Provision };

/** In no order; empty where the alert may be entered. */
export function alertFaults(content: AlertContent): readonly AlertFault[] {
  const { subject } = sisAlertRow(content.kind);
  const biometric = biometricFaults(content);
  if (subject === 'object') return biometric;
  return [...(subject === 'person' ? missingData(content) : unknownPersonFaults(content)), ...biometric];
}

const REQUIRED = ['surname', 'date-of-birth', 'reason', 'action'] as const;

/** Return alerts follow those for refusal of entry (reading of (EU) 2018/1860). */
function missingData({ kind, data }: AlertContent): readonly AlertFault[] {
  const isBorders = kind === 'refusal-of-entry' || kind === 'return';
  const row = SIS_PROCEDURE_ROWS[isBorders ? 'minimum-borders' : 'minimum-police'];
  const required: readonly AlertDatum[] = isBorders ? [...REQUIRED, 'decision-reference'] : REQUIRED;
  return required.filter((datum) => !data.includes(datum)).map((about) => ({ about, row }));
}

function unknownPersonFaults({ data, hasFace, prints }: AlertContent): readonly AlertFault[] {
  const row = SIS_PROCEDURE_ROWS['unknown-prints-only'];
  const personal = data.filter((datum) => datum === 'surname' || datum === 'date-of-birth');
  return [
    ...personal.map((about) => ({ about, row })),
    ...(hasFace ? [{ about: 'face', row }] : []),
    ...(Object.values(prints).some((count) => count > 0) ? [] : [{ about: 'prints', row }]),
  ];
}

function biometricFaults(content: AlertContent): readonly AlertFault[] {
  const { kind, prints, hasFace, dna, arePrintsFromScene } = content;
  const { subject } = sisAlertRow(kind);
  const rows = SIS_BIOMETRICS_ROWS;
  const counts = Object.entries(prints) as [DactyloscopicKind, number][];
  const faults: AlertFault[] = [];
  if (subject === 'object') {
    if (hasFace || dna || counts.some(([, count]) => count > 0)) {
      faults.push({ about: 'biometrics', row: rows['objects-have-none'] });
    }
    return faults;
  }
  for (const [about, count] of counts) {
    if (count > SIS_IMAGE_COUNTS[about]) faults.push({ about, row: rows.counts });
  }
  if (arePrintsFromScene !== undefined && arePrintsFromScene !== (subject === 'unknown-person')) {
    faults.push({ about: 'scene-prints', row: rows['scene-prints'] });
  }
  if (dna && (!DNA_ALERT_KINDS.includes(kind) || !dna.othersUnsuitable)) {
    faults.push({ about: 'dna', row: rows.dna });
  }
  if (dna?.of === 'relative' && !dna.hasConsent) {
    faults.push({ about: 'dna', row: rows['dna-relatives'] });
  }
  return faults;
}

export type FaceSearch = {
  readonly use: 'verify' | 'identify';
  readonly atRegularCrossingPoint: boolean;
  /** The Commission has said that the technology is ready. */
  readonly isReady: boolean;
};

export function mayUseFace({ use, atRegularCrossingPoint, isReady }: FaceSearch): {
  readonly isAllowed: boolean;
  readonly row: Provision;
} {
  if (use === 'verify') return { isAllowed: true, row: SIS_BIOMETRICS_ROWS['face-confirms'] };
  return { isAllowed: atRegularCrossingPoint && isReady, row: SIS_BIOMETRICS_ROWS['face-identifies'] };
}

/** Categories of data of a victim of misused identity that may be held, and those that may not. */
export function misusedIdentityData(
  offered: readonly string[],
  consented: readonly string[],
): { readonly held: readonly string[]; readonly left: readonly string[]; readonly row: Provision } {
  return {
    held: offered.filter((category) => consented.includes(category)),
    left: offered.filter((category) => !consented.includes(category)),
    row: SIS_PROCEDURE_ROWS['misused-identity-consent'],
  };
}

/** Last day on which the data of the victim are held: that of the alert, or the day they asked for deletion. */
export function misusedIdentityUntil(
  alertUntil: LocalDate,
  deletionAskedOn?: LocalDate,
): { readonly lastDayKept: LocalDate; readonly row: Provision } {
  const row = SIS_PROCEDURE_ROWS['misused-identity-deletion'];
  const isEarlier = deletionAskedOn !== undefined && deletionAskedOn < alertUntil;
  return { lastDayKept: isEarlier ? deletionAskedOn : alertUntil, row };
}
