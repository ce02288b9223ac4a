/**
 * What the verifier in charge of a link that is yellow, or was reported as wrong, sees beside the records: which samples both sides have, how their
 * templates compare, finger by finger, and the images, one by one. Nobody else learns that there is such a link. Each
 * access is in the logs of the detector and of the system whose data it shows ((EU) 2019/817 Art 29(2), 36).
 */
import type { Requester } from '../domain/authorities.js';
import { compareIdentities, type IdentityComparison } from '../domain/identity-comparison.js';
import type { LinkId, SampleId } from '../domain/ids.js';
import { OperationalError } from '../platform/operational-error.js';
import { isResponsible } from './link-access.js';
import { type ReportPorts, reportsFor } from './link-reports.js';
import { type ToldMirrorCheck, tellMirrorCheck } from './mirror-check.js';
import type { Comparison } from './ports/gallery.js';
import type { DataSetReference, IdentityLink } from './ports/identity-links.js';
import type { StoredReference, StoredSubject } from './ports/operations.js';
import type { MinutiaPoint } from './ports/second-stage.js';
import type { Ports } from './ports.js';

export type ComparePorts = ReportPorts &
  Pick<
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
      readonly comparison?: Omit<Comparison, 'mirrorCheck'> & { readonly mirrorCheck?: ToldMirrorCheck };
      /** What corresponds on the images of both sides, finger by finger; absent where nothing was compared by minutiae. */
      readonly minutiae?: readonly MinutiaeOfSamples[];
    }
  | { readonly kind: 'not-found' };

export type ReadLinkSampleOutcome =
  | { readonly kind: 'image'; readonly file: Uint8Array; readonly mediaType: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-shown'; readonly reason: string };

/** Two images of one finger, of the first side and of the second, with what corresponds on them. */
export type MinutiaeOfSamples = {
  readonly sampleIds: readonly [SampleId, SampleId];
  readonly pairs: readonly { readonly first: MinutiaPoint; readonly second: MinutiaPoint }[];
};

/** As strict as detection is. */
const FALSE_MATCH_RATE = 0.001;

export function createCompareLink(ports: ComparePorts) {
  return async (requester: Requester, linkId: LinkId, signal: AbortSignal): Promise<CompareLinkOutcome> => {
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
    const comparison = await ports.comparator(probes, second.references, {
      falseMatchRate: FALSE_MATCH_RATE,
      wantsPairs: true,
      signal,
    });
    const { minutiaePairs, mirrorCheck, ...scores } = comparison;
    const told = mirrorCheck ? { mirrorCheck: tellMirrorCheck(mirrorCheck, probes) } : {};
    const minutiae = minutiaeOf(minutiaePairs ?? [], [first, second]);
    const identity = await compareRecords(ports, link);
    const shown = ({ references: _, ...side }: typeof first): ComparedSide => side;
    return {
      kind: 'compared',
      sides: [shown(first), shown(second)],
      ...(identity === undefined ? {} : { identity }),
      ...(comparison.positions.length === 0 ? {} : { comparison: { ...scores, ...told } }),
      ...(minutiae.length === 0 ? {} : { minutiae }),
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

type ReadSide = ComparedSide & { readonly references: readonly StoredReference[] };

/** In the pixels of the images as they are kept. */
function minutiaeOf(
  found: NonNullable<Comparison['minutiaePairs']>,
  [first, second]: readonly [ReadSide, ReadSide],
): readonly MinutiaeOfSamples[] {
  return found.flatMap(({ probeIndex, templateId, pairs }) => {
    const firstId = first.references[probeIndex]?.sampleId;
    const secondId = second.references.find((each) => each.templateId === templateId)?.sampleId;
    if (firstId === undefined || secondId === undefined) return [];
    const onFirst = scaleOf(first, firstId);
    const onSecond = scaleOf(second, secondId);
    return [
      {
        sampleIds: [firstId, secondId] as const,
        pairs: pairs.map(({ probe, reference }) => ({
          first: onFirst(probe),
          second: onSecond(reference),
        })),
      },
    ];
  });
}

/** From 500 ppi to what the image has; places are those of the middles of pixels. */
function scaleOf({ samples }: ReadSide, sampleId: SampleId): (point: MinutiaPoint) => MinutiaPoint {
  const { ppi = MINUTIAE_PPI } = samples.find((each) => each.sampleId === sampleId)?.image ?? {};
  const scaled = (place: number) => Math.round(10 * (((place + 0.5) * ppi) / MINUTIAE_PPI - 0.5)) / 10;
  return ({ x, y, angle }) => ({ x: scaled(x), y: scaled(y), angle });
}

const MINUTIAE_PPI = 500;

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
  ports: ComparePorts,
  requester: Requester,
  linkId: LinkId,
  right: 'link-comparison' | 'link-sample',
): Promise<IdentityLink | undefined> {
  const { unitOfWork, identityLinks, accessLog } = ports;
  const link = await identityLinks.read(unitOfWork.sql, linkId);
  const isPermitted =
    link !== undefined &&
    ((link.colour === 'yellow' && isResponsible(requester, link)) ||
      (await reportsFor(ports, unitOfWork.sql, requester, link)).length > 0);
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
