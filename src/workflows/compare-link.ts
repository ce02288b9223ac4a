/**
 * What the verifier in charge of a yellow link sees beside the records: which samples both sides have, how their
 * templates compare, finger by finger, and the images, one by one. Nobody else learns that there is such a link. Each
 * access is in the logs of the detector and of the system whose data it shows ((EU) 2019/817 Art 29(2), 36).
 */
import type { Requester } from '../domain/authorities.js';
import { compareIdentities, type IdentityComparison } from '../domain/identity-comparison.js';
import type { LinkId, SampleId } from '../domain/ids.js';
import { OperationalError } from '../platform/operational-error.js';
import { isResponsible } from './link-access.js';
import type { Comparison } from './ports/gallery.js';
import type { DataSetReference, IdentityLink } from './ports/identity-links.js';
import type { StoredSubject } from './ports/operations.js';
import type { Ports } from './ports.js';

export type ComparePorts = Pick<
  Ports,
  | 'unitOfWork'
  | 'identityLinks'
  | 'subjects'
  | 'adapters'
  | 'identityRules'
  | 'accessLog'
  | 'comparator'
  | 'imageRenderer'
>;

export type ComparedSide = DataSetReference & Pick<StoredSubject, 'samples'>;

export type CompareLinkOutcome =
  | {
      readonly kind: 'compared';
      readonly sides: readonly [ComparedSide, ComparedSide];
      /** How the newest records agree, category by category, with the rules that made them similar; where both are here. */
      readonly identity?: IdentityComparison['categories'];
      /** Absent where the sides have no position in common, or no biometrics. */
      readonly comparison?: Comparison;
    }
  | { readonly kind: 'not-found' };

export type ReadLinkSampleOutcome =
  | { readonly kind: 'image'; readonly file: Uint8Array; readonly mediaType: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-shown'; readonly reason: string };

/** As strict as detection is. */
const FALSE_MATCH_RATE = 0.001;

export function createCompareLink(ports: ComparePorts) {
  return async (requester: Requester, linkId: LinkId): Promise<CompareLinkOutcome> => {
    const link = await openLink(ports, requester, linkId, 'link-comparison');
    if (!link) return { kind: 'not-found' };
    const { sql } = ports.unitOfWork;
    const [first, second] = await Promise.all(
      link.dataSets.map(async ({ system, subjectId }) => ({
        system,
        subjectId,
        samples: (await ports.subjects.read(sql, system, subjectId))?.samples ?? [],
        references: await ports.subjects.references(sql, system, subjectId),
      })),
    );
    if (!first || !second) return { kind: 'not-found' };
    const probes = first.references.map(({ embedding, ...probe }) => ({ ...probe, views: [embedding] }));
    const comparison = ports.comparator(probes, second.references, { falseMatchRate: FALSE_MATCH_RATE });
    const identity = await compareRecords(ports, link);
    const shown = ({ references: _, ...side }: typeof first): ComparedSide => side;
    return {
      kind: 'compared',
      sides: [shown(first), shown(second)],
      ...(identity === undefined ? {} : { identity }),
      ...(comparison.positions.length === 0 ? {} : { comparison }),
    };
  };
}

export function createReadLinkSample(ports: ComparePorts) {
  return async (
    requester: Requester,
    target: { readonly linkId: LinkId; readonly sampleId: SampleId },
    signal: AbortSignal,
  ): Promise<ReadLinkSampleOutcome> => {
    const { sql } = ports.unitOfWork;
    const link = await openLink(ports, requester, target.linkId, 'link-sample');
    const sample = link && (await ports.subjects.sample(sql, target.sampleId));
    const isOfLink = link?.dataSets.some(
      ({ system, subjectId }) => system === sample?.system && subjectId === sample.subjectId,
    );
    if (!sample || !isOfLink) return { kind: 'not-found' };
    try {
      return { kind: 'image', ...(await ports.imageRenderer.render(sample.image, signal)) };
    } catch (error) {
      if (error instanceof OperationalError && !error.retryable) {
        return { kind: 'not-shown', reason: error.message };
      }
      throw error;
    }
  };
}

/** The newest records, as detection compares them (`link-side.ts`). */
async function compareRecords(
  { adapters, identityRules, unitOfWork }: ComparePorts,
  { dataSets }: IdentityLink,
): Promise<IdentityComparison['categories'] | undefined> {
  const [first, second] = await Promise.all(
    dataSets.map(async ({ system, subjectId }) => {
      const adapter = adapters.get(system);
      return adapter?.location === 'local'
        ? (await adapter.read(unitOfWork.sql, subjectId)).at(-1)?.identity
        : undefined;
    }),
  );
  return first && second ? compareIdentities(first, second, identityRules).categories : undefined;
}

/** The link, where it waits for this authority; logged either way. */
async function openLink(
  { unitOfWork, identityLinks, accessLog }: ComparePorts,
  requester: Requester,
  linkId: LinkId,
  right: 'link-comparison' | 'link-sample',
): Promise<IdentityLink | undefined> {
  const link = await identityLinks.read(unitOfWork.sql, linkId);
  const isPermitted = link?.colour === 'yellow' && isResponsible(requester, link);
  await accessLog.append(unitOfWork.sql, {
    requester,
    right,
    systems: isPermitted ? link.dataSets.map(({ system }) => system) : [],
    components: ['mid'],
    outcome: isPermitted ? 'permitted' : 'denied',
    ...(link === undefined ? {} : { linkId: link.linkId }),
  });
  return isPermitted ? link : undefined;
}
