/** The OpenAPI document is complete in itself: everything it points at is there, everything it offers is described. */
import t from 'tap';
import { openTestApp } from '../testing/http-test-app.js';
import { PROBLEMS } from './problems.js';

type Json = { readonly [key: string]: unknown };
type Described = {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly unknown[];
  readonly requestBody?: { readonly content: Json };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Json }>>;
};
type OpenApi = {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: { readonly schemas: Json; readonly securitySchemes: Json };
};

const OPERATIONS = [
  'add-to-watchlist',
  'answer-opinion',
  'answer-sirene-case',
  'ask-as-carrier',
  'ask-as-traveller',
  'ask-for-access',
  'ask-for-flags',
  'ask-for-law-enforcement',
  'ask-opinion',
  'ask-portal',
  'calculate-stay',
  'capture-screening',
  'change-transmission-case',
  'check-screening',
  'compare-link',
  'compare-with-eurodac',
  'conclude-etias-alert-notice',
  'confirm-law-enforcement-erasure',
  'consult-for-law-enforcement',
  'correct-link',
  'count-quality',
  'count-right-requests',
  'decide-access-request',
  'delete-alert',
  'delete-object-alert',
  'end-screening',
  'enrol-encounter',
  'enter-object-alert',
  'enter-unknown-person',
  'erase-subject',
  'flag-conviction',
  'follow-sis-hit',
  'hold-log',
  'identify',
  'identify-in-repository',
  'judge-etias-hit',
  'judge-long-stay-hit',
  'lift-flag',
  'lift-log-hold',
  'list-access-requests',
  'list-consultations',
  'list-deadlines',
  'list-due-files',
  'list-etias-alert-notices',
  'list-etias-clocks',
  'list-eurodac-notices',
  'list-failed-jobs',
  'list-law-enforcement-requests',
  'list-link-notices',
  'list-links',
  'list-logs',
  'list-open-terms',
  'list-opinions',
  'list-overstayers',
  'list-procedure-deadlines',
  'list-right-requests',
  'list-screenings',
  'list-sirene-cases',
  'list-sis-hits',
  'list-transmission-cases',
  'list-watchlist',
  'monitor-screenings',
  'open-right-request',
  'open-screening',
  'open-sirene-case',
  'open-transmission-case',
  'process-application',
  'query-eurodac-for-visa',
  'query-for-long-stay',
  'query-system',
  'read-access-request',
  'read-alert',
  'read-applications',
  'read-behind-hit',
  'read-caller',
  'read-etias-hits',
  'read-eurodac-comparison',
  'read-eurodac-sequence',
  'read-eurodac-statistics',
  'read-figure-history',
  'read-health',
  'read-law-enforcement-request',
  'read-link',
  'read-link-sample',
  'read-linked-data',
  'read-live-figures',
  'read-log',
  'read-long-stay-queries',
  'read-metrics',
  'read-openapi',
  'read-operation',
  'read-person-history',
  'read-portal-fallback',
  'read-readiness',
  'read-right-request',
  'read-screening',
  'read-statistics',
  'read-subject',
  'read-watchlist-entry',
  'record-reason',
  'remark-screening',
  'remove-from-watchlist',
  'report-sis-hit',
  'retry-failed-jobs',
  'say-about-alert',
  'search-for-law-enforcement',
  'search-object-alerts',
  'search-portal',
  'search-systems',
  'search-with-access',
  'set-process-state',
  'set-queue-state',
  'step-right-request',
  'verify',
  'verify-eurodac-hit',
  'verify-law-enforcement-request',
  'verify-link',
  'verify-log',
  'verify-visa',
  'watch-live-figures',
  'write-link-letter',
  'write-screening-form',
];

async function openApi(t: Parameters<typeof openTestApp>[0]): Promise<OpenApi> {
  const { app } = await openTestApp(t);
  return app.swagger() as unknown as OpenApi;
}

t.test('every reference resolves, every component is used', async (t) => {
  const document = await openApi(t);
  const text = JSON.stringify(document);
  const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference!));
  const names = Object.keys(document.components.schemas);
  t.ok(names.length > 40);
  t.same([...references].sort(), names.map((name) => `#/components/schemas/${name}`).sort());
});

t.test('every operation is named, described and has its problems', async (t) => {
  const document = await openApi(t);
  t.equal(document.openapi, '3.1.0');
  const operations = Object.values(document.paths).flatMap((item) => Object.values(item));
  t.same(operations.map(({ operationId }) => operationId).sort(), [...OPERATIONS].sort());
  for (const operation of operations) {
    const name = operation.operationId!;
    t.ok(operation.summary && operation.tags?.length === 1, name);
    const isOpen = operation.security?.length === 0;
    t.equal(isOpen, ['read-health', 'read-readiness', 'ask-portal'].includes(name), `${name}: token`);
    for (const [status, { description, content }] of Object.entries(operation.responses)) {
      t.ok(description.length > 5, `${name} ${status}`);
      const wanted = Number(status) < 400 || isOpen ? undefined : { 'application/problem+json': {} };
      if (wanted) t.match(content, wanted, `${name} ${status}`);
    }
    if (!isOpen) t.ok(operation.responses['401'], `${name}: 401`);
  }
  t.ok(document.components.securitySchemes['token']);
});

t.test('operations with samples take both forms', async (t) => {
  const document = await openApi(t);
  const withSamples = Object.values(document.paths)
    .flatMap((item) => Object.values(item))
    .filter(({ requestBody }) => requestBody?.content['multipart/form-data'] !== undefined);
  t.same(withSamples.map(({ operationId }) => operationId).sort(), [
    'enrol-encounter',
    'identify',
    'search-portal',
    'search-systems',
    'verify',
  ]);
  for (const { requestBody } of withSamples) {
    t.match(requestBody!.content, {
      'application/json': { schema: { $ref: String } },
      'multipart/form-data': {
        schema: { required: ['request'], properties: { samples: { type: 'array' } } },
      },
    });
  }
});

t.test('every problem of the catalogue is described at some operation', async (t) => {
  const text = JSON.stringify((await openApi(t)).paths);
  for (const code of Object.keys(PROBLEMS)) {
    if (code === 'route-unknown') continue;
    t.match(text, `\`${code}\``, code);
  }
});
