import type { SampleId, SubjectId, TemplateId } from '../../domain/ids.js';
import type { Modality, Position } from '../../domain/positions.js';
import type { SystemId } from '../../domain/systems.js';
import type { ReferenceTemplate } from '../../matching/template.js';
import type { Sql } from './persistence.js';

/** What this release extracts, of one kind of biometrics whose models are there. */
export type CurrentVersions = Versions & { readonly modality: Modality };

export type Versions = {
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

/** `next`: after which the following page begins; absent where there is none. */
export type StalePage = { readonly references: readonly StaleReference[]; readonly next?: TemplateId };

/** References that were extracted by earlier models, which searches count and do not compare. */
export type TemplateRenewals = {
  /**
   * In the order of their identifiers, after `after`; those no renewal was refused for. Of so many references as one statement
   * can look at, so there may be none where some lie further on.
   */
  stale(
    sql: Sql,
    page: { readonly versions: CurrentVersions; readonly after?: TemplateId; readonly limit: number },
  ): Promise<StalePage>;
  /** Any reference that has been extracted by those models. */
  renewed(sql: Sql, versions: CurrentVersions): Promise<StaleReference | undefined>;
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

/** How far the renewal of one kind of biometrics of one system is, as it was last counted. */
export type RenewalOfSystem = CurrentVersions & {
  readonly system: SystemId;
  /**
   * References of other models that are still to be extracted again. One that has no minutiae is none of them: as a rule its finger is
   * too poor for any, and it is extracted again all the same.
   */
  readonly remaining: number;
  /** References of other models that stay as they are: their images give no template any more. */
  readonly refused: number;
};

/** Counted by whoever renews, before and after each walk; read by whoever may not leave a reference out. */
export type RenewalProgress = {
  /** Counts page by page, keeps it for every system, and says how many references there are to extract again. */
  keep(sql: Sql, versions: CurrentVersions, signal: AbortSignal): Promise<number>;
  /** Of systems and biometrics nobody has counted for there is none. */
  read(sql: Sql): Promise<readonly RenewalOfSystem[]>;
  /** Of a subject's references that were not renewed, as their images give no template any more: for which versions. */
  refusals(sql: Sql, system: SystemId, subjectId: SubjectId): Promise<ReadonlyMap<TemplateId, Versions>>;
};
