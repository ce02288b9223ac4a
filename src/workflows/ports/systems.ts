import type { Requester } from '../../domain/authorities.js';
import type { CirDataSet } from '../../domain/cir/individual-files.js';
import type { DocumentQuery, IdentityData, IdentityQuery } from '../../domain/identity-data.js';
import type { EncounterId, SubjectId } from '../../domain/ids.js';
import type { QualityRule } from '../../domain/law/data-quality-table.js';
import type { FlagKind } from '../../domain/law/ecris-index-table.js';
import type { EtiasQuery } from '../../domain/law/etias-query-table.js';
import type { SourceId } from '../../domain/law/portal-table.js';
import type { LocalDate } from '../../domain/local-date.js';
import type { SystemRecord } from '../../domain/system-record.js';
import type { SystemId } from '../../domain/systems.js';
import type { ProbeTemplate } from '../../matching/template.js';
import type { Candidate } from './gallery.js';
import type { Sql } from './persistence.js';

export type SystemQuery = {
  readonly requester: Requester;
  /** Biometric candidates of this system found by the hub's own gallery; used by local adapters. */
  readonly candidates: readonly Candidate[];
  /** Probes for a remote system that searches its own gallery; empty where the query has no biometrics. */
  readonly probes: readonly ProbeTemplate[];
  readonly falsePositiveIdentificationRate: number;
  readonly identity?: IdentityQuery;
  readonly document?: DocumentQuery;
  /** Eurodac: data the requester's own state transmitted count too. */
  readonly comparesOwn?: boolean;
  /**
   * A system kept here answers with everybody, up to `LIMITS.systemWholeHitsMax`: where what is found is judged by rules and
   * read by nobody, a limit would be silence. Another hub answers as ever.
   */
  readonly isWhole?: boolean;
  /** Nobody waits for it: a hub that keeps the system does it last. */
  readonly isBulk?: boolean;
};

export type FoundBy = 'fingerprint' | 'face' | 'identity' | 'document';

/** One subject of one system that answers a query, with every record the system holds of it. */
export type SystemHit = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly foundBy: readonly FoundBy[];
  /** Present where biometrics found it. */
  readonly candidate?: Candidate;
  readonly records: readonly SystemRecord[];
  /** Present where the processing of these data is restricted ((EU) 2019/817 Art 48(1)): the day it began. */
  readonly restrictedSince?: LocalDate;
  /** In place of records, where a gateway of the identity repository was asked at another hub. */
  readonly repository?: CirDataSet;
};

export type SystemQueryAnswer = {
  readonly hits: readonly SystemHit[];
  /** True where the system found more subjects than it may answer with: the query is too wide, and it is said. */
  readonly overflow: boolean;
  /** What a peer compared the probes with; absent where it had none to compare, or does not say. */
  readonly biometrics?: ComparedReferences;
};

export type ComparedReferences = {
  readonly referencesCompared: number;
  /** Of another template version. */
  readonly referencesNotCompared: number;
  /** False where some of those, or their minutiae, may be compared another time. Absent in answers of earlier releases. */
  readonly complete?: boolean;
};

export type SystemAdapter = {
  readonly system: SystemId;
  readonly location: 'local' | 'remote';
  /** Its share of a caller's time, milliseconds; `LIMITS.systemDeadlineMs` where it has none of its own. */
  readonly deadlineMs?: number;
  /** Answers within the deadline of `signal`, or throws an `OperationalError` whose code names the reason. */
  query(query: SystemQuery, signal: AbortSignal): Promise<SystemQueryAnswer>;
  /** Stores the record of one encounter. A remote system records for itself: `system-refused`, not retryable. */
  record(tx: Sql, record: SystemRecord): Promise<void>;
  /** Every record of one subject, oldest encounter first; empty where the subject is unknown. */
  read(sql: Sql, subjectId: SubjectId): Promise<readonly SystemRecord[]>;
  /** Every record of these subjects, each subject's oldest encounter first. */
  readMany(sql: Sql, subjectIds: readonly SubjectId[]): Promise<readonly SystemRecord[]>;
  /** Removes one record; the subject stays, also without any. */
  eraseRecord(tx: Sql, subjectId: SubjectId, encounterId: EncounterId): Promise<void>;
  /** Removes every record of one subject. */
  erase(tx: Sql, subjectId: SubjectId): Promise<void>;
};

/** One match in a database outside the six systems: a reference to ask further with, and no data of its own. */
export type SourceHit = {
  readonly reference: string;
  /** In the words of the source, for example `stolen-document`. */
  readonly category: string;
  /** Country or organisation that entered it, where the source says so. */
  readonly owner?: string;
};

export type SourceQuery = {
  readonly requester: Requester;
  readonly document?: DocumentQuery;
  readonly identity?: IdentityQuery;
  /** Data that match are to be sent to the source as a notice ((EU) 2024/1356 Art 16(5)). */
  readonly noticeOnMatch: boolean;
};

/** A database of Interpol or Europol. */
export type SourceAdapter = {
  readonly source: SourceId;
  readonly deadlineMs: number;
  /** Whether a query now reveals nothing to the owner of an alert it finds. Throws as `query` does. */
  isSilent(signal: AbortSignal): Promise<boolean>;
  /** Answers within the deadline of `signal`, or throws an `OperationalError` whose code names the reason. */
  query(
    query: SourceQuery,
    signal: AbortSignal,
  ): Promise<{ readonly hits: readonly SourceHit[]; readonly overflow: boolean }>;
};

/** A file about which something is due on a day. */
export type DueFile = { readonly on: LocalDate; readonly system: SystemId; readonly subjectId: SubjectId };

export type DueDay = {
  readonly on: LocalDate;
  /** State that entered what is due. */
  readonly memberState: string;
};

export type CalendarFile = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly days: readonly DueDay[];
  /** The next day on which the days must be computed anew although no record arrives. */
  readonly nextOn?: LocalDate;
  /** The first day on which something of it must be erased. */
  readonly eraseOn?: LocalDate;
  readonly openTerms?: readonly Omit<ListedOpenTerm, 'system' | 'subjectId'>[];
};

/** A record without a day on which it is erased. */
export type ListedOpenTerm = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly encounterId: EncounterId;
  /** State that entered it. */
  readonly memberState: string;
  /** As in `domain/retention.ts`. */
  readonly cause: 'undecided' | 'conviction-stands' | 'fact-missing' | 'no-rule';
  readonly reason: string;
  readonly citation?: string;
};

export type ExpiredFile = {
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  /** The day its calendar says. */
  readonly eraseOn: LocalDate;
};

/** What the law ends by date, as the calendar of each file says. */
export type RetentionCalendar = {
  /** Files with something that must be erased by `today`, longest first; those behind `after` alone. */
  expired(
    sql: Sql,
    page: { readonly today: LocalDate; readonly limit: number; readonly after?: ExpiredFile },
  ): Promise<readonly ExpiredFile[]>;
  /** The days of the file are computed anew before anything more of it is erased. */
  recompute(tx: Sql, file: { readonly system: SystemId; readonly subjectId: SubjectId }): Promise<void>;
  /** A file that has lost its last record goes on this day. */
  keepEnd(
    tx: Sql,
    file: { readonly system: SystemId; readonly subjectId: SubjectId; readonly on: LocalDate },
  ): Promise<void>;
  endOf(
    tx: Sql,
    file: { readonly system: SystemId; readonly subjectId: SubjectId },
  ): Promise<LocalDate | undefined>;
  /** In the order of encounters, from after `after`. */
  openTerms(
    sql: Sql,
    page: {
      readonly memberState: string;
      readonly systems: readonly SystemId[];
      readonly cause?: ListedOpenTerm['cause'];
      readonly after?: EncounterId;
      readonly limit: number;
    },
  ): Promise<readonly ListedOpenTerm[]>;
};

export type QualityCount = {
  readonly system: SystemId;
  readonly memberState: string;
  /** `records`: all there are of it. `low-quality`: those a soft rule found something about. */
  readonly kind: 'records' | 'low-quality' | 'soft' | 'blocked';
  /** Of `soft` and `blocked`. */
  readonly rule: QualityRule | null;
  readonly count: number;
};

/** What the rules of data quality found, counted without data of persons ((EU) 2019/817 Art 37). */
export type DataQuality = {
  /** Once for each encounter, in the transaction that enters it. */
  keep(
    tx: Sql,
    found: {
      readonly encounterId: EncounterId;
      readonly system: SystemId;
      readonly memberState: string;
      readonly on: LocalDate;
      readonly rules: readonly QualityRule[];
    },
  ): Promise<void>;
  /** What is found of an encounter only later; nothing where it is gone, or the rule there already. */
  add(tx: Sql, encounterId: EncounterId, rule: QualityRule): Promise<void>;
  refuse(
    tx: Sql,
    refusal: {
      readonly system: SystemId;
      readonly memberState: string;
      readonly on: LocalDate;
      readonly rule: QualityRule;
    },
  ): Promise<void>;
  /** Of records entered from `from` to `until`, both included. */
  count(
    sql: Sql,
    span: {
      readonly from: LocalDate;
      readonly until: LocalDate;
      readonly memberState?: string;
      readonly system?: SystemId;
    },
  ): Promise<readonly QualityCount[]>;
};

/** A hit of the automated processing: which query, in which system; never whom it found. */
export type StoredHit = {
  readonly hitId: string;
  readonly subjectId: SubjectId;
  /** The encounter of the application. */
  readonly applicationId: EncounterId;
  readonly query: EtiasQuery;
  readonly system?: SystemId;
  readonly verdict: 'unverified' | 'confirmed' | 'doubtful';
};

export type WatchlistEntry = {
  readonly entryId: string;
  readonly enteredBy: string;
  readonly memberState: string;
  readonly validUntil: LocalDate;
  readonly surnames?: readonly string[];
  readonly givenNames?: readonly string[];
  readonly dateOfBirth?: LocalDate;
  readonly document?: DocumentQuery;
};

/** An entry as whoever entered it reads it. */
export type OwnWatchlistEntry = Omit<WatchlistEntry, 'enteredBy' | 'memberState'> & {
  /** RFC 3339. */
  readonly enteredAt: string;
};

/** Whose entries: of a Member State, or, as several act in the name of the Union, of one of its agencies. */
export type WatchlistOwner = { readonly memberState: string; readonly authorityId: string };

/** A new alert, or entry of the watchlist, that concerns a valid authorisation ((EU) 2018/1240 Art 34, 41(3), (4)). */
export type AlertNotice = {
  readonly noticeId: string;
  readonly subjectId: SubjectId;
  /** The encounter of the application. */
  readonly applicationId: EncounterId;
  readonly trigger: 'new-refusal-alert' | 'document-reported' | 'watchlist-entry';
  readonly alertId?: EncounterId;
  /** In the place of an alert. */
  readonly entryId?: string;
  /**
   * The state that entered the alert: its National Unit decides. Of an entry of the watchlist the state of the application;
   * `EUE` where it was entered in the name of none, which every National Unit is shown.
   */
  readonly memberState: string;
  /** RFC 3339. */
  readonly foundAt: string;
};

/** Who is looked for on the watchlist; entries whose last day is before `today` are over. */
export type WatchedPerson = {
  readonly identity: Pick<IdentityData, 'surnames' | 'dateOfBirth'>;
  readonly document?: DocumentQuery;
  readonly today: LocalDate;
};

/** Whom an entry of the watchlist is about, and whose it is. */
export type EtiasWatchlistEntries = {
  /** The states with entries in force that are about the person or the document; `EUE` for Europol. */
  watchlistStates(sql: Sql, person: WatchedPerson): Promise<readonly string[]>;
  /**
   * An entry made since the application was compared with the list becomes a hit to be verified, and is compared with it:
   * the hit, or `undefined` where there is none. The list is held.
   */
  noteNewEntry(
    tx: Sql,
    application: WatchedPerson & {
      readonly subjectId: SubjectId;
      readonly applicationId: EncounterId;
      /** Of the hit, where none on the list is there yet. */
      readonly hitId: string;
    },
  ): Promise<string | undefined>;
  /**
   * Until the transaction ends nobody enters, or nobody reads to issue: of an entry and an authorisation at the same time
   * one sees the other. Before any file is locked.
   */
  holdWatchlist(tx: Sql, why: 'to-read' | 'to-write'): Promise<void>;
};

export type EtiasAlertNotices = EtiasWatchlistEntries & {
  /** Once for each application and alert or entry, which is kept as a hit as well, under `hitId`. */
  noteAlert(
    tx: Sql,
    noted: {
      readonly notice: AlertNotice;
      readonly hitId: string;
      /** Of an alert on a person. */
      readonly causeSubjectId?: SubjectId;
    },
  ): Promise<void>;
  /** Of alerts and entries that are there, neither concluded nor answered by a revocation or annulment; oldest first. */
  openNotices(
    sql: Sql,
    page: { readonly memberState: string; readonly limit: number },
  ): Promise<readonly AlertNotice[]>;
  lockNotice(
    tx: Sql,
    notice: { readonly noticeId: string; readonly memberState: string },
  ): Promise<AlertNotice | undefined>;
  /** The hit goes where the alert is about somebody else. */
  concludeNotice(
    tx: Sql,
    concluded: {
      readonly noticeId: string;
      readonly conclusion: 'not-the-person' | 'kept';
      readonly at: string;
    },
  ): Promise<void>;
  /** Whose application names the document, every one; of any country where none is given. */
  holdersOfDocument(
    sql: Sql,
    document: { readonly number: string; readonly issuingCountry?: string },
  ): Promise<readonly SubjectId[]>;
  /** Everybody a query by these data finds, also where they are more than its answer may hold. */
  everybodyLike(
    sql: Sql,
    about: Pick<SystemQuery, 'identity' | 'document'>,
    signal: AbortSignal,
  ): Promise<readonly SubjectId[]>;
};

/** What is kept of applications for a travel authorisation beside their records ((EU) 2018/1240 Art 20 to 41). */
export type EtiasApplications = EtiasAlertNotices & {
  keepProcessing(
    tx: Sql,
    processing: {
      readonly subjectId: SubjectId;
      readonly applicationId: EncounterId;
      readonly asked: readonly EtiasQuery[];
      readonly notAnswered: readonly EtiasQuery[];
      readonly hits: readonly {
        readonly hitId: string;
        readonly query: EtiasQuery;
        readonly system?: SystemId;
        readonly causeSubjectId?: SubjectId;
        readonly causeEncounterId?: EncounterId;
        /** The alerts on the document the hit is on. */
        readonly causeObjectAlertIds?: readonly string[];
        /** The entries of the watchlist the hit is on. */
        readonly causeEntryIds?: readonly string[];
      }[];
    },
  ): Promise<void>;
  /** The queries nothing answered; `undefined` where the application was not processed. */
  notAnswered(sql: Sql, applicationId: EncounterId): Promise<readonly EtiasQuery[] | undefined>;
  hits(sql: Sql, applicationId: EncounterId): Promise<readonly StoredHit[]>;
  hit(sql: Sql, hitId: string): Promise<StoredHit | undefined>;
  /** Whom the hit found, where that is known and not erased. */
  causeOf(sql: Sql, hitId: string): Promise<{ readonly subjectId: SubjectId } | undefined>;
  /** A false hit is deleted. */
  judge(
    tx: Sql,
    judged: { readonly hitId: string; readonly verdict: 'false' | 'confirmed' | 'doubtful' },
  ): Promise<void>;
  /**
   * A refusal or an annulment rests on the hits that hold, also on those of sources whose deletions nobody tells here; a
   * revocation on what was found since the issue. What was found since counts while its notice is open.
   */
  markCauses(tx: Sql, applicationId: EncounterId, event: 'refused' | 'annulled' | 'revoked'): Promise<void>;
  /** Persons with an application that is not decided, oldest first. */
  pending(
    sql: Sql,
    page: { readonly memberState?: string; readonly limit: number },
  ): Promise<readonly SubjectId[]>;
  addToWatchlist(tx: Sql, entry: WatchlistEntry): Promise<void>;
  /** With the hits on it that no decision rests on. False where the owner has no such entry. */
  removeFromWatchlist(tx: Sql, owner: WatchlistOwner, entryId: string): Promise<boolean>;
  /** By their identifiers, so that a page can be read on from an entry that is removed meanwhile. */
  watchlistOf(
    sql: Sql,
    owner: WatchlistOwner,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly OwnWatchlistEntry[]>;
  /** `undefined` where the owner has no such entry. */
  watchlistEntry(sql: Sql, owner: WatchlistOwner, entryId: string): Promise<OwnWatchlistEntry | undefined>;
  /** Those in force. */
  entriesAbout(sql: Sql, person: WatchedPerson): Promise<readonly string[]>;
  eraseWatchlist(tx: Sql, page: { readonly today: LocalDate; readonly limit: number }): Promise<number>;
};

/** A flag of an index entry of ECRIS-TCN ((EU) 2019/816 Art 5(1)(c)). */
export type StoredFlag = {
  readonly encounterId: EncounterId;
  readonly subjectId: SubjectId;
  readonly kind: FlagKind;
  readonly createdOn: LocalDate;
  readonly lastDay: LocalDate;
};

/** Flags, apart from the records: whoever reads those sees none of them. */
export type ConvictionFlags = {
  keep(tx: Sql, flag: StoredFlag & { readonly memberState: string }): Promise<void>;
  /** False where there is none. */
  remove(tx: Sql, flag: { readonly encounterId: EncounterId; readonly kind: FlagKind }): Promise<boolean>;
  ofSubjects(sql: Sql, subjectIds: readonly SubjectId[]): Promise<readonly StoredFlag[]>;
  /** Whose flags were erased. */
  eraseExpired(
    tx: Sql,
    page: { readonly today: LocalDate; readonly limit: number },
  ): Promise<readonly SubjectId[]>;
};

/** What negative decisions on applications rest on: records and alerts, here and elsewhere. */
export type DecisionCauses = {
  /** By the encounter of the application. */
  ofSubject(
    sql: Sql,
    file: { readonly system: SystemId; readonly subjectId: SubjectId },
  ): Promise<ReadonlyMap<EncounterId, readonly { readonly deletedOn?: LocalDate }[]>>;
  /**
   * Notes the causes in the systems kept here that are gone since the last time, and has the days of their files computed
   * anew; a hit of a notice goes with its alert where no decision rests on it. Says how many; called until there are none.
   */
  noteDeleted(
    tx: Sql,
    page: { readonly today: LocalDate; readonly limit: number; readonly keptHere: readonly SystemId[] },
  ): Promise<number>;
};

/** The days on which something is due about the files kept here. */
export type FileCalendar = {
  /** Files whose days must be computed anew, locked; what another process works on is left out. */
  stale(
    tx: Sql,
    page: { readonly limit: number; readonly today: LocalDate },
  ): Promise<readonly { readonly system: SystemId; readonly subjectId: SubjectId }[]>;
  /** The days of the file must be computed anew although no record arrived. */
  mark(tx: Sql, system: SystemId, subjectId: SubjectId): Promise<void>;
  /** Replaces the days of these files. */
  keep(tx: Sql, files: readonly CalendarFile[]): Promise<void>;
  /** The days of these files stay as they are until `until`, or until a file changes. */
  putOff(
    tx: Sql,
    files: readonly { readonly system: SystemId; readonly subjectId: SubjectId }[],
    until: LocalDate,
  ): Promise<void>;
  /** Up to and including `until`, by day, system and subject, from after `after`. */
  page(
    sql: Sql,
    page: {
      readonly memberState: string;
      readonly systems: readonly SystemId[];
      readonly until: LocalDate;
      readonly after?: DueFile;
      readonly limit: number;
    },
  ): Promise<readonly DueFile[]>;
};

/** One file of the EES, with what guards its judgement against a record that arrives meanwhile. */
export type StayFile = {
  readonly subjectId: SubjectId;
  readonly records: readonly SystemRecord[];
  readonly version: string;
  /** Whether it must be judged anew. */
  readonly isDue: boolean;
};

export type StayFileJudgement = {
  readonly subjectId: SubjectId;
  readonly version: string;
  /** The day the person came onto the list of overstayers; absent where the person is not on it. */
  readonly listedSince?: LocalDate;
  /** The next day on which time alone changes that. */
  readonly nextChangeOn?: LocalDate;
};

/**
 * The files of travellers the EES holds here, each with its last judgement. What is listed, and what changed or became
 * due since, is found without reading the others.
 */
export type StayFiles = {
  /** Files that are listed or due, in order of their subject's identifier; fewer than `limit` means the last page. */
  page(
    sql: Sql,
    page: { readonly after?: SubjectId; readonly limit: number; readonly today: LocalDate },
  ): Promise<readonly StayFile[]>;
  /** Files that are due, longest first, locked; what another process works on is left out. */
  due(tx: Sql, page: { readonly limit: number; readonly today: LocalDate }): Promise<readonly StayFile[]>;
  /** Without effect on a file that has changed since it was read. */
  keepJudgements(sql: Sql, judged: readonly StayFileJudgement[]): Promise<void>;
  /** Persons whose file names a visa of this sticker; few, in the order of their identifiers. */
  bySticker(sql: Sql, stickerNumber: string): Promise<readonly SubjectId[]>;
  /** Fingerprints that could not be given for a time are there now: the note of it goes ((EU) 2017/2226 Art 17(4)). */
  clearPostponement(tx: Sql, subjectId: SubjectId): Promise<void>;
};

export type VisaFile = { readonly subjectId: SubjectId; readonly records: readonly SystemRecord[] };

/** The files of VIS kept here, found otherwise than by a person. */
export type VisaFiles = {
  /** Of the sticker as it was printed first, or at an extension. */
  bySticker(sql: Sql, stickerNumber: string): Promise<readonly VisaFile[]>;
  /** Files that bear one of these numbers or name one as travelling with them. */
  companions(
    sql: Sql,
    page: { readonly applicationNumbers: readonly string[]; readonly limit: number },
  ): Promise<readonly VisaFile[]>;
};
