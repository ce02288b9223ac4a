/** What makes a reference one of earlier models, in SQL: of `template`, with its `minutiae` where it has any. */
import { modalityOf, POSITIONS } from '../domain/positions.js';
import type { CurrentVersions, Versions } from '../workflows/ports/template-renewals.js';

export const OTHER_VERSION = `template.template_version <> split_part($2, '+', 1)`;

/** But for those that cannot be renewed. */
export const IS_STALE = `(${OTHER_VERSION}
      or ($3::text is not null and minutiae.template_version is distinct from $3))
    and template.renewal_refused is distinct from $2`;

/**
 * The next so many references of a walk, as `page`, and the last of them, as `page_end`: with a hundred million references no one
 * statement can look at all of them. `$4` is the last one of the page before.
 */
export function pageOf(size: string): string {
  return `page as materialized (
      select * from hub.templates
      where template_id > coalesce($4::uuid, '00000000-0000-0000-0000-000000000000') order by template_id limit ${size}
    ), page_end as (select template_id as page_end from page order by template_id desc limit 1)`;
}

/** Positions, both versions in one word, and that of the second stage: `$1`, `$2` and `$3`. */
export function parametersOf(versions: CurrentVersions): readonly unknown[] {
  const positions = POSITIONS.filter((position) => modalityOf(position) === versions.modality);
  return [positions, nameOf(versions), versions.secondStage ?? null];
}

/** Both versions in one word. */
export function nameOf({ templateVersion, secondStage }: Versions): string {
  return secondStage === undefined ? templateVersion : `${templateVersion}+${secondStage}`;
}

/** What `nameOf` made one word of. */
export function versionsOf(name: string): Versions {
  const [templateVersion, secondStage] = name.split('+');
  return { templateVersion: templateVersion!, ...(secondStage === undefined ? {} : { secondStage }) };
}
