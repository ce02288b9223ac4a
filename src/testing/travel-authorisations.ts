/** Applications for a travel authorisation, decisions on them and what is entered about their applicants, over HTTP and a database. */
import type t from 'tap';
import type { SubjectId } from '../domain/ids.js';
import { OperationalError } from '../platform/operational-error.js';
import { openStoreApp, type StoreApp } from './http-store-app.js';
import { ask, enrol, goTo, PERSON, tryEnrol } from './hub-over-http.js';

export const CENTRAL = { as: 'etias-central-unit', state: 'EUE', system: 'etias' } as const;

export const NATIONAL = { as: 'etias-national-unit', system: 'etias' } as const;

export const DOCUMENT = {
  kind: 'passport',
  number: 'P1234567',
  issuingCountry: 'PER',
  validUntil: '2028-03-01',
};

export const OUTSIDE = ['interpol-sltd', 'europol', 'interpol-tdawn', 'risk-indicators'].map((query) => ({
  query,
  hit: false,
}));

export async function openHub(t: Parameters<typeof openStoreApp>[0]): Promise<StoreApp> {
  const hub = await openStoreApp(t);
  await goTo(hub, '2026-12-01');
  return hub;
}

let number = 0;

export const apply = (hub: StoreApp, facts: object = {}, identity: object = PERSON, document: object = {}) =>
  enrol(hub, {
    ...NATIONAL,
    identity: identity as never,
    travelDocument: { ...DOCUMENT, number: `P${number}`, ...document },
    facts: {
      kind: 'travel-authorisation',
      applicationNumber: `E${++number}`,
      applicationDate: hub.time.today,
      outcome: 'pending',
      submittedAt: `${hub.time.today}T08:00:00Z`,
      ...facts,
    },
  });

export type Place = { readonly subjectId: string; readonly encounterId: string };

export const place = ({ subjectId, encounterId }: Place) =>
  `/v1/systems/etias/subjects/${subjectId}/applications/${encounterId}`;

export const runProcessing = (hub: StoreApp, at: Place, body: object = { external: OUTSIDE }) =>
  ask(hub, 'etias-central-unit', `${place(at)}/processing`, { body, state: 'EUE' });

export const judge = (hub: StoreApp, hitId: string, verdict: string) =>
  ask(hub, 'etias-central-unit', `/v1/systems/etias/hits/${hitId}/verdict`, {
    body: { verdict },
    state: 'EUE',
  });

export const enterAlert = (hub: StoreApp, alertKind: string, identity: object = PERSON) =>
  enrol(hub, {
    as: 'sirene-bureau',
    system: 'sis',
    identity: identity as never,
    facts: {
      kind: 'alert',
      alertKind,
      issuedOn: '2026-11-01',
      reviewBy: '2027-10-31',
      actionToBeTaken: 'refuse',
      details: { reason: 'invented', decisionReference: 'D-1', isProportionate: true },
    },
  });

export type Hits = readonly { readonly hitId: string; readonly query: string; readonly system?: string }[];

export const decideOn = (
  hub: StoreApp,
  { subjectId, encounterId }: Place,
  event: string,
  facts: object = {},
) =>
  tryEnrol(hub, {
    ...NATIONAL,
    subjectId: subjectId as SubjectId,
    facts: {
      kind: 'authorisation-event',
      concerns: encounterId,
      event,
      at: `${hub.time.today}T12:00:00Z`,
      ...facts,
    },
  });

export const eraseAt = async (
  hub: StoreApp,
  url: string,
  as: Parameters<typeof ask>[1] = 'sirene-bureau',
) => {
  const { status, body } = await ask(hub, as, url, { method: 'DELETE' });
  if (status >= 300) throw new Error(JSON.stringify(body));
};

/** An entry of the watchlist about PERSON; where it lies. */
export const watch = async (hub: StoreApp, t: Test, more: object = {}, state?: string) => {
  const { status, body } = await ask(hub, NATIONAL.as, '/v1/systems/etias/watchlist', {
    body: { surnames: PERSON.surnames, dateOfBirth: PERSON.dateOfBirth, validUntil: '2027-12-01', ...more },
    ...(state ? { state } : {}),
  });
  t.equal(status, 201, JSON.stringify(body));
  return `/v1/systems/etias/watchlist/${body['entryId']}`;
};

export const statusOf = async (hub: StoreApp, { subjectId }: Place) =>
  (await ask(hub, 'etias-national-unit', `/v1/systems/etias/subjects/${subjectId}`)).status;

type Adapter = NonNullable<ReturnType<StoreApp['ports']['adapters']['get']>>;

/** From now on the system answers so. */
export function setAdapter(
  { ports }: StoreApp,
  system: Adapter['system'],
  change: Partial<Adapter>,
): Adapter {
  const before = ports.adapters.get(system)!;
  (ports.adapters as Map<Adapter['system'], Adapter>).set(system, { ...before, ...change });
  return before;
}

export const answerTooLate: Adapter['query'] = async () => {
  throw new OperationalError('system-deadline-exceeded', 'late', { retryable: true });
};

export const decide = (
  hub: StoreApp,
  { subjectId, encounterId }: Place,
  event: string,
  more: object = {},
) => {
  const { state, ...facts } = more as { readonly state?: string };
  return tryEnrol(hub, {
    ...NATIONAL,
    ...(state ? { state } : {}),
    subjectId: subjectId as never,
    facts: {
      kind: 'authorisation-event',
      concerns: encounterId,
      event,
      at: new Date(hub.time.nowMs).toISOString(),
      ...facts,
    },
  });
};

export const aMinuteLater = ({ time }: StoreApp) => {
  time.nowMs += 60_000;
};

export const ISSUED = { outcome: 'issued', validUntil: '2028-03-01', decidedOn: '2026-12-01' };

type Test = Pick<typeof t, 'equal'>;

/** The document with the number LOST1; where the alert lies. */
export const reportDocument = async (hub: StoreApp, t: Test) => {
  const { status, body } = await ask(hub, 'sirene-bureau', '/v1/systems/sis/object-alerts', {
    body: {
      kind: 'object-seizure',
      category: 'travel-document',
      number: 'LOST 1',
      issuedOn: '2026-11-01',
      reviewBy: '2027-10-31',
      reason: 'stolen',
      actionToBeTaken: 'seize',
    },
  });
  t.equal(status, 201, JSON.stringify(body));
  return `/v1/systems/sis/object-alerts/${body['alertId']}`;
};

/** What the National Unit answers to the one notice there is. */
export const keepAuthorisation = async (hub: StoreApp, t: Test) => {
  const url = '/v1/systems/etias/alert-notices';
  const { notices } = (await ask(hub, NATIONAL.as, url)).body as unknown as {
    notices: readonly { readonly noticeId: string }[];
  };
  const concluded = await ask(hub, NATIONAL.as, `${url}/${notices[0]!.noticeId}/conclusion`, {
    body: { conclusion: 'kept' },
  });
  t.equal(concluded.status, 204);
};
