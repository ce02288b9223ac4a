/**
 * Where a value departs from its schema, as faults a caller can act on: the place, a code of its own for what callers
 * mistake most, and what is allowed. Never the value.
 */
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { type Fault, PROBLEMS, type ProblemCode, ProblemError } from './problems.js';

export type FaultFinder = (value: unknown) => readonly Fault[];

/** `place` leads the pointers: empty for a body. */
export function createFaultFinder(schema: TSchema, place = ''): FaultFinder {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return [];
    const errors = validator.Errors(value).filter(({ keyword }) => keyword !== 'boolean');
    const faults = errors.flatMap((error) => faultsOf({ schema, value }, error));
    return unique(faults.map((fault) => ({ ...fault, pointer: place + fault.pointer })));
  };
}

/** The first fault decides the code of the problem. */
export function problemOf(faults: readonly Fault[]): ProblemError {
  const [first] = faults as readonly [Fault];
  const code = first.code as ProblemCode;
  const more = faults.length > 1 ? ` and ${faults.length - 1} more` : '';
  const detail = `${PROBLEMS[code].title}: ${first.pointer || 'the body'}${more}. See errors for what is allowed there.`;
  return new ProblemError(code, detail, { faults });
}

type SchemaError = ReturnType<ReturnType<typeof Compile>['Errors']>[number];
type Judged = { readonly schema: TSchema; readonly value: unknown };
type Node = {
  readonly title?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly anyOf?: readonly (TSchema & Node)[];
  readonly [keyword: string]: unknown;
};
type Union = Node & { readonly anyOf: readonly (TSchema & Node)[] };

function faultsOf({ schema, value }: Judged, error: SchemaError): readonly Fault[] {
  const { nodes, isComplete } = nodesAlong(schema, error.schemaPath);
  const union = nodes.find(({ node }) => node.anyOf !== undefined);
  if (union) return faultsInUnion(union.node as Union, value, pointerTo(error.instancePath, union.depth));
  const node = isComplete ? nodes.at(-1)!.node : {};
  const params = error.params as { readonly [name: string]: readonly string[] };
  if (error.keyword === 'required') {
    return (params['requiredProperties'] ?? []).map((name) => missing(error.instancePath, name, node));
  }
  if (error.keyword === 'additionalProperties') {
    return (params['additionalProperties'] ?? []).map((name) => superfluous(error.instancePath, name, node));
  }
  return [{ pointer: error.instancePath, code: codeOf(node, error), expected: expectationOf(node) }];
}

/** Codes of their own for what callers mistake most, found by the component a schema is. */
const CODES: Readonly<Record<string, ProblemCode>> = {
  Position: 'position-unknown',
  KeptPosition: 'position-unknown',
  SamplePosition: 'position-unknown',
  System: 'system-unknown',
  Country: 'country-unknown',
  CountryOfBirth: 'country-unknown',
  CalendarDate: 'date-invalid',
  Instant: 'date-invalid',
  Identifier: 'identifier-invalid',
};

function codeOf(node: Node, { keyword, instancePath }: SchemaError): ProblemCode {
  if (instancePath === '/samples' && keyword === 'maxItems') return 'samples-too-many';
  if (instancePath === '/samples' && keyword === 'minItems') return 'sample-missing';
  return (node.title === undefined ? undefined : CODES[node.title]) ?? 'validation-failed';
}

function missing(parent: string, name: string, node: Node): Fault {
  return {
    pointer: `${parent}/${name}`,
    code: name === 'samples' || name === 'image' ? 'sample-missing' : 'validation-failed',
    expected: `Required. ${expectationOf(node.properties?.[name] ?? {})}`,
  };
}

function superfluous(parent: string, name: string, node: Node): Fault {
  const allowed = Object.keys(node.properties ?? {}).join(', ');
  return {
    pointer: `${parent}/${safeName(name)}`,
    code: 'validation-failed',
    expected: `Not known here. Allowed: ${allowed}.`,
  };
}

/** Names of members are written by programmers; one that does not look so is not repeated. */
function safeName(name: string): string {
  return /^[A-Za-z][A-Za-z0-9_-]{0,39}$/.test(name) ? name : '?';
}

function expectationOf(node: Node): string {
  if (node.description !== undefined) return node.description;
  const bounds = Object.entries(BOUNDS).map(([keyword, text]) =>
    node[keyword] === undefined ? '' : `${text} ${JSON.stringify(node[keyword])}`,
  );
  const type = typeof node['type'] === 'string' ? `Type ${node['type']}` : 'As the contract describes';
  return `${[type, ...bounds].filter((text) => text !== '').join(', ')}.`;
}

const BOUNDS: Readonly<Record<string, string>> = {
  const: 'the value',
  enum: 'one of',
  minimum: 'at least',
  maximum: 'at most',
  minItems: 'items at least',
  maxItems: 'items at most',
  format: 'format',
};

/** Of a union only the variant the value claims to be is judged: the others' faults would mislead. */
function faultsInUnion(union: Union, value: unknown, pointer: string): readonly Fault[] {
  const part = valueAt(value, pointer);
  if (!isObject(part)) {
    return [{ pointer, code: 'validation-failed', expected: expectationOf({ type: 'object', ...union }) }];
  }
  const variant = union.anyOf.find((node) => kindOf(node) === part['kind']);
  if (variant) return createFaultFinder(variant, pointer)(part);
  const kinds = union.anyOf.map((node) => String(kindOf(node))).join(', ');
  return [{ pointer: `${pointer}/kind`, code: 'validation-failed', expected: `One of ${kinds}.` }];
}

function kindOf(variant: Node): unknown {
  return variant.properties?.['kind']?.const;
}

/** The schemas on the way to a fault, each with the number of pointer steps that lead to its value. */
function nodesAlong(schema: TSchema, schemaPath: string) {
  const steps = schemaPath.split('/').slice(1);
  const nodes = [{ node: schema as Node, depth: 0 }];
  let current: unknown = schema;
  let depth = 0;
  for (const [index, step] of steps.entries()) {
    current = isObject(current) ? current[step] : undefined;
    if (!isObject(current)) return { nodes, isComplete: false };
    if (step === 'items' || steps[index - 1] === 'properties') depth += 1;
    if (step !== 'properties') nodes.push({ node: current as Node, depth });
  }
  return { nodes, isComplete: true };
}

function pointerTo(instancePath: string, depth: number): string {
  return instancePath
    .split('/')
    .slice(0, depth + 1)
    .join('/');
}

function valueAt(value: unknown, pointer: string): unknown {
  let part = value;
  for (const step of pointer.split('/').slice(1)) part = isObject(part) ? part[step] : undefined;
  return part;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function unique(faults: readonly Fault[]): readonly Fault[] {
  return [...new Map(faults.map((fault) => [`${fault.pointer} ${fault.expected}`, fault])).values()];
}
