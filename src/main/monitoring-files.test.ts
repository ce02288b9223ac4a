/**
 * The dashboard of Grafana and the rules of Prometheus ask for what the hub exposes: every metric is one of its registry,
 * every label one of that metric, and every value of a closed list is on it. What Prometheus makes of the rules is tested
 * in `alerts.test.ts`, what Grafana makes of the dashboard nowhere.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parse } from 'yaml';
import { LOG_COMPONENTS } from '../domain/log-chain/log-components.js';
import { SERVICE_CLASSES } from '../domain/service-class.js';
import { createMetrics } from '../platform/metrics.js';
import { PACKAGE_ROOT } from '../platform/package-root.js';
import { REFUSAL_REASONS } from '../workflows/decide-admission.js';

const read = (...path: readonly string[]) => readFileSync(join(PACKAGE_ROOT, 'docker', ...path), 'utf8');

type Rule = {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
};
type Panel = {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
};

const { groups } = parse(read('prometheus', 'alerts.yml')) as {
  readonly groups: readonly { readonly rules: readonly Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(read('grafana', 'dashboards', 'hub.json')) as {
  readonly uid: string;
  readonly panels: readonly Panel[];
};
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const configuration = parse(read('prometheus', 'prometheus.yml')) as {
  readonly rule_files: readonly string[];
  readonly scrape_configs: readonly {
    readonly job_name: string;
    readonly dns_sd_configs: readonly { readonly names: readonly string[] }[];
    readonly relabel_configs: readonly { readonly target_label: string }[];
  }[];
};

/** Added by Prometheus and by the relabelling of its configuration, beside `le` of a histogram. */
const ADDED = ['instance', 'job', 'role', 'le'];
/** Values a label may have, where the list is closed. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  service_class: SERVICE_CLASSES,
  decision: ['admitted', ...REFUSAL_REASONS],
  component: LOG_COMPONENTS,
  state: [
    ...['waiting', 'active', 'delayed', 'failed'],
    ...['running', 'paused', 'working', 'draining', 'gone', 'sealed', 'tail', 'tombstone'],
  ],
};

const labelsOf = new Map<string, readonly string[]>();
for (const metric of createMetrics().registry.getMetricsAsArray()) {
  const { name, type } = metric;
  const { labelNames = [] } = metric as { readonly labelNames?: readonly string[] };
  const names =
    String(type) === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [name];
  for (const each of names) labelsOf.set(each, labelNames);
}
labelsOf.set('up', []);

/** Faults of one expression; none where it asks for what there is. */
function faultsOf(expr: string): readonly string[] {
  const faults: string[] = [];
  const used: string[] = [];
  const selectors = [...expr.matchAll(/\b(hub_\w+|nodejs_\w+|process_\w+|up)\b(?:\{([^}]*)\})?/g)];
  if (selectors.length === 0) faults.push('asks for nothing of the hub');
  for (const [, name = '', matchers = ''] of selectors) {
    const labels = labelsOf.get(name);
    if (!labels) faults.push(`${name} is not exposed`);
    used.push(...(labels ?? []));
    for (const [, label = '', operator = '', value = ''] of matchers.matchAll(
      /(\w+)(=~|!~|!=|=)"([^"]*)"/g,
    )) {
      if (labels && ![...labels, ...ADDED].includes(label)) faults.push(`${name} has no label ${label}`);
      const isOpen = operator.includes('~') || VALUES[label] === undefined;
      if (!isOpen && !VALUES[label]!.includes(value)) faults.push(`${label} is never ${value}`);
    }
  }
  for (const [, list = ''] of expr.matchAll(/\b(?:by|on)\s*\(([^)]*)\)/g)) {
    for (const label of list.split(',').map((part) => part.trim())) {
      if (![...used, ...ADDED].includes(label)) faults.push(`nothing here has a label ${label}`);
    }
  }
  if ((expr.match(/\(/g) ?? []).length !== (expr.match(/\)/g) ?? []).length) faults.push('brackets');
  return faults;
}

t.test('the check itself finds what is wrong', async (t) => {
  t.same(faultsOf('sum by (queue) (hub_queue_jobs{state="failed"})'), []);
  t.same(faultsOf('hub_queue_job'), ['hub_queue_job is not exposed']);
  t.same(faultsOf('hub_queue_jobs{shard="1"}'), ['hub_queue_jobs has no label shard']);
  t.same(faultsOf('hub_queue_jobs{state="lost"}'), ['state is never lost']);
  t.same(faultsOf('sum by (kind) (hub_queue_jobs)'), ['nothing here has a label kind']);
  t.same(faultsOf('hub_queue_wait_seconds'), ['hub_queue_wait_seconds is not exposed'], 'a histogram');
});

t.test('alerts', async (t) => {
  for (const { alert, expr, labels, annotations, for: during } of rules) {
    t.same(faultsOf(expr), [], alert);
    t.match(during, /^\d+[smh]$/, alert);
    t.ok(['critical', 'warning'].includes(labels.severity), alert);
    t.ok(annotations.summary.length > 0 && annotations.description.length > 0, alert);
    for (const [, label = ''] of Object.values(annotations)
      .join(' ')
      .matchAll(/\$labels\.(\w+)/g)) {
      t.ok(expr.includes(label) || (expr.startsWith('up') && ADDED.includes(label)) || ADDED.includes(label));
    }
  }
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length, 'each has a name of its own');
  const asked = rules.map(({ expr }) => expr).join(' ');
  for (const metric of [
    'hub_queue_oldest_job_age_seconds',
    'hub_outbox_oldest_row_age_seconds',
    'hub_gallery_shards_without_holder',
    'hub_system_circuit_open',
    'hub_admissions_total',
    'hub_log_chain_faults',
    'hub_postponed_oldest_operation_age_seconds',
    'hub_overdue_deadlines',
    'hub_part_ready',
    'hub_task_failed_rounds',
    'hub_task_last_success_timestamp_seconds',
    'hub_stage_seconds_count{stage="second-stage",outcome="incomplete"}',
  ]) {
    t.ok(asked.includes(metric), `somebody is told about ${metric}`);
  }
});

t.test('the dashboard', async (t) => {
  const { datasources } = parse(read('grafana', 'provisioning', 'datasources', 'prometheus.yaml')) as {
    readonly datasources: readonly { readonly uid: string; readonly url: string }[];
  };
  t.equal(new Set(dashboard.panels.map(({ id }) => id)).size, dashboard.panels.length);
  for (const { title, targets = [], datasource, gridPos } of panels) {
    t.equal(datasource?.uid, datasources[0]?.uid, title);
    t.ok(targets.length > 0, title);
    t.ok(gridPos.x + gridPos.w <= 24, title);
    for (const { expr, legendFormat } of targets) {
      t.same(faultsOf(expr), [], title);
      for (const [, label = ''] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) t.ok(expr.includes(label), title);
    }
  }
  const shown = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)).join(' ');
  for (const metric of [
    'hub_second_stage_persons_bucket',
    'hub_stage_seconds_bucket{stage="second-stage"}',
    'hub_part_ready',
    'hub_task_last_success_timestamp_seconds',
    'hub_task_failed_rounds',
  ])
    t.ok(shown.includes(metric), `${metric} is shown`);
  const covers = (a: Panel, b: Panel) =>
    a.gridPos.x < b.gridPos.x + b.gridPos.w &&
    b.gridPos.x < a.gridPos.x + a.gridPos.w &&
    a.gridPos.y < b.gridPos.y + b.gridPos.h &&
    b.gridPos.y < a.gridPos.y + a.gridPos.h;
  for (const [index, panel] of dashboard.panels.entries()) {
    t.notOk(
      dashboard.panels.slice(index + 1).some((other) => covers(panel, other)),
      panel.title,
    );
  }
});

t.test('Prometheus finds every process, and the rules', async (t) => {
  const { services } = parse(read('compose.yaml'), { merge: true }) as {
    readonly services: Readonly<Record<string, { readonly volumes?: readonly string[] }>>;
  };
  const [hub] = configuration.scrape_configs;
  const absence = rules.find(({ alert }) => alert === 'HubRoleMissing')?.expr ?? '';
  for (const name of hub!.dns_sd_configs.flatMap(({ names }) => names)) {
    t.ok(name in services, name);
    t.ok(absence.includes(`up{job="hub",role="${name}"}`), `somebody is told that there is no ${name}`);
  }
  t.ok(hub!.relabel_configs.every(({ target_label: label }) => ADDED.includes(label)));
  const mounted = (services['prometheus']?.volumes ?? []).map((volume) => volume.split(':')[1]);
  for (const file of configuration.rule_files) t.ok(mounted.includes(file), file);
});
