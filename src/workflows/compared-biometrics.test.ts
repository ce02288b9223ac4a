import t from 'tap';
import type { Modality, Position } from '../domain/positions.js';
import type { SystemId } from '../domain/systems.js';
import type { ProbeTemplate } from '../matching/template.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { comparisonOf } from './compared-biometrics.js';
import type { ComparedOfSystem, GalleryAnswer } from './ports/gallery.js';
import type { RenewalOfSystem } from './ports/template-renewals.js';

const [NEW, MINUTIAE] = ['fingerprint-3', 'minutiae-2'];

const probe = (changes: Partial<ProbeTemplate> = {}): ProbeTemplate => ({
  position: 'right-index',
  templateVersion: NEW,
  quality: 80,
  views: [new Int8Array(256)],
  ...changes,
});
const ofMinutiae = (templateVersion: string) =>
  probe({ minutiae: { templateVersion, bytes: new Uint8Array(4) } });
const FACE = probe({ position: 'face' as Position, templateVersion: 'face-1' });

const renewal = (
  remaining: number,
  refused = 0,
  changes: Partial<RenewalOfSystem> = {},
): RenewalOfSystem => ({
  system: 'sis',
  modality: 'fingerprint',
  templateVersion: NEW,
  secondStage: MINUTIAE,
  remaining,
  refused,
  ...changes,
});

const compared = (
  referencesCompared: number,
  referencesNotCompared: number,
  {
    system = 'sis',
    modality = 'fingerprint',
  }: { readonly system?: SystemId; readonly modality?: Modality } = {},
): ComparedOfSystem => ({ system, modality, referencesCompared, referencesNotCompared });

type Said = {
  readonly probes?: readonly ProbeTemplate[];
  readonly renewals?: readonly RenewalOfSystem[];
  readonly ofSystems: readonly ComparedOfSystem[];
  /** As processes of earlier releases say it: all systems together. */
  readonly isSum?: true;
};

async function incompleteOf({ probes = [probe()], renewals = [], ofSystems, isSum }: Said) {
  const leftOut = ofSystems.reduce((sum, { referencesNotCompared }) => sum + referencesNotCompared, 0);
  const gallery = {
    complete: true,
    referencesCompared: ofSystems.reduce((sum, { referencesCompared }) => sum + referencesCompared, 0),
    referencesNotCompared: leftOut === 0 ? [] : [{ reason: 'template-version', references: leftOut }],
    ...(isSum ? {} : { ofSystems }),
  } as unknown as GalleryAnswer;
  const fake = createFakePorts();
  const ports = { ...fake, renewalProgress: { ...fake.renewalProgress, read: async () => renewals } };
  return (await comparisonOf(ports, { system: 'sis', location: 'local' }, { probes, gallery })).incomplete;
}

const EES = { system: 'ees' } as const;
const FACES = { modality: 'face' } as const;

const WHOLE: Readonly<Record<string, Said>> = {
  'all compared': { ofSystems: [compared(9, 0)] },
  'nobody there': { ofSystems: [] },
  'no more left out than renewal gave up': { ofSystems: [compared(9, 2)], renewals: [renewal(0, 2)] },
  'of another system some are left out': {
    ofSystems: [compared(9, 0), compared(1, 99, EES)],
    renewals: [renewal(0), renewal(99, 0, EES)],
  },
  'another modality is renewed': {
    ofSystems: [compared(9, 0)],
    renewals: [renewal(0), renewal(7, 0, { ...FACES, templateVersion: 'face-2' })],
  },
  'minutiae are renewed, and only faces compared': {
    probes: [FACE],
    ofSystems: [compared(9, 0, FACES)],
    renewals: [renewal(7), renewal(0, 0, { ...FACES, templateVersion: 'face-1' })],
  },
  'minutiae of the same version': {
    probes: [ofMinutiae(MINUTIAE)],
    ofSystems: [compared(9, 0)],
    renewals: [renewal(0, 3)],
  },
  'minutiae of a record go with all': {
    probes: [ofMinutiae('minutiae-record/1')],
    ofSystems: [compared(9, 0)],
    renewals: [renewal(7)],
  },
  'sums of an earlier release': {
    ofSystems: [compared(9, 1), compared(9, 2, EES)],
    renewals: [renewal(0, 1), renewal(0, 2, EES)],
    isSum: true,
  },
};

const PARTIAL: Readonly<Record<string, Said>> = {
  'none compared': { ofSystems: [compared(0, 9)], renewals: [renewal(9)] },
  'one compared, of many': { ofSystems: [compared(1, 999_999)], renewals: [renewal(999_999)] },
  'all but one renewed': { ofSystems: [compared(999_999, 1)], renewals: [renewal(1)] },
  'no more left out than were given up, and some remain': {
    ofSystems: [compared(9, 2)],
    renewals: [renewal(1, 2)],
  },
  'more left out than were given up': { ofSystems: [compared(9, 3)], renewals: [renewal(0, 2)] },
  'nobody has counted': { ofSystems: [compared(9, 1)] },
  'all of another system compared': {
    ofSystems: [compared(0, 9), compared(500_000, 0, EES)],
    renewals: [renewal(9), renewal(0, 0, EES)],
  },
  'faces compared, and no finger': {
    probes: [probe(), FACE],
    ofSystems: [compared(0, 9), compared(9, 0, FACES)],
    renewals: [renewal(9), renewal(0, 0, { ...FACES, templateVersion: 'face-1' })],
  },
  'probes of other models than all that is renewed': {
    probes: [probe({ templateVersion: 'fingerprint-2' })],
    ofSystems: [compared(1, 9)],
    renewals: [renewal(0, 9)],
  },
  'minutiae are being renewed': {
    probes: [ofMinutiae(MINUTIAE)],
    ofSystems: [compared(9, 0)],
    renewals: [renewal(7)],
  },
  'minutiae of another hub, of another version': {
    probes: [ofMinutiae('minutiae-1')],
    ofSystems: [compared(9, 0)],
    renewals: [renewal(0)],
  },
  'sums of an earlier release': {
    ofSystems: [compared(9, 4), compared(9, 0, EES)],
    renewals: [renewal(0, 1), renewal(0, 2, EES)],
    isSum: true,
  },
};

t.test('an answer is whole where nobody was left out but those renewal has given up', async (t) => {
  for (const [name, said] of Object.entries(WHOLE)) t.equal(await incompleteOf(said), undefined, name);
});

t.test('who may still be compared is not "nobody"', async (t) => {
  for (const [name, said] of Object.entries(PARTIAL)) {
    t.match(await incompleteOf(said), { reason: 'template-version' }, name);
  }
  const none = await incompleteOf(PARTIAL['all of another system compared']!);
  t.match(none?.detail, /^No reference of SIS was compared/);
});
