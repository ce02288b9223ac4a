/**
 * The hits of an application: the units read them, and the Central Unit says of each whether it is the applicant ((EU)
 * 2018/1240 Art 22). A false hit is deleted; when none is left unverified the application goes on by itself, but with a
 * source that has not answered it is not issued, nor with an entry of the watchlist made since it was compared with it.
 */
import type { Requester } from '../domain/authorities.js';
import { etiasRoute, nationalUnitChoice } from '../domain/etias/automated-processing.js';
import { isDecidedBy } from '../domain/etias/deciding-state.js';
import type { EtiasQuery } from '../domain/law/etias-query-table.js';
import type { LocalDate } from '../domain/local-date.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import { noteNewEntry } from './note-watchlist.js';
import type { StoredHit } from './ports/systems.js';
import { type ApplicationPlace, findApplication, recordEvent, validUntilOf } from './process-application.js';
import { logTask, refuseTask } from './task-access.js';

export type Verdict = 'false' | 'confirmed' | 'doubtful';

export type JudgeHitOutcome =
  | {
      readonly kind: 'judged';
      readonly state: string;
      /** Hits that nobody has judged. */
      readonly unverified: number;
      /** Queries nothing has answered: until then it is not issued. */
      readonly notAnswered: readonly EtiasQuery[];
      readonly validUntil?: LocalDate;
    }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'not-in-state'; readonly state: string }
  | Denied;

export function createJudgeEtiasHit(ports: HubPorts) {
  return (requester: Requester, hitId: string, verdict: Verdict): Promise<JudgeHitOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const about = { systems: ['etias'], dataUsed: ['reference'] } as const;
      const denied = await refuseTask(ports, tx, requester, 'etias-hit-verification', about);
      if (denied) return denied;
      const hit = await ports.etiasApplications.hit(tx, hitId);
      await logTask(ports, tx, requester, 'etias-hit-verification', {
        ...about,
        result: verdict,
        ...(hit ? { subjectId: hit.subjectId } : {}),
      });
      if (!hit) return { kind: 'not-found' };
      await ports.etiasApplications.holdWatchlist(tx, 'to-read');
      if (!(await ports.subjects.lock(tx, 'etias', hit.subjectId))) return { kind: 'not-found' };
      const found = await findApplication(ports, tx, hit);
      if (!found) return { kind: 'not-found' };
      const { state } = found.file.history;
      if (state !== 'central-verification') return { kind: 'not-in-state', state };
      await ports.etiasApplications.judge(tx, { hitId, verdict });
      await noteNewEntry(ports, tx, found.record);
      const hits = await ports.etiasApplications.hits(tx, hit.applicationId);
      const { to } = etiasRoute(hits);
      const unverified = hits.filter((each) => each.verdict === 'unverified').length;
      const notAnswered = (await ports.etiasApplications.notAnswered(tx, hit.applicationId)) ?? [];
      const isIncomplete = to === 'issue' && notAnswered.length > 0;
      if (to === 'central-unit' || isIncomplete) return { kind: 'judged', state, unverified, notAnswered };
      const at = new Date(ports.clock.nowMs()).toISOString();
      const validUntil = to === 'issue' ? validUntilOf(found.record, at) : undefined;
      await recordEvent(ports, tx, requester, {
        ...found,
        at,
        event: to === 'issue' ? 'hits-false' : 'hits-confirmed',
        ...(validUntil ? { validUntil } : {}),
      });
      return {
        kind: 'judged',
        state: to === 'issue' ? 'issued' : 'manual-processing',
        unverified,
        notAnswered,
        ...(validUntil ? { validUntil } : {}),
      };
    });
}

export type ReadHitsOutcome =
  | {
      readonly kind: 'read';
      readonly state: string;
      readonly hits: readonly Pick<StoredHit, 'hitId' | 'query' | 'system' | 'verdict'>[];
      readonly notAnswered: readonly string[];
      /** What the National Unit may decide, and by which provision. */
      readonly choice: 'must-refuse' | 'assess';
      readonly citation: string;
    }
  | { readonly kind: 'not-found' }
  | Denied;

export function createReadEtiasHits(ports: HubPorts) {
  return async (requester: Requester, place: ApplicationPlace): Promise<ReadHitsOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { systems: ['etias'], subjectId: place.subjectId } as const;
    const right =
      requester.authorityClass === 'etias-central-unit'
        ? 'etias-hit-verification'
        : 'etias-manual-processing';
    const denied = await refuseTask(ports, sql, requester, right, about);
    if (denied) return denied;
    await logTask(ports, sql, requester, right, about);
    const found = await findApplication(ports, sql, place);
    const isCentral = requester.authorityClass === 'etias-central-unit';
    if (!found || !(isCentral || isDecidedBy(found.record, requester))) return { kind: 'not-found' };
    const hits = await ports.etiasApplications.hits(sql, place.applicationId);
    const { choice, row } = nationalUnitChoice(hits);
    return {
      kind: 'read',
      state: found.file.history.state,
      hits: hits.map(({ hitId, query, system, verdict }) => ({
        hitId,
        query,
        verdict,
        ...(system ? { system } : {}),
      })),
      notAnswered: (await ports.etiasApplications.notAnswered(sql, place.applicationId)) ?? [],
      choice,
      citation: row.citation,
    };
  };
}
