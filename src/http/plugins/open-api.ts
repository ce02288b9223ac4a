/**
 * The OpenAPI 3.1 document, made from the schemas that validate. Named shapes (those with a `title`) become components,
 * so that a shape used in twenty places is written once.
 */
import swagger, { type FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { nameComponents } from '../name-components.js';

const DESCRIPTION = `Enrols, identifies and verifies persons in EES, ETIAS, VIS, SIS, ECRIS-TCN and Eurodac, and asks them together.

Every request carries a bearer token: a JWT signed with EdDSA or ES256 whose claims name the authority (\`sub\`), its class
(\`authority_class\`), its Member State or \`EUE\` (\`member_state\`) and its purpose (\`purpose\`). Refusals and failures are
RFC 9457 problem documents; their \`code\` is one of a closed list.

Operations are kept durably before they are answered. One that ends within the wait (\`Prefer: wait=n\`) is answered with
its result, otherwise with 202 and the place to look.

A request with samples may be sent as multipart/form-data: the JSON as part \`request\`, where members of \`samples\` have no
\`image\`, and the image files as parts named \`samples\` in the same order.

Files of the field's formats are taken as they are: an ANSI/NIST-ITL transaction (traditional encoding), an ISO/IEC 19794-4
or -5 record, a CBEFF record or a bare image as the whole body, with the rest in the query, or as part \`capture\` of a
multipart body. \`application/octet-stream\` is told by its first bytes. The identifiers of a transaction come back with the
operation, and \`Accept: application/vnd.ansi-nist-itl\` asks for a response transaction.`;

const OPTIONS: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Open biometric identity hub',
      version: '1',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    tags: [
      { name: 'Subjects', description: 'Persons as one system knows them' },
      { name: 'Searches', description: '1:N, 1:1 and federated' },
      { name: 'Operations', description: 'Accepted requests that are worked on' },
      { name: 'Lists', description: 'Persons an authority must look into' },
      { name: 'Statistics', description: 'Finished anonymous tables' },
      { name: 'Screening', description: 'From apprehension to referral' },
      {
        name: 'Rights of persons',
        description: 'Requests for access, rectification, erasure and restriction',
      },
      { name: 'Travel authorisations', description: 'ETIAS: processing, hits, clocks, watchlist' },
      { name: 'Travel service', description: 'OK or NOT OK for carriers and travellers' },
      { name: 'Convictions', description: 'Flags of ECRIS-TCN' },
      { name: 'Logs', description: 'What each component must log, chained and verifiable' },
      { name: 'Peers', description: 'What hubs ask each other' },
      { name: 'Operation of the hub', description: 'Health, readiness, metrics' },
    ],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    security: [{ token: [] }],
  },
  transformObject: (document) =>
    'openapiObject' in document ? nameComponents(document.openapiObject) : document.swaggerObject,
};

const PAGE = '/documentation';

/** Registered before the routes it describes. */
export async function describeApi(app: FastifyInstance, { open }: { readonly open: boolean }): Promise<void> {
  app.addHook('onRoute', (route) => {
    if (route.url.startsWith(PAGE)) route.config = { ...route.config, open };
  });
  await app.register(swagger, OPTIONS);
  await app.register(swaggerUi, { routePrefix: PAGE });
}
