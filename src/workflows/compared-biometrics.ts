/**
 * What the answer of one system says of the comparison of biometrics it rests on. References of another template version are
 * told by number: an image that gives no template any more leaves one for ever, so that those do not make an answer
 * incomplete. It is where more were left out than renewal has given up, where renewal is not through with them, where the probes are of
 * other models than those it renews for, or where a part of the gallery was missing: then who is not among the hits may be
 * there all the same. Judged for each system by itself: that those of another were compared says nothing of it.
 */
import { RECORD_MINUTIAE } from '../domain/minutiae-bytes.js';
import { modalityOf } from '../domain/positions.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import type { ProbeTemplate } from '../matching/template.js';
import type { GalleryAnswer } from './ports/gallery.js';
import type { ComparedReferences, SystemAdapter } from './ports/systems.js';
import type { RenewalOfSystem } from './ports/template-renewals.js';
import type { Ports } from './ports.js';
import type { GalleryFacts, SystemAnswer } from './results.js';

type Answered = Extract<SystemAnswer, { readonly status: 'answered' }>;
type Incomplete = NonNullable<Answered['incomplete']>;
type Searched = { readonly probes: readonly ProbeTemplate[]; readonly gallery: GalleryAnswer | undefined };

/** Of a system that was asked by biometrics. `told`: by the hub that keeps it; hubs of earlier releases tell nothing, and nothing follows. */
export async function comparisonOf(
  { renewalProgress, unitOfWork }: Pick<Ports, 'renewalProgress' | 'unitOfWork'>,
  { system, location }: Pick<SystemAdapter, 'system' | 'location'>,
  { probes, gallery, told }: Searched & { readonly told?: ComparedReferences | undefined },
): Promise<Pick<Answered, 'biometrics' | 'incomplete'>> {
  if (location === 'remote') {
    if (!told) return {};
    const { complete = told.referencesNotCompared === 0 } = told;
    return {
      biometrics: told,
      ...(complete ? {} : { incomplete: otherVersion(system, noneCompared(told)) }),
    };
  }
  if (!gallery) return {};
  if (!gallery.complete) return { incomplete: partMissing(system) };
  const renewals = await renewalProgress.read(unitOfWork.sql);
  const ofSystem = comparedOf(gallery, { system, probes, renewals });
  if (!ofSystem.some((each) => mayBeLeftOut(each, probes))) return {};
  const isNone = ofSystem.every((each) => each.referencesCompared === 0);
  return { incomplete: otherVersion(system, isNone) };
}

/** Of one kind of biometrics; where a process of an earlier release took part, of all there are and of all systems. */
type Compared = ComparedReferences & {
  readonly renewals: readonly RenewalOfSystem[];
  /** References that renewal has given up. */
  readonly refused: number;
};

function comparedOf(
  gallery: GalleryAnswer,
  {
    system,
    probes,
    renewals,
  }: {
    readonly system: SystemId;
    readonly probes: readonly ProbeTemplate[];
    readonly renewals: readonly RenewalOfSystem[];
  },
): readonly Compared[] {
  const modalities = new Set(probes.map(({ position }) => modalityOf(position)));
  const ofProbes = renewals.filter(({ modality }) => modalities.has(modality));
  const ofSystem = ofProbes.filter((renewal) => renewal.system === system);
  if (!gallery.ofSystems) {
    return [{ ...comparedReferences(gallery), renewals: ofSystem, refused: sumOfRefused(ofProbes) }];
  }
  return gallery.ofSystems
    .filter((each) => each.system === system)
    .map(({ modality, referencesCompared, referencesNotCompared }) => {
      const renewals = ofSystem.filter((renewal) => renewal.modality === modality);
      return { referencesCompared, referencesNotCompared, renewals, refused: sumOfRefused(renewals) };
    });
}

/** Somebody who another time is compared, and is not only left out for good. */
function mayBeLeftOut(
  { referencesCompared, referencesNotCompared, renewals, refused }: Compared,
  probes: readonly ProbeTemplate[],
): boolean {
  const remain = renewals.some(({ remaining }) => remaining > 0);
  const isOther = renewals.some((renewal) =>
    ofRenewal(probes, renewal).some(({ templateVersion }) => templateVersion !== renewal.templateVersion),
  );
  if (referencesNotCompared > 0 && (remain || isOther || referencesNotCompared > refused)) return true;
  // Compared by their embeddings they may be all the same, and not by minutiae, without which nothing is called a match.
  return (
    referencesCompared > 0 &&
    renewals.some((renewal) => haveOtherMinutiae(ofRenewal(probes, renewal), renewal))
  );
}

/** Those of the references that remain may be of another version; those of the probes are where they are none of the renewal's. */
function haveOtherMinutiae(
  probes: readonly ProbeTemplate[],
  { secondStage, remaining }: RenewalOfSystem,
): boolean {
  if (secondStage === undefined) return false;
  const versions = probes.flatMap(({ minutiae }) => minutiae?.templateVersion ?? []);
  return versions.some(
    (version) => version !== RECORD_MINUTIAE && (remaining > 0 || version !== secondStage),
  );
}

function ofRenewal(
  probes: readonly ProbeTemplate[],
  { modality }: RenewalOfSystem,
): readonly ProbeTemplate[] {
  return probes.filter(({ position }) => modalityOf(position) === modality);
}

function sumOfRefused(renewals: readonly RenewalOfSystem[]): number {
  return renewals.reduce((sum, { refused }) => sum + refused, 0);
}

export function comparedReferences({
  referencesCompared,
  referencesNotCompared = [],
}: Pick<GalleryFacts, 'referencesCompared' | 'referencesNotCompared'>): ComparedReferences {
  return {
    referencesCompared,
    referencesNotCompared: referencesNotCompared.reduce((sum, { references }) => sum + references, 0),
  };
}

/** An empty gallery has nobody to leave out. */
export function noneCompared({ referencesCompared, referencesNotCompared }: ComparedReferences): boolean {
  return referencesCompared === 0 && referencesNotCompared > 0;
}

function partMissing(system: SystemId): Incomplete {
  return {
    reason: 'gallery-not-ready',
    detail: `Not all references of ${systemFacts(system).name} were compared: the gallery is being loaded, or a part of it is missing.`,
  };
}

function otherVersion(system: SystemId, isNone: boolean): Incomplete {
  const { name } = systemFacts(system);
  const detail = isNone
    ? `No reference of ${name} was compared: all are of another template version.`
    : `Not all references of ${name} were compared: they are still being extracted again, or the probes are of other models.`;
  return { reason: 'template-version', detail };
}
