/**
 * What an authority must look into, from the answers it got: overstays in any file found, and one person under several
 * identities where biometrics say it is one person. A flag is a reason to look, never a legal consequence.
 */
import { findMultipleIdentities, type MultipleIdentityFlag } from '../domain/flags/multiple-identity.js';
import { findOverstay } from '../domain/flags/overstay.js';
import type { LocalDate } from '../domain/local-date.js';
import type { IdentityRules } from '../domain/names/identity-rules.js';
import { systemFacts } from '../domain/systems.js';
import type { SystemHit } from './ports/systems.js';
import type { Flag, SystemAnswer, VisibleLink } from './results.js';

export function raiseFlags(
  { systems, links }: { readonly systems: readonly SystemAnswer[]; readonly links: readonly VisibleLink[] },
  today: LocalDate,
  rules?: IdentityRules,
): readonly Flag[] {
  const hits = systems.flatMap((answer) => (answer.status === 'answered' ? answer.hits : []));
  const matched = hits.filter(({ candidate }) => candidate?.decision === 'match');
  return [
    ...hits.flatMap(({ records }) => findOverstay(records, today) ?? []),
    ...findMultipleIdentities(matched, rules).filter((found) => !isVerified(found, { hits, links })),
    ...links.flatMap((link) => flagRedLink(link, hits) ?? []),
  ].map(toFlag);
}

/** Whether an authority has concluded about this very pair: then there is nothing left to verify by hand. */
function isVerified(
  { restsOn }: MultipleIdentityFlag,
  { hits, links }: { readonly hits: readonly SystemHit[]; readonly links: readonly VisibleLink[] },
): boolean {
  const holders = hits.filter(({ records }) =>
    records.some(({ encounterId }) => restsOn.some((each) => each.encounterId === encounterId)),
  );
  return links.some(
    ({ colour, dataSets }) =>
      colour !== 'yellow' &&
      dataSets.every(({ system, subjectId }) =>
        holders.some((hit) => hit.system === system && hit.subjectId === subjectId),
      ),
  );
}

/** A red link says that an authority found it unjustified; nothing follows from it alone ((EU) 2019/817 Art 32(2)). */
function flagRedLink({ linkId, colour, dataSets }: VisibleLink, hits: readonly SystemHit[]) {
  if (colour !== 'red') return undefined;
  const records = hits
    .filter((hit) => dataSets.some((each) => each.system === hit.system && each.subjectId === hit.subjectId))
    .flatMap((hit) => hit.records);
  const [first, second] = dataSets.map(({ system }) => system);
  return {
    kind: 'multiple-identity',
    reason:
      `An authority verified a link between ${systemFacts(first!).name} and ${systemFacts(second!).name} and found ` +
      'the identities or the use of a document unjustified. Nothing follows from the link alone.',
    citation: '(EU) 2019/817 Art 32(1), (2)',
    restsOn: records.map(({ system, encounterId }) => ({ system, encounterId })),
    facts: { linkColour: 'red', linkId, systems: [first!, second!] },
  } as const;
}

export function toFlag(flag: {
  readonly kind: Flag['kind'];
  readonly reason: string;
  readonly citation: string;
  readonly restsOn: Flag['restsOn'];
  readonly facts: object;
}): Flag {
  const { kind, reason, citation, restsOn } = flag;
  return { kind, reason, citation, restsOn, facts: { ...flag.facts } as Flag['facts'] };
}
