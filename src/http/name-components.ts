/** Puts an OpenAPI document into its published form: named shapes as components, multipart bodies, stable order. */

type Json = null | boolean | number | string | readonly Json[] | JsonObject;
type JsonObject = { readonly [key: string]: Json };

/** `document` is what the framework made: every shape written out wherever it is used. */
export function nameComponents<Document extends object>(document: Document): Document {
  const plain = JSON.parse(JSON.stringify(document)) as JsonObject;
  const schemas = new Map<string, Json>();
  const paths = sorted(Object.entries(plain['paths'] as JsonObject)).map(
    ([path, item]) => [path, hoist(withMultipart(item), schemas)] as const,
  );
  return {
    ...plain,
    paths: Object.fromEntries(paths),
    components: {
      ...(plain['components'] as JsonObject),
      schemas: Object.fromEntries(sorted([...schemas])),
    },
  } as unknown as Document;
}

/** Replaces every titled schema by a reference, innermost first. */
function hoist(node: Json, schemas: Map<string, Json>): Json {
  if (Array.isArray(node)) return (node as readonly Json[]).map((item) => hoist(item, schemas));
  if (node === null || typeof node !== 'object') return node;
  if ('in' in node && 'schema' in node) return withoutTitle(node as JsonObject);
  const { title, ...rest } = node as JsonObject;
  const inner = Object.fromEntries(
    Object.entries(typeof title === 'string' ? rest : (node as JsonObject)).map(([key, value]) => [
      key,
      hoist(value, schemas),
    ]),
  );
  if (typeof title !== 'string') return inner;
  const known = schemas.get(title);
  if (known !== undefined && JSON.stringify(known) !== JSON.stringify(inner)) {
    throw new Error(`two shapes are named ${title}`);
  }
  schemas.set(title, inner);
  return { $ref: `#/components/schemas/${title}` };
}

/** Of a parameter the framework takes the description out of the schema, so it is no longer the shape of that name. */
function withoutTitle(parameter: JsonObject): JsonObject {
  const { title: _, ...schema } = parameter['schema'] as JsonObject;
  return { ...parameter, schema };
}

const MULTIPART = 'multipart/form-data';

/** The framework describes all media types alike; in the multipart form the images are parts of their own. */
function withMultipart(item: Json): Json {
  const operations = Object.entries(item as JsonObject).map(([method, operation]) => {
    const body = (operation as { readonly requestBody?: { readonly content: JsonObject } }).requestBody;
    if (body?.content[MULTIPART] === undefined) return [method, operation] as const;
    const { schema } = body.content[MULTIPART] as { readonly schema: JsonObject };
    const files = Object.fromEntries(
      Object.keys(body.content)
        .filter(isFile)
        .map((type) => [type, FILE]),
    );
    const content = { ...body.content, ...files, [MULTIPART]: multipartContent(schema) };
    return [method, { ...(operation as JsonObject), requestBody: { ...body, content } }] as const;
  });
  return Object.fromEntries(operations) as JsonObject;
}

/** Any other media type: the whole body is one file. */
function isFile(mediaType: string): boolean {
  return mediaType !== MULTIPART && mediaType !== 'application/json';
}

const FILE: JsonObject = { schema: { type: 'string', format: 'binary' } };

function multipartContent(schema: JsonObject): JsonObject {
  return {
    schema: {
      type: 'object',
      required: ['request'],
      properties: {
        request: {
          // No reference: the component requires the images.
          type: 'object',
          description: `As ${schema['title']} in the JSON form, but without the member \`image\` of each sample.`,
        },
        samples: {
          type: 'array',
          description: 'Image files in the order of `request.samples`.',
          items: { type: 'string', format: 'binary' },
        },
        capture: {
          type: 'string',
          format: 'binary',
          description:
            'Instead of samples: an ANSI/NIST-ITL transaction, an ISO/IEC 19794-4 or -5 record or a CBEFF record. ' +
            'What `request` says goes before what the file says.',
        },
      },
    },
    encoding: { request: { contentType: 'application/json' } },
  };
}

function sorted<Value>(
  entries: readonly (readonly [string, Value])[],
): readonly (readonly [string, Value])[] {
  return [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
