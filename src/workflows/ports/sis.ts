import type { AccessRequest } from '../../domain/cir/access-request.js';
import type { StoredQuery } from '../../domain/cir/law-enforcement-query.js';
import type { EncounterId, SubjectId } from '../../domain/ids.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { AlertEvent } from '../../domain/sis/current-alert.js';
import type { HitEvent } from '../../domain/sis/hit-follow-up.js';
import type { ObjectAlert } from '../../domain/sis/object-alert.js';
import type { SireneCase } from '../../domain/sis/sirene-case.js';
import type { StoredSisHit } from '../../domain/sis/stored-hit.js';
import type { Sql } from './persistence.js';

/** Consultations of the identity repository by law enforcement, and requests for full access. */
export type LawEnforcement = {
  /** Inserts it, or writes what changed. */
  keepQuery(tx: Sql, query: StoredQuery): Promise<void>;
  lockQuery(tx: Sql, queryId: string): Promise<StoredQuery | undefined>;
  /** Oldest first; of a state or authority, where named. */
  queries(
    sql: Sql,
    page: {
      readonly memberState?: string;
      readonly authorityId?: string;
      readonly isOpen: boolean;
      readonly after?: string;
      readonly limit: number;
    },
  ): Promise<readonly StoredQuery[]>;
  /** Inserts it, or writes what changed. */
  keepRequest(tx: Sql, request: AccessRequest): Promise<void>;
  request(
    sql: Sql,
    requestId: string,
    options?: { readonly lock?: boolean },
  ): Promise<AccessRequest | undefined>;
  /** What waits for the verifying authority of a state, oldest first. */
  toDecide(
    sql: Sql,
    page: { readonly memberState: string; readonly after?: string; readonly limit: number },
  ): Promise<readonly AccessRequest[]>;
  /** Erases what was settled and asked before an instant; says how many. */
  eraseOld(sql: Sql, page: { readonly before: string; readonly limit: number }): Promise<number>;
};

type StatePage = { readonly memberState: string; readonly after?: string; readonly limit: number };

/** What is said about alerts, and alerts on objects. `alertId` is an encounter or an alert on an object. */
export type SisAlerts = {
  /** Writes what is said; `victim` is what the victim of a misused identity consented to, and is sealed. */
  say(
    tx: Sql,
    event: AlertEvent,
    about: { readonly isObject: boolean; readonly victim?: Readonly<Record<string, string>> },
  ): Promise<void>;
  /** Oldest first. */
  eventsOf(sql: Sql, alertIds: readonly string[]): Promise<readonly AlertEvent[]>;
  /** What is held of the victim of a misused identity, opened. */
  victimOf(sql: Sql, alertId: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Removes it from every event of the alert. */
  eraseVictim(tx: Sql, alertId: string): Promise<void>;
  /** Of these, alerts whose hiding may still last. */
  hiddenSince(sql: Sql, encounterIds: readonly EncounterId[], since: string): Promise<readonly AlertEvent[]>;
  /** The alert's last day of keeping, as it was extended. */
  keepReview(tx: Sql, alertId: string, reviewBy: LocalDate): Promise<void>;
  /** The subject of an alert on a person, locked; `undefined` where there is none. */
  lockSubject(tx: Sql, alertId: string): Promise<SubjectId | undefined>;
  /** The same, read only. */
  subjectOf(sql: Sql, alertId: string): Promise<SubjectId | undefined>;
  enterObject(tx: Sql, alert: ObjectAlert, authorityId: string): Promise<void>;
  lockObject(tx: Sql, alertId: string): Promise<ObjectAlert | undefined>;
  /** The same, read only. */
  objectOf(sql: Sql, alertId: string): Promise<ObjectAlert | undefined>;
  /** Those linked at entry to an alert on a person, locked. */
  lockObjectsOf(tx: Sql, personAlertId: string): Promise<readonly ObjectAlert[]>;
  readObjects(
    sql: Sql,
    query: { readonly category: ObjectAlert['category']; readonly number: string; readonly limit: number },
  ): Promise<readonly ObjectAlert[]>;
  eraseObject(tx: Sql, alertId: string): Promise<void>;
  /** Alerts on objects whose last day is over; returns how many. */
  eraseExpiredObjects(tx: Sql, today: LocalDate): Promise<number>;
};

export type SisHits = {
  insert(tx: Sql, hit: StoredSisHit, isObject: boolean): Promise<void>;
  lock(tx: Sql, hitId: string): Promise<StoredSisHit | undefined>;
  addEvent(tx: Sql, hit: StoredSisHit, event: HitEvent): Promise<void>;
  /** Those a state has a part in. */
  page(sql: Sql, page: StatePage): Promise<readonly StoredSisHit[]>;
  ofSubject(sql: Sql, subjectId: SubjectId): Promise<readonly StoredSisHit[]>;
};

export type SireneCases = {
  open(tx: Sql, sirene: SireneCase, isObject: boolean): Promise<void>;
  lock(tx: Sql, caseId: string): Promise<SireneCase | undefined>;
  keep(tx: Sql, sirene: SireneCase): Promise<void>;
  /** Unanswered ones a state owes or waits for. */
  page(sql: Sql, page: StatePage): Promise<readonly SireneCase[]>;
  ofSubject(sql: Sql, subjectId: SubjectId): Promise<readonly SireneCase[]>;
};

export type SisProcedures = {
  readonly alerts: SisAlerts;
  readonly hits: SisHits;
  readonly cases: SireneCases;
};
