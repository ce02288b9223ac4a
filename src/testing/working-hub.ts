/**
 * The public API on a real store, whose work is done before an answer is read: models and gallery say what the test says.
 */
import type { AuthorityClass } from '../domain/authorities.js';
import type { SubjectId, TemplateId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { createExtractSamples } from '../workflows/extract-samples.js';
import type { Candidate, GalleryAnswer } from '../workflows/ports/gallery.js';
import { createQuerySystems } from '../workflows/query-systems.js';
import { createSearchGallery } from '../workflows/search-gallery.js';
import { openStoreApp, type StoreApp } from './http-store-app.js';
import { bearer, pngHeader } from './http-test-app.js';

export type Caller = {
  readonly as?: AuthorityClass;
  readonly of?: string;
  readonly id?: string;
  /** As the token says it; that of the class where nothing is said. */
  readonly purpose?: string;
  /** Seconds from now until the token ends. */
  readonly expires?: number;
};
/** `body` as it was parsed: a test reads what it knows to be there. */
export type Answer = { readonly status: number; readonly body: ReturnType<typeof JSON.parse> };

export type WorkingHub = StoreApp & {
  call(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    caller: Caller,
    payload?: object,
  ): Promise<Answer>;
  /** Does everything that waits. */
  work(): Promise<void>;
  /** Sends a request that becomes an operation, does the work, and reads how it ended. */
  run(url: string, caller: Caller, payload: object): Promise<Answer>;
  /** Whom the gallery finds from now on, of one system, as a match. */
  finds(system: SystemId, ...subjectIds: readonly string[]): void;
};

export const SAMPLE = { position: 'right-index', image: pngHeader().toString('base64'), ppi: 500 };

export async function openWorkingHub(...opened: Parameters<typeof openStoreApp>): Promise<WorkingHub> {
  const store = await openStoreApp(...opened);
  const { app, ports, fakes, answers } = store;
  const signal = new AbortController().signal;
  const workers = {
    extraction: createExtractSamples(ports),
    search: createSearchGallery(ports),
    federation: createQuerySystems(ports),
  };
  const call: WorkingHub['call'] = async (
    method,
    url,
    { as = 'asylum-authority', of = 'AUT', id, purpose, expires },
    payload,
  ) => {
    const claims = {
      member_state: of,
      sub: id ?? `${of}-${as}`,
      ...(purpose === undefined ? {} : { purpose }),
    };
    const headers = await bearer(as, { claims, ...(expires === undefined ? {} : { expires }) });
    const answer = await app.inject({
      method,
      url,
      headers: { ...headers, prefer: 'wait=0' },
      ...(payload ? { payload } : {}),
    });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
  };
  const work = async () => {
    for (let left = 100; left > 0; left--) {
      await ports.outbox.relay();
      const job = fakes.handedOver.shift();
      if (!job) return;
      if (job.queue !== 'erasure') await workers[job.queue](job.operationId, signal);
    }
    throw new Error('the work of this test does not end');
  };
  return {
    ...store,
    call,
    work,
    async run(url, caller, payload) {
      const accepted = await call('POST', url, caller, payload);
      if (accepted.status !== 202) return accepted;
      await work();
      return call('GET', `/v1/operations/${accepted.body.operationId}`, caller);
    },
    finds(system, ...subjectIds) {
      answers.search = ({ excludedSubjects = [], systems }) =>
        foundBy(
          systems.includes(system)
            ? subjectIds
                .filter((subjectId) => !excludedSubjects.includes(subjectId as SubjectId))
                .map((subjectId, index) => match(system, subjectId, index))
            : [],
        );
    },
  };
}

function match(system: SystemId, subjectId: string, index: number): Candidate {
  return {
    system,
    subjectId: subjectId as SubjectId,
    rank: index + 1,
    similarityScore: 12,
    decision: 'match',
    positions: [
      {
        probePosition: 'right-index',
        referencePosition: 'right-index',
        templateId: `template of ${subjectId}` as TemplateId,
        similarityScore: 0.9,
        logLikelihoodRatio: 12,
        probeQuality: 0.8,
        referenceQuality: 0.8,
      },
    ],
  };
}

function foundBy(candidates: readonly Candidate[]): GalleryAnswer {
  return {
    snapshot: 'test',
    complete: true,
    referencesCompared: candidates.length,
    comparisons: [candidates.length],
    threshold: 10,
    overflow: false,
    candidates,
  };
}
