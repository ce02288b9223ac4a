/** The European search portal: (EU) 2019/817 Articles 6 to 11. */
import { type Static, Type } from 'typebox';
import { PORTAL_FAILURES, SOURCES } from '../src/domain/law/portal-table.js';
import { SYSTEMS } from '../src/domain/systems.js';
import { LIMITS } from '../src/platform/limits.js';
import { GalleryFacts } from './candidate.js';
import { Link } from './link.js';
import { SearchBody } from './requests.js';
import { Flag, SystemAnswer } from './results.js';
import { CountryInput, oneOf, STRICT, System } from './words.js';

export const Source = oneOf(SOURCES, {
  title: 'Source',
  description: `A database outside the six systems: ${SOURCES.join(', ')}.`,
});

export const PortalSearchBody = Type.Object(
  {
    ...SearchBody.properties,
    sources: Type.Optional(
      Type.Array(Source, {
        maxItems: SOURCES.length,
        uniqueItems: true,
        description:
          'Databases outside the six systems, each once. Where absent: all that the caller may ask and that are connected, ' +
          'unless `systems` names what to ask.',
      }),
    ),
    onBehalfOf: Type.Optional(CountryInput),
  },
  {
    ...STRICT,
    title: 'PortalSearchBody',
    description:
      'At least one of identity, document and samples. `onBehalfOf`: the state a visa authority represents.',
  },
);
export type PortalSearchBody = Static<typeof PortalSearchBody>;

const SourceHit = Type.Object({
  reference: Type.String({ maxLength: 200, description: 'To ask the source further with.' }),
  category: Type.String({ maxLength: 100, description: 'In the words of the source.' }),
  owner: Type.Optional(Type.String({ maxLength: 100 })),
});

export const SourceReply = Type.Union(
  [
    Type.Object({
      source: Source,
      status: Type.Literal('answered'),
      askedBy: Type.Array(oneOf(['document', 'identity'])),
      tookMs: Type.Integer({ minimum: 0 }),
      hits: Type.Array(SourceHit, { maxItems: LIMITS.sourceHitsMax }),
      overflow: Type.Boolean(),
    }),
    Type.Object({
      source: Source,
      status: Type.Literal('not-answered'),
      reason: Type.String(),
      detail: Type.String(),
      tookMs: Type.Integer({ minimum: 0 }),
    }),
    Type.Object({
      source: Source,
      status: Type.Literal('not-asked'),
      reason: oneOf(['no-usable-search-key', 'would-reveal-to-owner']),
      citation: Type.String(),
    }),
  ],
  {
    title: 'SourceReply',
    description: 'What a database of Interpol or Europol said, or why it said nothing or was not asked.',
  },
);

const END = {
  complete: Type.Boolean({ description: 'True where everything that was asked has answered, and wholly.' }),
  biometrics: Type.Optional(
    Type.Object(
      {
        complete: Type.Boolean(),
        referencesCompared: Type.Integer({ minimum: 0 }),
        referencesNotCompared: GalleryFacts.properties.referencesNotCompared,
        threshold: Type.Number(),
        overflow: Type.Boolean(),
      },
      { description: 'Of systems the caller may ask by biometrics, and of no others.' },
    ),
  ),
  flags: Type.Array(Flag),
  links: Type.Array(Link, { description: 'Links of the data sets found that the caller may see.' }),
};

export const PortalReply = Type.Object(
  {
    systems: Type.Array(SystemAnswer, { maxItems: SYSTEMS.length }),
    sources: Type.Array(SourceReply, { maxItems: SOURCES.length }),
    ...END,
  },
  { title: 'PortalReply' },
);

export const PortalEvent = Type.Union(
  [
    Type.Object({
      event: Type.Literal('begun'),
      systems: Type.Array(System),
      sources: Type.Array(Source),
    }),
    Type.Object({ event: Type.Literal('system'), answer: SystemAnswer }),
    Type.Object({ event: Type.Literal('source'), answer: SourceReply }),
    Type.Object({ event: Type.Literal('end'), ...END }),
    Type.Object({ event: Type.Literal('problem'), code: Type.String(), detail: Type.String() }),
  ],
  {
    title: 'PortalEvent',
    description:
      'One part of a streamed reply. `begun` names what is asked; `end` or `problem` is the last. A stream without either was cut off.',
  },
);

export const PortalFallbackQuery = Type.Object(
  {
    failure: oneOf(PORTAL_FAILURES, {
      description: 'What has failed: the portal, national or agency infrastructure.',
    }),
  },
  STRICT,
);
export type PortalFallbackQuery = Static<typeof PortalFallbackQuery>;

export const PortalFallback = Type.Object(
  {
    failure: oneOf(PORTAL_FAILURES),
    notifiedBy: oneOf(['eu-lisa', 'member-state', 'agency']),
    notified: Type.Array(oneOf(['users', 'eu-lisa', 'commission'])),
    rule: Type.String(),
    citation: Type.String(),
    systems: Type.Array(
      Type.Object({ system: System, rights: Type.Array(Type.String()), citation: Type.String() }),
      { description: 'What the caller may ask directly meanwhile.' },
    ),
  },
  { title: 'PortalFallback' },
);
