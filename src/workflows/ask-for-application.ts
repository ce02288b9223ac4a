/**
 * What the automated processing of an application asks, for a travel authorisation ((EU) 2018/1240 Art 20) as for a
 * long-stay visa ((EC) 767/2008 Art 22b): persons in a system by the data of the application, alerts on its document, the
 * watchlist. What is found is judged by whoever asks; nothing is kept here.
 */
import type { Requester } from '../domain/authorities.js';
import type { FoundFile } from '../domain/etias/evaluate-queries.js';
import type { IdentityQuery } from '../domain/identity-data.js';
import type { EncounterId } from '../domain/ids.js';
import { alertKindsFor } from '../domain/law/alert-access-table.js';
import type { LocalDate } from '../domain/local-date.js';
import type { ObjectAlert } from '../domain/sis/object-alert.js';
import type { SystemRecord } from '../domain/system-record.js';
import type { SystemId } from '../domain/systems.js';
import { OperationalError } from '../platform/operational-error.js';
import { withinDeadline } from './ask-systems.js';
import { type HidePorts, withoutHiddenAlerts } from './hide-alerts.js';
import type { Ports } from './ports.js';

export type ApplicationPorts = HidePorts &
  Pick<Ports, 'adapters' | 'unitOfWork' | 'convictionFlags' | 'etiasApplications'>;

/**
 * Another hub shows the requester the alerts of its class alone, while alerts of every kind count here: what it answers is
 * a part.
 */
export function isShownInPart(
  { adapters }: Pick<Ports, 'adapters'>,
  system: SystemId,
  requester: Requester,
): boolean {
  return system === 'sis' && adapters.get(system)!.location === 'remote' && !!alertKindsFor(requester);
}

/** `undefined` where more was found than can be looked at: no answer. Throws `OperationalError` as the system does. */
export async function queryPersons(
  ports: ApplicationPorts,
  asked: {
    readonly system: SystemId;
    readonly requester: Requester;
    readonly signal: AbortSignal;
    readonly identity: IdentityQuery;
    readonly record?: SystemRecord;
    /** By whoever remembers that the rest is still to be answered. */
    readonly isPartUsed?: true;
  },
): Promise<readonly FoundFile[] | undefined> {
  const { system, requester, signal, identity, record, isPartUsed } = asked;
  const adapter = ports.adapters.get(system)!;
  if (!isPartUsed && isShownInPart(ports, system, requester)) {
    throw new OperationalError('system-refused', 'The hub that keeps the alerts shows some kinds alone.', {
      retryable: false,
    });
  }
  const { hits, overflow } = await withinDeadline(
    adapter,
    {
      requester,
      candidates: [],
      probes: [],
      falsePositiveIdentificationRate: 0.01,
      // As many as there are of one date of birth: an application that cannot be compared could never be decided.
      isWhole: true,
      identity,
      ...documentKeys(record),
    },
    signal,
  );
  if (overflow) return undefined;
  // An alert that is hidden during an operation is no hit to anybody but the SIRENE Bureaux.
  return Promise.all(
    hits.map(async (hit) => ({
      ...hit,
      records: await withoutHiddenAlerts(ports, ports.unitOfWork.sql, requester, hit.records),
    })),
  );
}

/** What `ask` finds out; `undefined` where a system it needs does not answer. */
export async function unlessSilent<Answer>(
  ask: () => Promise<Answer | undefined>,
): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof OperationalError) return undefined;
    throw error;
  }
}

export function identityKeys(
  identity: Pick<SystemRecord['identity'], 'surnames' | 'givenNames' | 'dateOfBirth'>,
): IdentityQuery {
  const { surnames, givenNames, dateOfBirth } = identity;
  return {
    surname: surnames.join(' ') || givenNames.join(' '),
    ...(givenNames.length > 0 ? { givenName: givenNames.join(' ') } : {}),
    dateOfBirth,
  };
}

export function documentKeys(record: Pick<SystemRecord, 'travelDocument'> | undefined) {
  const document = record?.travelDocument;
  return document ? { document: { number: document.number, issuingCountry: document.issuingCountry } } : {};
}

/**
 * Index entries of ECRIS-TCN with a flag in force. The flags are known where the index is kept: one that another hub
 * keeps has not answered what was asked.
 */
export async function flaggedOf(
  ports: ApplicationPorts,
  files: readonly FoundFile[],
  today: LocalDate,
): Promise<ReadonlySet<EncounterId>> {
  const subjects = files.flatMap(({ system, subjectId }) => (system === 'ecris-tcn' ? [subjectId] : []));
  if (subjects.length > 0 && ports.adapters.get('ecris-tcn')!.location === 'remote') {
    throw new OperationalError('system-refused', 'Flags are known to the hub that keeps the index.', {
      retryable: false,
    });
  }
  const flags = await ports.convictionFlags.ofSubjects(ports.unitOfWork.sql, subjects);
  return new Set(flags.flatMap(({ encounterId, lastDay }) => (today <= lastDay ? [encounterId] : [])));
}

/** Entries of the watchlist in force that are about the person or the document of the application. */
export function entriesAbout(
  ports: ApplicationPorts,
  { identity, travelDocument }: SystemRecord,
  today: LocalDate,
  sql = ports.unitOfWork.sql,
): Promise<readonly string[]> {
  return ports.etiasApplications.entriesAbout(sql, {
    identity,
    today,
    ...(travelDocument ? { document: travelDocument } : {}),
  });
}

/** Alerts in force on the travel document of the application: lost, stolen, misappropriated or invalidated. */
export async function alertsOnDocument(
  ports: ApplicationPorts,
  { travelDocument }: SystemRecord,
  today: LocalDate,
): Promise<readonly ObjectAlert[]> {
  if (!travelDocument) return [];
  const { number, issuingCountry } = travelDocument;
  const found = await Promise.all(
    DOCUMENT_CATEGORIES.map((category) =>
      ports.sis.alerts.readObjects(ports.unitOfWork.sql, { category, number, limit: ALERTS_MAX }),
    ),
  );
  const isOf = (country: string | undefined) => country === undefined || country === issuingCountry;
  return found.flat().filter((alert) => isOf(alert.issuingCountry) && today <= alert.reviewBy);
}

const DOCUMENT_CATEGORIES = ['travel-document', 'identity-document', 'blank-document'] as const;
/** Alerts of one number looked at: documents of several countries may bear the same. */
const ALERTS_MAX = 50;
