/** A data set as it stands: as transmitted, with everything reported about it since. */
import type { EncounterId, SubjectId } from '../ids.js';
import type { EurodacCategory } from '../law/eurodac-category-table.js';
import type { LocalDate } from '../local-date.js';
import type { EurodacDataSet, EurodacStatusMessage, SystemRecord } from '../system-record.js';
import { transmittedOn } from './retention-term.js';

export type CurrentDataSet = {
  readonly dataSetId: EncounterId;
  readonly subjectId: SubjectId;
  /** State of origin. */
  readonly memberState: string;
  readonly category: EurodacCategory;
  readonly dateOfBirth: LocalDate;
  /** Day of the transmission; of the encounter where none is recorded. */
  readonly transmittedOn: LocalDate;
  readonly facts: EurodacDataSet;
  readonly mark?: { readonly kind: 'protection' | 'residence-document'; readonly on: LocalDate };
  readonly isMarked: boolean;
  /** A mark of its own right, which the end of a protection leaves as it is. */
  readonly residenceDocumentOn?: LocalDate;
  readonly hasSecurityFlag: boolean;
  readonly memberStateResponsible?: string;
  readonly memberStateOfRelocation?: string;
  readonly arrivedOn?: LocalDate;
  readonly departedOn?: LocalDate;
  readonly removedOn?: LocalDate;
  readonly assistedReturnOn?: LocalDate;
  readonly rejectedOn?: LocalDate;
  /** Final decision in a border procedure. */
  readonly borderDecisionOn?: LocalDate;
  readonly protectionGrantedOn?: LocalDate;
  readonly citizenship?: { readonly memberState: string; readonly on: LocalDate };
};

/** What happened once: another message of it corrects the day, backwards too. */
const CORRECTED: ReadonlySet<EurodacStatusMessage['status']> = new Set([
  'arrival',
  'departure',
  'removal',
  'assisted-return',
  'application-rejected',
  'border-procedure-decided',
] as const);

/**
 * Messages count in the order of their days; of the same day, and where the later corrects the day, in the order they are
 * given. One about a data set that is not there changes nothing.
 */
export function currentDataSets(records: readonly SystemRecord[]): readonly CurrentDataSet[] {
  const given = records.flatMap(({ facts }) => (facts.kind === 'status-message' ? [facts] : []));
  const messages = [
    ...given.filter(({ status }) => CORRECTED.has(status)),
    ...given
      .filter(({ status }) => !CORRECTED.has(status))
      .sort((a, b) => (a.statusDate < b.statusDate ? -1 : a.statusDate > b.statusDate ? 1 : 0)),
  ];
  const byDataSet = new Map<EncounterId, EurodacStatusMessage[]>();
  for (const message of messages) {
    const before = byDataSet.get(message.concerns);
    if (before) before.push(message);
    else byDataSet.set(message.concerns, [message]);
  }
  return records.flatMap((record) => {
    const { facts } = record;
    if (facts.kind !== 'data-set') return [];
    return [(byDataSet.get(record.encounterId) ?? []).reduce(apply, asTransmitted(record, facts))];
  });
}

function asTransmitted(record: SystemRecord, facts: EurodacDataSet): CurrentDataSet {
  return {
    dataSetId: record.encounterId,
    subjectId: record.subjectId,
    memberState: record.memberState,
    category: facts.category,
    dateOfBirth: record.identity.dateOfBirth,
    transmittedOn: transmittedOn(facts) ?? (record.encounterAt.slice(0, 10) as LocalDate),
    facts,
    isMarked: false,
    hasSecurityFlag: facts.securityFlag === true,
    ...(facts.arrivedOn ? { arrivedOn: facts.arrivedOn } : {}),
  };
}

function apply(dataSet: CurrentDataSet, message: EurodacStatusMessage): CurrentDataSet {
  const { statusDate: on, statusMemberState: memberState } = message;
  switch (message.status) {
    case 'member-state-responsible':
      return memberState ? { ...dataSet, memberStateResponsible: memberState } : dataSet;
    case 'relocation':
      return memberState ? { ...dataSet, memberStateOfRelocation: memberState } : dataSet;
    case 'arrival':
      return { ...dataSet, arrivedOn: on };
    case 'departure':
      return { ...dataSet, departedOn: on };
    case 'removal':
      return { ...dataSet, removedOn: on };
    case 'assisted-return':
      return { ...dataSet, assistedReturnOn: on };
    case 'application-rejected':
      return { ...dataSet, rejectedOn: on };
    case 'protection-granted':
      return {
        ...dataSet,
        mark: { kind: 'protection', on },
        isMarked: true,
        // On other data it is the copy of a mark: their state has granted nothing.
        ...(dataSet.category === 'international-protection' ? { protectionGrantedOn: on } : {}),
      };
    case 'protection-withdrawn':
      return unmarked(dataSet);
    case 'residence-document':
      return {
        ...dataSet,
        mark: dataSet.mark?.kind === 'protection' ? dataSet.mark : { kind: 'residence-document', on },
        isMarked: true,
        residenceDocumentOn: on,
      };
    case 'security-flag':
      return { ...dataSet, hasSecurityFlag: true };
    case 'security-flag-ended':
      return { ...dataSet, hasSecurityFlag: false };
    case 'citizenship':
      return memberState ? { ...dataSet, citizenship: { memberState, on } } : dataSet;
    case 'border-procedure-decided':
      return { ...dataSet, borderDecisionOn: on };
    case 'temporary-protection-prolonged':
      return dataSet;
  }
}

/**
 * Only the mark of protection is taken away (Art 31(3)), not that of a residence document (Art 31(4)). That protection was
 * granted stays in the statistics.
 */
function unmarked(dataSet: CurrentDataSet): CurrentDataSet {
  const { mark, residenceDocumentOn: on, ...rest } = dataSet;
  if (mark?.kind !== 'protection') return dataSet;
  if (on === undefined) return { ...rest, isMarked: false };
  return { ...rest, residenceDocumentOn: on, mark: { kind: 'residence-document', on } };
}
