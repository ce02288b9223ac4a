/**
 * Flags of index entries of ECRIS-TCN. The convicting state sets and lifts them; those Art 5(7) names ask which states hold
 * flagged records and get states and reference codes, never the flag, the conviction or the person ((EU) 2019/816 Art 5, 7a, 7b).
 */
import type { Requester } from '../domain/authorities.js';
import { flagUntil, indexAnswer } from '../domain/ecris-tcn/conviction-index.js';
import type { DocumentQuery, IdentityQuery } from '../domain/identity-data.js';
import type { EncounterId, SubjectId } from '../domain/ids.js';
import type { FlagKind, FlagReader } from '../domain/law/ecris-index-table.js';
import { type LocalDate, localDate } from '../domain/local-date.js';
import { withinDeadline } from './ask-systems.js';
import type { HubPorts } from './create-hub-workflows.js';
import type { Denied } from './hub-workflows.js';
import { logTask, refuseTask } from './task-access.js';

export type FlagPlace = {
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  readonly kind: FlagKind;
};

export type FlagOutcome =
  | { readonly kind: 'flagged'; readonly lastDay: LocalDate; readonly citation: string }
  | { readonly kind: 'lifted' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'over'; readonly detail: string }
  | Denied;

export function createFlagConviction(ports: HubPorts) {
  return (requester: Requester, place: FlagPlace, createdOn: LocalDate): Promise<FlagOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const { subjectId, encounterId, kind } = place;
      const about = { systems: ['ecris-tcn'], subjectId } as const;
      const denied = await refuseTask(ports, tx, requester, 'conviction-flags', about);
      if (denied) return denied;
      const record = await ownEntry(ports, tx, requester, place);
      await logTask(ports, tx, requester, 'conviction-flags', {
        ...about,
        result: record ? 'flagged' : 'not-found',
      });
      if (!record) return { kind: 'not-found' };
      const today = localDate(ports.clock.today());
      if (createdOn > today) return { kind: 'over', detail: 'A flag is not of a day to come.' };
      const { lastDay, row } = flagUntil({ kind, createdOn });
      if (lastDay < today) return { kind: 'over', detail: 'The flag would be over already.' };
      const flags = await ports.convictionFlags.ofSubjects(tx, [subjectId]);
      const before = flags.find((flag) => flag.encounterId === encounterId && flag.kind === kind);
      if (before && createdOn > before.createdOn) return { kind: 'over', detail: PROLONGS };
      const { memberState } = requester;
      await ports.convictionFlags.keep(tx, { subjectId, encounterId, memberState, kind, createdOn, lastDay });
      return { kind: 'flagged', lastDay, citation: row.citation };
    });
}

const PROLONGS =
  'The entry bears this flag since an earlier day, and flagging it again prolongs nothing. Where that day was wrong, lift the flag first.';

/** The flagged conviction has left the register, or the flag was wrong: only the flag goes (Art 8). */
export function createLiftFlag(ports: HubPorts) {
  return (requester: Requester, place: FlagPlace): Promise<FlagOutcome> =>
    ports.unitOfWork.transaction(async (tx) => {
      const about = { systems: ['ecris-tcn'], subjectId: place.subjectId } as const;
      const denied = await refuseTask(ports, tx, requester, 'conviction-flags', about);
      if (denied) return denied;
      const isOwn = (await ownEntry(ports, tx, requester, place)) !== undefined;
      const kind = isOwn && (await ports.convictionFlags.remove(tx, place)) ? 'lifted' : 'not-found';
      // In the transaction, with what came of it: what cannot be logged is not lifted.
      await logTask(ports, tx, requester, 'conviction-flags', { ...about, result: kind });
      return { kind };
    });
}

/** Of another state's entry there is nothing to say: it looks as if it were not there. */
async function ownEntry(
  ports: HubPorts,
  tx: Parameters<HubPorts['convictionFlags']['keep']>[0],
  requester: Requester,
  { subjectId, encounterId }: FlagPlace,
) {
  if (!(await ports.subjects.lock(tx, 'ecris-tcn', subjectId))) return undefined;
  const records = await ports.adapters.get('ecris-tcn')!.read(tx, subjectId);
  return records.find(
    (record) =>
      record.encounterId === encounterId &&
      record.memberState === requester.memberState &&
      record.facts.kind === 'conviction-index',
  );
}

export type FlagQueryOutcome =
  | {
      readonly kind: 'answered';
      readonly hits: readonly { readonly convictingMemberState: string; readonly referenceCode: string }[];
      readonly citation: string;
      /** The question is too wide: it found more persons than are looked at. */
      readonly overflow: boolean;
    }
  | Denied;

const READER: Readonly<Record<string, FlagReader>> = {
  'visa-authority': 'vis',
  'etias-central-unit': 'etias',
  'screening-authority': 'screening-authority',
};

export function createAskForFlags(ports: HubPorts) {
  return async (
    requester: Requester,
    keys: { readonly identity?: IdentityQuery; readonly document?: DocumentQuery },
    signal: AbortSignal,
  ): Promise<FlagQueryOutcome> => {
    const { sql } = ports.unitOfWork;
    const about = { systems: ['ecris-tcn'], dataUsed: ['identity', 'document'] } as const;
    const denied = await refuseTask(ports, sql, requester, 'flag-query', about);
    if (denied) return denied;
    const { hits, overflow } = await withinDeadline(
      ports.adapters.get('ecris-tcn')!,
      { requester, candidates: [], probes: [], falsePositiveIdentificationRate: 0.01, ...keys },
      signal,
    );
    const flags = await ports.convictionFlags.ofSubjects(
      sql,
      hits.map(({ subjectId }) => subjectId),
    );
    const entries = hits.flatMap(({ records }) =>
      records.flatMap(({ encounterId, facts }) =>
        facts.kind === 'conviction-index'
          ? [{ ...facts, flags: flags.filter((flag) => flag.encounterId === encounterId) }]
          : [],
      ),
    );
    const on = localDate(ports.clock.today());
    const answer = indexAnswer(entries, { reader: READER[requester.authorityClass]!, on });
    await logTask(ports, sql, requester, 'flag-query', {
      ...about,
      result: answer.hits.length > 0 ? 'hit' : 'no-hit',
    });
    return { kind: 'answered', hits: answer.hits, citation: answer.row.citation, overflow };
  };
}
