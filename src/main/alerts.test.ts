/**
 * The alert rules, evaluated by Prometheus itself (`promtool test rules`): each fires for what it is there for and stays
 * quiet for its nearest neighbour. Left out, and said, where promtool is not installed.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse, stringify } from 'yaml';
import { PACKAGE_ROOT } from '../platform/package-root.js';

type Case = {
  readonly alert: string;
  /** Series with their values, one each 15 s, in the notation of promtool. */
  readonly fires: Readonly<Record<string, string>>;
  readonly quiet: Readonly<Record<string, string>>;
  readonly at: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** As the summary writes `$value`. */
  readonly value?: string;
};

const STEADY = 'x600';
const always = (value: number) => `${value}+0${STEADY}`;
/** So much more at each reading. */
const growing = (by: number) => `0+${by}${STEADY}`;
const age = (serviceClass: string) =>
  `hub_queue_oldest_job_age_seconds{queue="search",service_class="${serviceClass}"}`;
const admissions = (decision: string, serviceClass: string) =>
  `hub_admissions_total{decision="${decision}",service_class="${serviceClass}"}`;
const jobs = (state: string) => `hub_queue_jobs{queue="search",state="${state}"}`;
const workers = (queue: string, state: string) => `hub_workers{queue="${queue}",state="${state}"}`;
const seconds = (outcome: string) => `hub_stage_seconds_count{stage="second-stage",outcome="${outcome}"}`;
const requests = (status: number) =>
  `hub_http_request_seconds_count{operation="identify",status="${status}"}`;
const up = (role: string, instance = `${role}-1`) => `up{job="hub",instance="${instance}",role="${role}"}`;
const ready = (part: string) => `hub_part_ready{instance="worker-1",role="worker",part="${part}"}`;
const succeeded = (task: string) =>
  `hub_task_last_success_timestamp_seconds{instance="worker-1",role="worker",task="${task}"}`;
const failed = (task: string, instance = 'worker-1') =>
  `hub_task_failed_rounds{instance="${instance}",role="worker",task="${task}"}`;
const UP = { [up('extractor')]: always(1), [up('matcher')]: always(1), [up('worker')]: always(1) };
/** What a process leaves that DNS no longer names: nothing, not even an `up` of nought. */
const ENDS = '1+0x8 stale';
const PROCESS = '{job="hub",instance="10.0.0.7:8080",role="api"}';
const OF_PROCESS = { job: 'hub', instance: '10.0.0.7:8080', role: 'api' };

const CASES: readonly Case[] = [
  {
    alert: 'HubBorderChecksLate',
    fires: { [age('border')]: always(11) },
    quiet: { [age('border')]: always(10), [age('interactive')]: always(40) },
    at: '1m',
    labels: { queue: 'search' },
  },
  {
    alert: 'HubInteractiveJobsLate',
    fires: { [age('interactive')]: always(61) },
    quiet: { [age('interactive')]: always(60), [age('batch')]: always(600) },
    at: '2m',
    labels: { queue: 'search' },
  },
  {
    alert: 'HubBatchJobsLate',
    fires: { [age('batch')]: always(3601) },
    quiet: { [age('batch')]: always(3600) },
    at: '6m',
    labels: { queue: 'search' },
  },
  {
    alert: 'HubOutboxLag',
    fires: { 'hub_outbox_oldest_row_age_seconds{instance="a"}': always(31) },
    quiet: { 'hub_outbox_oldest_row_age_seconds{instance="a"}': always(30) },
    at: '2m',
  },
  {
    alert: 'HubQueueWithoutWorker',
    fires: {
      [jobs('waiting')]: always(1),
      [workers('extraction', 'running')]: always(2),
      [workers('search', 'draining')]: always(1),
    },
    quiet: { [jobs('waiting')]: always(900), [workers('search', 'running')]: always(1) },
    at: '2m',
    labels: { queue: 'search' },
  },
  {
    alert: 'HubQueuePaused',
    fires: { 'hub_queue_paused{queue="search"}': always(1) },
    quiet: { 'hub_queue_paused{queue="search"}': `1+0x50 ${always(0)}` },
    at: '16m',
    labels: { queue: 'search' },
  },
  {
    alert: 'HubGalleryIncomplete',
    fires: { hub_gallery_shards_without_holder: always(2) },
    quiet: { hub_gallery_shards_without_holder: always(0) },
    at: '2m',
    value: '2',
  },
  {
    alert: 'HubComparisonsWait',
    fires: { hub_postponed_oldest_operation_age_seconds: always(1801), hub_postponed_operations: always(1) },
    quiet: {
      hub_postponed_oldest_operation_age_seconds: always(1800),
      hub_postponed_operations: always(9_000),
    },
    at: '6m',
    value: '30m 1s',
  },
  {
    alert: 'HubDetectionIncomplete',
    fires: { 'hub_flags_total{flag="detection-incomplete"}': '0 0 0 0 1+0x600' },
    quiet: {
      'hub_flags_total{flag="detection-incomplete"}': always(3),
      'hub_flags_total{flag="link-yellow"}': growing(1),
    },
    at: '5m',
  },
  {
    alert: 'HubSecondStageIncomplete',
    fires: { [seconds('incomplete')]: growing(1), [seconds('done')]: growing(9) },
    quiet: { [seconds('incomplete')]: growing(1), [seconds('done')]: growing(30) },
    at: '25m',
    value: '10%',
  },
  {
    alert: 'HubCircuitOpen',
    fires: { 'hub_system_circuit_open{system="vis"}': always(1) },
    quiet: { 'hub_system_circuit_open{system="vis"}': always(0) },
    at: '2m',
    labels: { system: 'vis' },
  },
  {
    alert: 'HubRefusesUrgentRequests',
    fires: { [admissions('deadline', 'border')]: growing(1) },
    quiet: { [admissions('deadline', 'batch')]: growing(1), [admissions('admitted', 'border')]: growing(9) },
    at: '5m',
    labels: { service_class: 'border' },
  },
  {
    alert: 'HubRefusesBulk',
    fires: { [admissions('deadline', 'batch')]: growing(1) },
    quiet: { [admissions('deadline', 'border')]: growing(1), [admissions('admitted', 'batch')]: growing(9) },
    at: '15m',
  },
  {
    alert: 'HubJobsFailed',
    fires: { [jobs('failed')]: always(3) },
    quiet: { [jobs('delayed')]: always(3), [jobs('failed')]: always(0) },
    at: '6m',
    labels: { queue: 'search' },
    value: '3',
  },
  {
    alert: 'HubLogChainBroken',
    fires: { 'hub_log_chain_faults{component="ees"}': always(1) },
    quiet: { 'hub_log_chain_faults{component="ees"}': always(0) },
    at: '15s',
    labels: { component: 'ees' },
  },
  {
    alert: 'HubLogNotChained',
    fires: { 'hub_log_oldest_waiting_seconds{component="ees"}': always(61) },
    quiet: { 'hub_log_oldest_waiting_seconds{component="ees"}': always(60) },
    at: '2m',
    labels: { component: 'ees' },
  },
  {
    alert: 'HubLogNotVerified',
    fires: { 'hub_log_verifications_failed_total{component="ees"}': growing(1) },
    quiet: { 'hub_log_verifications_failed_total{component="ees"}': always(3) },
    at: '31m',
    labels: { component: 'ees' },
  },
  {
    alert: 'HubDeadlinesOverdue',
    fires: { 'hub_overdue_deadlines{system="ees"}': always(4) },
    quiet: { 'hub_overdue_deadlines{system="ees"}': `4+0x400 ${always(0)}` },
    at: '121m',
    labels: { system: 'ees' },
    value: '4',
  },
  {
    alert: 'HubProcessGone',
    fires: { 'hub_processes{state="gone",execution_provider="cpu"}': always(1) },
    quiet: { 'hub_processes{state="working",execution_provider="cpu"}': always(5) },
    at: '2m',
    labels: { execution_provider: 'cpu' },
    value: '1',
  },
  {
    alert: 'HubRoleMissing',
    fires: { ...UP, [up('api')]: ENDS, [up('api', 'api-2')]: ENDS },
    quiet: { ...UP, [up('api')]: ENDS, [up('api', 'api-2')]: always(1) },
    at: '4m',
    labels: { role: 'api' },
  },
  {
    alert: 'HubRoleMissing',
    fires: { ...UP, [up('api')]: always(1), [up('worker')]: always(0) },
    quiet: { ...UP, [up('api')]: always(1) },
    at: '2m',
    labels: { role: 'worker' },
  },
  {
    alert: 'HubStoreAway',
    fires: { [ready('database')]: always(0), [ready('redis')]: always(1) },
    quiet: { [ready('database')]: always(1), [ready('gallery')]: always(0) },
    at: '2m',
    labels: { role: 'worker', part: 'database' },
  },
  {
    alert: 'HubPartNotReady',
    fires: { [ready('models')]: always(0), [ready('database')]: always(0) },
    quiet: {
      [ready('models')]: `0+0x50 ${always(1)}`,
      [ready('database')]: always(0),
      [ready('redis')]: always(0),
    },
    at: '16m',
    labels: { role: 'worker', part: 'models' },
  },
  {
    alert: 'HubTaskFails',
    fires: { [failed('tidy')]: growing(1), [failed('tidy', 'worker-2')]: always(0) },
    quiet: { [failed('tidy')]: `0+1x50 ${always(0)}` },
    at: '16m',
    labels: { role: 'worker', task: 'tidy' },
  },
  {
    alert: 'HubTaskLate',
    fires: { [succeeded('tidy')]: always(0) },
    quiet: { [succeeded('tidy')]: growing(15), [succeeded('renew templates')]: always(0) },
    at: '66m',
    labels: { role: 'worker', task: 'tidy' },
  },
  {
    alert: 'HubProcessDown',
    fires: { [`up${PROCESS}`]: always(0) },
    quiet: { [`up${PROCESS}`]: always(1), 'up{job="other",instance="x",role="y"}': always(0) },
    at: '2m',
    labels: OF_PROCESS,
  },
  {
    alert: 'HubEventLoopLate',
    fires: { [`nodejs_eventloop_lag_p99_seconds${PROCESS}`]: always(0.6) },
    quiet: { [`nodejs_eventloop_lag_p99_seconds${PROCESS}`]: always(0.5) },
    at: '6m',
    labels: OF_PROCESS,
  },
  {
    alert: 'HubRequestsFail',
    fires: { [requests(500)]: growing(1) },
    quiet: {
      [requests(503)]: growing(1),
      [requests(200)]: growing(9),
      [requests(404)]: growing(9),
      [requests(501)]: growing(1),
      // Bulk of a peer hub that was done too late for it.
      'hub_http_request_seconds_count{operation="query-system",status="504"}': growing(1),
    },
    at: '12m',
    labels: { operation: 'identify' },
  },
  {
    alert: 'HubRequestsFail',
    fires: { [requests(504)]: growing(1), [requests(501)]: growing(1) },
    quiet: { [requests(501)]: growing(1) },
    at: '12m',
    labels: { operation: 'identify' },
  },
  {
    alert: 'HubRequestsUnavailable',
    fires: { [requests(503)]: growing(1), [requests(200)]: growing(9) },
    quiet: { [requests(503)]: growing(1), [requests(200)]: growing(29) },
    at: '12m',
    value: '10%',
  },
  {
    alert: 'HubRequestsUnavailable',
    fires: {
      [requests(503)]: growing(4),
      [requests(200)]: growing(16),
      [admissions('deadline', 'batch')]: growing(2),
      // Answered with 429.
      [admissions('share', 'batch')]: growing(4),
    },
    // A crisis: bulk is refused. And who asks whether a process is ready is no caller.
    quiet: {
      [requests(503)]: growing(4),
      [requests(200)]: growing(16),
      [admissions('deadline', 'batch')]: growing(4),
      'hub_http_request_seconds_count{operation="read-readiness",status="503"}': growing(9),
    },
    at: '12m',
    value: '10%',
  },
];

type Rule = {
  readonly alert: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
};

const FILE = join(PACKAGE_ROOT, 'docker', 'prometheus', 'alerts.yml');
const { groups } = parse(readFileSync(FILE, 'utf8')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = new Map(groups.flatMap((group) => group.rules).map((rule) => [rule.alert, rule]));

t.test('every alert has its case', async (t) => {
  t.same([...new Set(CASES.map(({ alert }) => alert))].sort(), [...rules.keys()].sort());
});

t.test('Prometheus fires each for what it is there for, and not for its neighbour', async (t) => {
  if (spawnSync('promtool', ['--version']).status !== 0) {
    t.comment(
      'left out: promtool (Debian: prometheus) is not installed, so the alert rules were not evaluated',
    );
    return;
  }
  const verdict = evaluate(t.testdir(), CASES);
  t.equal(verdict.status, 0, verdict.output);
  const [first] = CASES;
  const wrong = evaluate(t.testdir(), [{ ...first!, fires: first!.quiet }]);
  t.not(wrong.status, 0, 'and says so where one does not');
});

function evaluate(folder: string, cases: readonly Case[]): { status: number | null; output: string } {
  const file = join(folder, 'alerts.yml');
  writeFileSync(
    file,
    stringify({
      rule_files: [FILE],
      evaluation_interval: '15s',
      tests: cases.flatMap((each) => [
        testOf(each, each.fires, [expectedOf(each)]),
        testOf(each, each.quiet, []),
      ]),
    }),
  );
  const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

function testOf({ alert, at }: Case, series: Case['fires'], expected: readonly object[]) {
  return {
    name: alert,
    interval: '15s',
    input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
    alert_rule_test: [{ eval_time: at, alertname: alert, exp_alerts: expected }],
  };
}

function expectedOf({ alert, labels = {}, value = '' }: Case) {
  const rule = rules.get(alert)!;
  const said = (text: string) =>
    text
      .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '')
      .replaceAll(/\{\{ \$value[^}]*\}\}/g, value);
  return {
    exp_labels: { ...rule.labels, ...labels },
    exp_annotations: Object.fromEntries(
      Object.entries(rule.annotations).map(([name, text]) => [name, said(text)]),
    ),
  };
}
