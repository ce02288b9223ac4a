import type { SampleId, SubjectId, TemplateId } from '../../domain/ids.js';
import type { Modality, Position } from '../../domain/positions.js';
import type { SystemId } from '../../domain/systems.js';
import type { ReferenceTemplate } from '../../matching/template.js';
import type { Sql } from './persistence.js';

/** What this release extracts, of one kind of biometrics whose models are there. */
export type CurrentVersions = {
  readonly modality: Modality;
  readonly templateVersion: string;
  /** Of minutiae, where fingers are compared in two stages. */
  readonly secondStage?: string;
};

export type StaleReference = {
  readonly templateId: TemplateId;
  readonly sampleId: SampleId;
  readonly system: SystemId;
  readonly subjectId: SubjectId;
  readonly position: Position;
  /** Pixels per inch, as stated or as the file says. */
  readonly ppi?: number;
};

/** References that were extracted by earlier models, which searches count and do not compare. */
export type TemplateRenewals = {
  /** In the order of their identifiers, after `after`; those no renewal was refused for. */
  stale(
    sql: Sql,
    page: { readonly versions: CurrentVersions; readonly after?: TemplateId; readonly limit: number },
  ): Promise<readonly StaleReference[]>;
  count(sql: Sql, versions: CurrentVersions): Promise<number>;
  /** The new one takes the place of the old one, and galleries are told. `false` where the old one is gone. */
  replace(
    tx: Sql,
    stale: StaleReference,
    by: {
      readonly templateId: TemplateId;
      readonly template: ReferenceTemplate;
      readonly versions: CurrentVersions;
    },
  ): Promise<boolean>;
  refuse(tx: Sql, stale: StaleReference, versions: CurrentVersions): Promise<void>;
};
