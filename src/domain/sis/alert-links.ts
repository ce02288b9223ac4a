/** Links between alerts: what a reader sees of them. They change nothing about the alerts they join. */
import type { SisAlertKind } from '../law/sis-alert-table.js';

export type AlertLink<Id extends string = string> = { readonly between: readonly [Id, Id] };

/** `readable`: kinds the reader has access to. A link is seen only where both of its alerts are. */
export function visibleAlertLinks<Id extends string>(
  links: readonly AlertLink<Id>[],
  kindOf: ReadonlyMap<Id, SisAlertKind>,
  readable: readonly SisAlertKind[],
): readonly AlertLink<Id>[] {
  const isReadable = (id: Id) => {
    const kind = kindOf.get(id);
    // An alert that was deleted has no kind any more: its links are gone with it.
    return kind !== undefined && readable.includes(kind);
  };
  return links.filter(({ between }) => between.every(isReadable));
}
