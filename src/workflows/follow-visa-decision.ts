/**
 * What is decided about a visa is written to the stays on it: the EES has it at once ((EU) 2017/2226 Art 19), in the
 * transaction of the decision, in the name of the authority that decided. Without a stay on the visa there is nothing to write.
 */
import type { Requester } from '../domain/authorities.js';
import { isUnderVisa, readStays } from '../domain/ees-stays.js';
import type { EncounterId } from '../domain/ids.js';
import { localDate } from '../domain/local-date.js';
import type { EesFacts, SystemRecord, VisDecision } from '../domain/system-record.js';
import { applicationFiles } from '../domain/vis/application-file.js';
import { printedStickers } from '../domain/vis/printed-stickers.js';
import { lockTravellers, type TravellerPorts } from './lock-travellers.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export type FollowVisaPorts = TravellerPorts & Pick<Ports, 'ids'>;

type Followed = {
  readonly requester: Requester;
  readonly record: SystemRecord;
  /** The file of VIS without the record. */
  readonly before: readonly SystemRecord[];
};

export async function followVisaDecision(
  ports: FollowVisaPorts,
  tx: Sql,
  { requester, record, before }: Followed,
): Promise<void> {
  const { facts } = record;
  if (facts.kind !== 'visa-decision' || !isOfStay(facts)) return;
  const ees = ports.adapters.get('ees')!;
  const stickers = stickersOf(before, facts.concerns);
  for (const subjectId of await lockTravellers(ports, tx, stickers)) {
    const records = await ees.read(tx, subjectId);
    const concerns = latestEntryOn(records, stickers);
    if (!concerns) continue;
    const encounterId = ports.ids.uuid() as EncounterId;
    await ports.subjects.insertEncounter(tx, {
      system: 'ees',
      subjectId,
      encounterId,
      memberState: requester.memberState,
      authorityId: requester.authorityId,
      encounterAt: record.encounterAt,
      samples: [],
      references: [],
    });
    await ees.record(tx, {
      ...record,
      system: 'ees',
      subjectId,
      encounterId,
      identity: concerns.identity,
      facts: stayDecision(facts, concerns.encounterId, requester),
    });
  }
}

const DECISIONS = { extended: 'extension', revoked: 'revocation', annulled: 'annulment' } as const;
type Decided = VisDecision & { readonly decision: keyof typeof DECISIONS };

function isOfStay(facts: VisDecision): facts is Decided {
  return facts.decision in DECISIONS;
}

function stickersOf(before: readonly SystemRecord[], concerns: EncounterId): readonly string[] {
  const file = applicationFiles(before).find(({ encounterId }) => encounterId === concerns);
  return file ? printedStickers(file) : [];
}

/** The latest relevant entry record (Art 19(1)), of a stay on the visa: shown at its entry or at its exit. */
function latestEntryOn(
  records: readonly SystemRecord[],
  stickers: readonly string[],
): SystemRecord | undefined {
  const stay = readStays(records, localDate('9999-12-31')).findLast(
    (each) => each.kind !== 'entry-missing' && stickers.some((sticker) => isUnderVisa(each, sticker)),
  );
  if (stay === undefined || stay.kind === 'entry-missing') return undefined;
  return records.find(({ encounterId }) => encounterId === stay.entry.record.encounterId);
}

function stayDecision(facts: Decided, concerns: EncounterId, requester: Requester): EesFacts {
  return {
    kind: 'stay-decision',
    decision: DECISIONS[facts.decision],
    decidedOn: facts.decidedOn,
    place: requester.authorityId,
    concerns,
    ...(facts.validUntil ? { endsOn: facts.validUntil } : {}),
    ...(facts.stickerNumber === undefined ? {} : { stickerNumber: facts.stickerNumber }),
    ...(facts.grounds ? { grounds: facts.grounds } : {}),
  };
}
