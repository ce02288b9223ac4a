/** How the hub is, live, with the last hours. */
import { useState } from 'preact/hooks';
import type { HubFigures } from '../../../schemas/operator.js';
import { useHub } from './context.js';
import {
  shownBytes,
  shownCompact,
  shownCount,
  shownInstant,
  shownMs,
  shownRate,
  shownSeconds,
} from './formats.js';
import { type Point, templatesOf } from './live.js';
import { Badge, Empty } from './notes.js';
import { Plot, type Series, Sparkline } from './plot.js';
import type { PlotPoint } from './plot-scale.js';
import { type Column, Table } from './table.js';
import { say, sayCode } from './texts.js';

const SPANS_MIN = [15, 60, 360] as const;

export function NowView() {
  const { live } = useHub();
  const [minutes, setMinutes] = useState<(typeof SPANS_MIN)[number]>(15);
  const { figures, points } = live;
  if (!figures) {
    return (
      <>
        <h1>{say('now.title')}</h1>
        <Empty>{live.state === 'lost' ? say('problem.unreachable.again') : say('loading')}</Empty>
      </>
    );
  }
  const nowMs = Date.parse(figures.at);
  const plots = { spanMs: minutes * 60_000, nowMs };
  return (
    <>
      <div class="head">
        <h1>{say('now.title')}</h1>
        <Health figures={figures} />
        <fieldset class="switch">
          <legend class="hidden">{say('now.span')}</legend>
          {SPANS_MIN.map((each) => (
            <label key={each}>
              <input type="radio" name="span" checked={each === minutes} onChange={() => setMinutes(each)} />
              <span>{say(`now.span.${each}`)}</span>
            </label>
          ))}
        </fieldset>
      </div>
      <Tiles figures={figures} points={points} {...plots} />
      <div class="plots">
        <Plot title={say('now.plot.rate')} series={rates(figures, points)} shown={shownRate} {...plots} />
        <Plot
          title={say('now.plot.waiting')}
          series={waits(figures, points)}
          shown={shownCompact}
          isCount
          {...plots}
        />
        <Latencies figures={figures} points={points} {...plots} />
      </div>
      <Queues figures={figures} />
      <Stages figures={figures} />
      <Galleries figures={figures} />
      <Systems figures={figures} />
      <Processes figures={figures} />
    </>
  );
}

function Health({ figures: { troubles } }: { readonly figures: HubFigures }) {
  const broken = troubles.filter(({ severity }) => severity === 'broken').length;
  if (broken > 0)
    return (
      <a class="health" href="#/trouble">
        <Badge kind="bad">{say('health.broken', { count: broken })}</Badge>
      </a>
    );
  if (troubles.length > 0)
    return (
      <a class="health" href="#/trouble">
        <Badge kind="warn">{say('health.strained', { count: troubles.length })}</Badge>
      </a>
    );
  return (
    <span class="health">
      <Badge kind="good">{say('health.good')}</Badge>
    </span>
  );
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const queueName = (queue: string) => sayCode('queue', queue, queue);

/** The queue as people read it; acts and messages name it by its identifier. */
export const titleOfQueue = ({
  queue,
  shard,
}: {
  readonly queue: string;
  readonly shard?: number | undefined;
}) => (shard === undefined ? queueName(queue) : `${queueName(queue)} ${shard}`);

function Tiles({
  figures,
  points,
  spanMs,
  nowMs,
}: {
  readonly figures: HubFigures;
  readonly points: readonly Point[];
  readonly spanMs: number;
  readonly nowMs: number;
}) {
  const names = [...new Set(figures.queues.map(({ queue }) => queue))];
  const over = (value: (point: Point) => number | undefined): readonly PlotPoint[] =>
    points.map((point) => ({ atMs: Date.parse(point.at), value: value(point) }));
  const rateNow = figures.stages.filter(({ stage }) => names.some((name) => name === stage));
  const total = (key: 'waiting' | 'failed') => (point: Point) =>
    sum(Object.values(point.queues).map((queue) => queue[key]));
  const oldest = figures.queues.flatMap(({ oldestMs }) => oldestMs ?? []);
  const current = figures.processes.filter(({ state }) => state !== 'gone');
  const tiles: readonly (readonly [string, string, readonly PlotPoint[]])[] = [
    [
      say('now.rate'),
      shownRate(
        rateNow.some(({ perSecond }) => perSecond !== undefined)
          ? sum(rateNow.map(({ perSecond = 0 }) => perSecond))
          : undefined,
      ),
      over(({ stages }) => sum(names.map((name) => stages[name]?.perSecond ?? 0))),
    ],
    [
      say('now.waiting'),
      shownCompact(sum(figures.queues.map(({ waiting }) => waiting))),
      over(total('waiting')),
    ],
    [say('now.oldest'), shownSeconds(oldest.length > 0 ? Math.max(...oldest) : undefined), []],
    [say('now.failed'), shownCompact(sum(figures.queues.map(({ failed }) => failed))), over(total('failed'))],
    [say('now.templates'), shownCompact(templatesOf(current)), over(({ references }) => references)],
    [
      say('now.memory'),
      shownBytes(sum(current.map(({ memoryBytes }) => memoryBytes))),
      over(({ memoryBytes }) => memoryBytes),
    ],
  ];
  return (
    <dl class="tiles">
      {tiles.map(([name, value, series]) => (
        <div class="tile" key={name}>
          <dt>{name}</dt>
          <dd>
            {value}
            {series.length > 1 ? <Sparkline points={series} spanMs={spanMs} nowMs={nowMs} /> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function seriesOf(
  names: readonly string[],
  points: readonly Point[],
  value: (point: Point, name: string) => number | undefined,
  shown: (name: string) => string,
): readonly Series[] {
  return names.map((name) => ({
    name: shown(name),
    points: points.map((point) => ({ atMs: Date.parse(point.at), value: value(point, name) })),
  }));
}

function queueNames({ queues }: HubFigures): readonly string[] {
  return [...new Set(queues.map(({ queue }) => queue))];
}

function rates(figures: HubFigures, points: readonly Point[]): readonly Series[] {
  return seriesOf(queueNames(figures), points, rateOf, queueName);
}

/** A stage is known from its first job on; before that its rate is nought, where anything was measured. */
function rateOf({ stages }: Point, name: string): number | undefined {
  const isMeasured = Object.values(stages).some(({ perSecond }) => perSecond !== undefined);
  return stages[name]?.perSecond ?? (isMeasured ? 0 : undefined);
}

function waits(figures: HubFigures, points: readonly Point[]): readonly Series[] {
  return seriesOf(queueNames(figures), points, ({ queues }, name) => queues[name]?.waiting, queueName);
}

/** More lines than this nobody tells apart. */
const LINES_MAX = 6;

/** What the queues do comes first, in the colours of the other plots; the systems have a table of their own. */
function Latencies(props: {
  readonly figures: HubFigures;
  readonly points: readonly Point[];
  readonly spanMs: number;
  readonly nowMs: number;
}) {
  const { figures, points, ...plots } = props;
  const queues = queueNames(figures);
  const others = figures.stages.map(({ stage }) => stage).filter((stage) => !queues.includes(stage));
  const names = [...queues, ...others.filter((stage) => !stage.startsWith(SYSTEM_STAGE))];
  const shown = names.slice(0, LINES_MAX);
  return (
    <Plot
      title={say('now.plot.latency')}
      series={seriesOf(shown, points, (point, name) => point.stages[name]?.p99Ms, stageName)}
      shown={shownMs}
      note={
        names.length > shown.length
          ? say('now.plot.latency.some', { shown: shown.length, total: names.length })
          : undefined
      }
      {...plots}
    />
  );
}

const SYSTEM_STAGE = 'system-';

export function stageName(stage: string): string {
  if (!stage.startsWith(SYSTEM_STAGE)) return sayCode('queue', stage, stage);
  return say('queue.system', { system: systemName(stage.slice(SYSTEM_STAGE.length)) });
}

function Queues({ figures: { queues } }: { readonly figures: HubFigures }) {
  type Row = HubFigures['queues'][number];
  const columns: readonly Column<Row>[] = [
    {
      head: say('now.queue'),
      cell: (queue) => <b>{titleOfQueue(queue)}</b>,
    },
    { head: say('now.state'), cell: (row) => <QueueState queue={row} /> },
    { head: say('now.per-second'), cell: ({ perSecond }) => shownRate(perSecond), isNumber: true },
    { head: say('now.waiting'), cell: ({ waiting }) => shownCount(waiting), isNumber: true },
    { head: say('now.active'), cell: ({ active }) => shownCount(active), isNumber: true },
    { head: say('now.delayed'), cell: ({ delayed }) => shownCount(delayed), isNumber: true },
    { head: say('now.failed'), cell: ({ failed }) => shownCount(failed), isNumber: true },
    { head: say('now.oldest'), cell: ({ oldestMs }) => shownSeconds(oldestMs), isNumber: true },
    { head: say('now.workers'), cell: ({ workers }) => shownCount(workers), isNumber: true },
  ];
  return (
    <Table
      caption={say('now.queues')}
      columns={columns}
      rows={queues}
      keyOf={({ queue, shard }) => `${queue}-${shard ?? ''}`}
    />
  );
}

export function QueueState({ queue }: { readonly queue: HubFigures['queues'][number] }) {
  if (queue.isPaused) return <Badge kind="warn">{say('state.paused')}</Badge>;
  if (queue.workers === 0) return <Badge kind="bad">{say('state.no-worker')}</Badge>;
  return <Badge kind="good">{say('state.running')}</Badge>;
}

function Stages({ figures: { stages } }: { readonly figures: HubFigures }) {
  type Row = HubFigures['stages'][number];
  const columns: readonly Column<Row>[] = [
    { head: say('now.stage'), cell: ({ stage }) => <b>{stageName(stage)}</b> },
    { head: say('now.per-second'), cell: ({ perSecond }) => shownRate(perSecond), isNumber: true },
    { head: 'p50', cell: ({ p50Ms }) => shownMs(p50Ms), isNumber: true },
    { head: 'p95', cell: ({ p95Ms }) => shownMs(p95Ms), isNumber: true },
    { head: 'p99', cell: ({ p99Ms }) => shownMs(p99Ms), isNumber: true },
  ];
  const rows = stages.filter(({ stage }) => !stage.startsWith(SYSTEM_STAGE));
  if (rows.length === 0) return null;
  return (
    <Table
      caption={say('now.stages')}
      lead={say('now.stages.lead')}
      columns={columns}
      rows={rows}
      keyOf={({ stage }) => stage}
    />
  );
}

function Galleries({ figures: { processes } }: { readonly figures: HubFigures }) {
  const rows = processes
    .filter(({ state }) => state !== 'gone')
    .flatMap(({ processId, galleries }) => galleries.map((gallery) => ({ processId, ...gallery })));
  type Row = (typeof rows)[number];
  const columns: readonly Column<Row>[] = [
    { head: say('now.shard'), cell: ({ shard }) => <b>{shard}</b> },
    {
      head: say('now.state'),
      cell: ({ state }) => (
        <Badge kind={state === 'ready' ? 'good' : 'warn'}>{sayCode('state', state, state)}</Badge>
      ),
    },
    { head: say('now.sealed'), cell: ({ sealed }) => shownCount(sealed), isNumber: true },
    { head: say('now.tail'), cell: ({ tail }) => shownCount(tail), isNumber: true },
    { head: say('now.tombstones'), cell: ({ tombstones }) => shownCount(tombstones), isNumber: true },
    { head: say('now.snapshot'), cell: ({ snapshot }) => <code>{snapshot}</code> },
    { head: say('now.process'), cell: ({ processId }) => <code>{processId}</code> },
  ];
  if (rows.length === 0) return null;
  return (
    <Table
      caption={say('now.galleries')}
      columns={columns}
      rows={rows}
      keyOf={({ processId, shard }) => `${processId}-${shard}`}
    />
  );
}

function Systems({ figures: { systems } }: { readonly figures: HubFigures }) {
  type Row = HubFigures['systems'][number];
  const not = ({ answers }: Row) =>
    sum(Object.entries(answers).map(([outcome, count]) => (outcome === 'not-answered' ? count : 0)));
  const columns: readonly Column<Row>[] = [
    { head: say('now.system'), cell: ({ system }) => <b>{systemName(system)}</b> },
    { head: say('now.location'), cell: ({ location }) => say(`now.location.${location}`) },
    {
      head: say('now.circuit'),
      cell: ({ isCircuitOpen }) => (
        <Badge kind={isCircuitOpen ? 'bad' : 'good'}>
          {say(isCircuitOpen ? 'now.circuit.open' : 'now.circuit.closed')}
        </Badge>
      ),
    },
    {
      head: say('now.answered'),
      cell: ({ answers }) => shownCount(answers['answered'] ?? 0),
      isNumber: true,
    },
    { head: say('now.not-answered'), cell: (row) => shownCount(not(row)), isNumber: true },
    { head: say('now.per-second'), cell: ({ perSecond }) => shownRate(perSecond), isNumber: true },
    { head: 'p95', cell: ({ p95Ms }) => shownMs(p95Ms), isNumber: true },
  ];
  return (
    <Table caption={say('now.systems')} columns={columns} rows={systems} keyOf={({ system }) => system} />
  );
}

/** As the regulations write them. */
export function systemName(system: string): string {
  return system === 'eurodac' ? 'Eurodac' : system.toUpperCase();
}

function Processes({ figures: { processes } }: { readonly figures: HubFigures }) {
  type Row = HubFigures['processes'][number];
  const columns: readonly Column<Row>[] = [
    { head: say('now.process'), cell: ({ processId }) => <code>{processId}</code> },
    { head: say('now.state'), cell: ({ state }) => <ProcessState state={state} /> },
    {
      head: say('now.takes'),
      cell: ({ workers }) => workers.map(titleOfQueue).join(', ') || say('none'),
    },
    { head: say('now.provider'), cell: ({ executionProvider }) => <code>{executionProvider}</code> },
    { head: say('now.models'), cell: ({ models }) => models.join(', ') || say('none') },
    { head: say('now.memory'), cell: ({ memoryBytes }) => shownBytes(memoryBytes), isNumber: true },
    { head: say('now.since'), cell: ({ startedAt }) => shownInstant(startedAt) },
    {
      head: say('now.seen'),
      cell: ({ seenMs }) => say('now.ago', { time: shownSeconds(seenMs) }),
      isNumber: true,
    },
  ];
  return (
    <Table
      caption={say('now.processes')}
      columns={columns}
      rows={processes}
      keyOf={({ processId }) => processId}
    />
  );
}

export function ProcessState({ state }: { readonly state: HubFigures['processes'][number]['state'] }) {
  const kind = { working: 'good', draining: 'warn', gone: 'bad' } as const;
  return <Badge kind={kind[state]}>{say(`state.${state}`)}</Badge>;
}
