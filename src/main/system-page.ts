/**
 * The generated parts of `docs/systems/*.md`: records, operations, access, retention and what is missing, from the schemas
 * and tables themselves. The prose around them is written by hand; a part stands between two marks.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TSchema } from 'typebox';
import { factsVariants } from '../../schemas/requests.js';
import { ACCESS_ROWS } from '../domain/law/access-table.js';
import { EARLY_ERASURE_ROWS } from '../domain/law/early-erasure-table.js';
import { NOT_IMPLEMENTED } from '../domain/law/not-implemented.js';
import { RETENTION_ROWS } from '../domain/law/retention-table.js';
import { SYSTEMS, type SystemId, systemFacts } from '../domain/systems.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { markdownTable } from './markdown-table.js';

const FOLDER = join(PACKAGE_ROOT, 'docs', 'systems');

/** `METHOD /path` of the API, with what it does. */
export type DescribedOperation = { readonly name: string; readonly summary: string };

export type SystemPage = { readonly system: SystemId; readonly file: string; readonly text: string };

export function systemPages(): readonly SystemPage[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      const system = SYSTEMS.find((each) => `${each}.md` === file);
      if (!system) throw new Error(`docs/systems/${file} is about no system`);
      return { system, file: join(FOLDER, file), text: readFileSync(join(FOLDER, file), 'utf8') };
    });
}

export function writeSystemPages(operations: readonly DescribedOperation[]): void {
  for (const page of systemPages()) writeFileSync(page.file, filledPage(page, operations));
}

/** The page with every generated part as it is now. Throws for a part nobody knows how to make. */
export function filledPage(
  { system, text }: Pick<SystemPage, 'system' | 'text'>,
  operations: readonly DescribedOperation[],
): string {
  return text.replaceAll(
    /<!-- generated: (\w+) -->\n[\s\S]*?<!-- end -->/g,
    (_, part: string) => `<!-- generated: ${part} -->\n${partOf(part, system, operations)}\n<!-- end -->`,
  );
}

/** Operations of the API, from its description. */
export function describedOperations(description: object): readonly DescribedOperation[] {
  const { paths } = description as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly summary?: string }>>>>;
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { summary = '' }]) => ({
      name: `${method.toUpperCase()} ${path}`,
      summary,
    })),
  );
}

function partOf(part: string, system: SystemId, operations: readonly DescribedOperation[]): string {
  switch (part) {
    case 'records':
      return recordsOf(system);
    case 'operations':
      return operationsOf(system, operations);
    case 'access':
      return accessTo(system);
    case 'retention':
      return retentionOf(system);
    case 'missing':
      return missingOf(system);
    default:
      throw new Error(`no generated part ${part}`);
  }
}

type ObjectSchema = TSchema & {
  readonly properties: Readonly<Record<string, TSchema & { readonly const?: string }>>;
  readonly required?: readonly string[];
};

function recordsOf(system: SystemId): string {
  const rows = factsVariants(system).map((variant) => {
    const { properties, required = [] } = variant as ObjectSchema;
    const fields = Object.keys(properties).filter((name) => name !== 'kind');
    const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
    return [
      `\`${properties['kind']!.const}\``,
      code(fields.filter((name) => required.includes(name))),
      code(fields.filter((name) => !required.includes(name))),
    ];
  });
  return markdownTable(['`facts.kind`', 'Always', 'Where it applies'], rows);
}

function operationsOf(system: SystemId, operations: readonly DescribedOperation[]): string {
  const own = operations.filter(({ name }) => name.includes(` /v1/systems/${system}/`));
  return markdownTable(
    ['Operation', 'What it does'],
    own.map(({ name, summary }) => [`\`${name}\``, summary]),
  );
}

function accessTo(system: SystemId): string {
  const rows = ACCESS_ROWS.filter((row) => row.system === system);
  return markdownTable(
    ['Authority', 'May', 'By'],
    rows.map(({ authorityClass, rights, citation }) => [
      `\`${authorityClass}\``,
      rights.join(', '),
      citation,
    ]),
  );
}

function retentionOf(system: SystemId): string {
  const rows = RETENTION_ROWS.filter(({ item }) => item.startsWith(`${system}-`));
  const early = EARLY_ERASURE_ROWS.filter((row) => row.system === system);
  return [
    markdownTable(
      ['Kept', 'For', 'By'],
      rows.map(({ rule, value, unit, citation }) => [rule, `${value} ${unit}`, citation]),
    ),
    markdownTable(
      ['Ends earlier', 'Who', 'By'],
      early.map(({ rule, by, citation }) => [rule, by, citation]),
    ),
  ].join('\n\n');
}

/** What `docs/rules.md` lists as missing and belongs to the system by its name. */
function missingOf(system: SystemId): string {
  const { name } = systemFacts(system);
  const entries = NOT_IMPLEMENTED.filter(({ about, rule }) => about === name || rule.startsWith(`${name}:`));
  return markdownTable(
    ['Not implemented', 'Why'],
    entries.map(({ rule, reason }) => [rule, reason]),
  );
}
