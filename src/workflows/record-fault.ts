/**
 * Why a sample is not used for what its record says of it. Said once for enrolments, searches and verifications; samples
 * that are kept are not judged again.
 */
import { withoutLatentSearch } from '../domain/law/latent-search-table.js';
import { isScenePrintAlert } from '../domain/sis/scene-prints.js';
import { type SystemId, systemFacts } from '../domain/systems.js';
import type { Operation, OperationProblem } from './ports/operations.js';
import type { ExtractionOutcome } from './ports/samples.js';

type Extracted = Exclude<ExtractionOutcome, { readonly kind: 'rejected' }>;
type Asked = Pick<Operation, 'requester' | 'request'>;

/** `outcomes` as they were sent: slaps are not cut yet. */
export function recordFault(asked: Asked, outcomes: readonly Extracted[]): OperationProblem | undefined {
  for (const [index, { record = {} }] of outcomes.entries()) {
    const { isLatent, otherSize } = record;
    const pointer = `/samples/${index}`;
    if (otherSize !== undefined) {
      const detail = `The sample is not the one of its record: ${otherSize}.`;
      return { code: 'image-damaged', detail, pointer };
    }
    const why = isLatent ? whyNoLatent(asked) : undefined;
    if (why !== undefined) {
      const detail = `The record says that the print is a latent impression. ${why}`;
      return { code: 'latent-impression', detail, pointer };
    }
  }
  return undefined;
}

/** Whoever may search with one is answered as always: the second stage decides. */
function whyNoLatent({ requester, request }: Asked): string | undefined {
  if (request.kind === 'enrol' && isScenePrintAlert(request.facts)) return undefined;
  const systems = searched(request);
  if (systems === undefined) return FOR_EXAMINERS;
  const refused = withoutLatentSearch(requester.purpose, systems);
  if (refused.length === 0) return undefined;
  const rules = refused.flatMap(({ row }) => (row ? [` ${row.rule}. ${row.citation}.`] : []));
  const names = refused.map(({ system }) => systemFacts(system).name).join(', ');
  return `Nobody is searched by one for this purpose in: ${names}.${rules.join('')}`;
}

/** `undefined` of what is no search, or one with what is taken of the person. */
function searched(request: Operation['request']): readonly SystemId[] | undefined {
  switch (request.kind) {
    case 'identify':
    case 'search-systems':
      return request.systems;
    case 'compare-data-set':
      return request.collection === 'law-enforcement' ? [request.system] : undefined;
    default:
      return undefined;
  }
}

const FOR_EXAMINERS =
  'Those are for examiners; the one thing they are entered with here is an alert on an unknown wanted person. ' +
  '(EU) 2018/1862 Art 40.';
