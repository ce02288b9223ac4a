/** Live figures: the last hours once, then a stream that is opened again whenever it ends. */
import { useEffect, useState } from 'preact/hooks';
import type { FigureHistory, HubFigures } from '../../../schemas/operator.js';
import type { Api } from './api.js';

export type Point = FigureHistory['points'][number];

export type Live = {
  readonly figures: HubFigures | undefined;
  readonly points: readonly Point[];
  readonly state: 'connecting' | 'live' | 'lost';
};

/** Points of the live stream that are kept beside the history: ten minutes of one a second. */
const LIVE_POINTS_MAX = 600;
const AGAIN_MS = 2_000;
/** After an end as foreseen; not nought, for whatever stands between may end every stream at once. */
const NEXT_MS = 500;
/** Figures come once a second. A connection that has been silent for so long is gone, whether or not anybody closed it. */
const SILENT_MS = 8_000;

export function useLive(api: Api | undefined, token: string | undefined, isOn: boolean): Live {
  const [figures, setFigures] = useState<HubFigures>();
  const [history, setHistory] = useState<readonly Point[]>([]);
  const [recent, setRecent] = useState<readonly Point[]>([]);
  const [state, setState] = useState<Live['state']>('connecting');
  useEffect(() => {
    if (!api || token === undefined || !isOn) return;
    const gone = new AbortController();
    const { signal } = gone;
    let heard = () => {};
    const onEvent = (type: string, data: string) => {
      if (signal.aborted) return;
      heard();
      if (type !== 'figures') return setState('lost');
      const update = JSON.parse(data) as HubFigures;
      setFigures(update);
      setState('live');
      setRecent((before) => [...before.slice(-LIVE_POINTS_MAX + 1), pointOf(update)]);
    };
    const run = async () => {
      while (!signal.aborted) {
        const past = await api.get<FigureHistory>('/v1/operator/history', signal);
        if (past.kind === 'ok' && !signal.aborted) setHistory(past.body.points);
        const silence = watchSilence(signal);
        heard = silence.heard;
        const end = await api.events('/v1/operator/live/events', onEvent, silence.signal);
        silence.stop();
        if (signal.aborted) return;
        if (end.kind === 'problem' && (end.status === 401 || end.status === 403)) return setState('lost');
        if (end.kind !== 'ok') setState('lost');
        await pause(end.kind === 'ok' ? NEXT_MS : AGAIN_MS, signal);
      }
    };
    void run();
    return () => gone.abort();
  }, [api, token, isOn]);
  return { figures, points: joined(history, recent), state };
}

/** Ends with `signal`, or when nothing was heard for too long. */
function watchSilence(signal: AbortSignal) {
  const silent = new AbortController();
  let timer: ReturnType<typeof setTimeout>;
  const stop = () => clearTimeout(timer);
  const heard = () => {
    stop();
    timer = setTimeout(() => silent.abort(), SILENT_MS);
  };
  heard();
  return { signal: AbortSignal.any([signal, silent.signal]), heard, stop };
}

/** The stream goes on where the history ends. */
function joined(history: readonly Point[], recent: readonly Point[]): readonly Point[] {
  const [first] = recent;
  return first ? [...history.filter(({ at }) => at < first.at), ...recent] : history;
}

export function pointOf({ at, queues, stages, processes }: HubFigures): Point {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const alive = processes.filter(({ state }) => state !== 'gone');
  const names = [...new Set(queues.map(({ queue }) => queue))];
  return {
    at,
    queues: Object.fromEntries(
      names.map((name) => {
        const parts = queues.filter(({ queue }) => queue === name);
        const of = (key: 'waiting' | 'active' | 'failed') => sum(parts.map((part) => part[key]));
        return [name, { waiting: of('waiting'), active: of('active'), failed: of('failed') }];
      }),
    ),
    stages: Object.fromEntries(stages.map(({ stage, ...times }) => [stage, times])),
    references: templatesOf(alive),
    memoryBytes: sum(alive.map(({ memoryBytes }) => memoryBytes)),
  };
}

/** As the hub counts them for its history: a shard that several processes hold once, by the one that has loaded most. */
export function templatesOf(processes: HubFigures['processes']): number {
  const byShard = new Map<number, number>();
  for (const { shard, sealed, tail } of processes.flatMap(({ galleries }) => galleries)) {
    byShard.set(shard, Math.max(byShard.get(shard) ?? 0, sealed + tail));
  }
  return [...byShard.values()].reduce((total, count) => total + count, 0);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
