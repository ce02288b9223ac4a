/** One image: zoom, turn, contrast, by buttons, keys, wheel and pointer. It lives in memory and goes with the view. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useHub } from './context.js';
import type { MinutiaMark } from './minutiae-marks.js';
import { MinutiaeOverlay } from './minutiae-overlay.js';
import { problemText } from './notes.js';
import { say } from './texts.js';

type Look = {
  readonly zoom: number;
  readonly turns: number;
  readonly contrast: number;
  readonly x: number;
  readonly y: number;
};

const PLAIN: Look = { zoom: 1, turns: 0, contrast: 1, x: 0, y: 0 };
const ZOOM_MAX = 12;
const ZOOM_MIN = 0.5;
const STEP_PX = 40;

export function ImageViewer(props: {
  readonly path: string;
  readonly name: string;
  /** Drawn on the image, which has so many pixels. */
  readonly marks?: readonly MinutiaMark[];
  readonly widthPx: number;
  readonly heightPx: number;
}) {
  const { path, name, marks = [], widthPx, heightPx } = props;
  const [url, fault] = useImage(path);
  const [look, setLook] = useState(PLAIN);
  const [from, setFrom] = useState<{ readonly x: number; readonly y: number }>();
  const box = useRef<HTMLDivElement>(null);
  const change = (act: Act) => setLook((before) => changed(before, act));
  // A listener of its own: a passive one could not keep the page from scrolling.
  useEffect(() => {
    const element = box.current;
    const turned = (event: WheelEvent) => {
      if (!event.ctrlKey && document.activeElement !== element) return;
      event.preventDefault();
      change(event.deltaY < 0 ? 'zoom-in' : 'zoom-out');
    };
    element?.addEventListener('wheel', turned, { passive: false });
    return () => element?.removeEventListener('wheel', turned);
  }, [url]);
  const transform = `translate(${look.x}px, ${look.y}px) rotate(${look.turns * 90}deg) scale(${look.zoom})`;
  if (fault) return <p class="note bad">{fault}</p>;
  if (url === undefined) return <p>{say('loading')}</p>;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a picture that is moved with the keys is no button */}
      <div
        class="viewer"
        ref={box}
        role="group"
        aria-label={name}
        tabindex={0}
        onKeyDown={(event) => {
          const act = KEYS[event.key];
          if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          event.stopPropagation();
          change(act);
        }}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setFrom({ x: event.clientX - look.x, y: event.clientY - look.y });
        }}
        onPointerMove={(event) => {
          if (from) setLook({ ...look, x: event.clientX - from.x, y: event.clientY - from.y });
        }}
        onPointerUp={() => setFrom(undefined)}
        onPointerCancel={() => setFrom(undefined)}
        // A plain image lets a finger scroll the page: on a small screen there is nowhere else to put it.
        style={{ touchAction: look.zoom > 1 ? 'none' : 'pan-y' }}
      >
        <img
          src={url}
          alt={name}
          draggable={false}
          style={{ transform, filter: `contrast(${look.contrast})` }}
        />
        {marks.length === 0 ? null : (
          <MinutiaeOverlay
            marks={marks}
            widthPx={widthPx}
            heightPx={heightPx}
            transform={transform}
            zoom={look.zoom}
            turns={look.turns}
          />
        )}
      </div>
      <div class="viewer-tools">
        {TOOLS.map(([act, sign]) => (
          <button
            key={act}
            type="button"
            aria-label={`${say(`image.${act}`)}: ${name}`}
            title={say(`image.${act}`)}
            onClick={() => change(act)}
          >
            {sign}
          </button>
        ))}
      </div>
    </>
  );
}

type Act =
  | 'zoom-in'
  | 'zoom-out'
  | 'turn'
  | 'contrast-more'
  | 'contrast-less'
  | 'reset'
  | 'left'
  | 'right'
  | 'up'
  | 'down';

const TOOLS = [
  ['zoom-in', '+'],
  ['zoom-out', '−'],
  ['turn', '↻'],
  ['contrast-less', '◐−'],
  ['contrast-more', '◐+'],
  ['reset', '0'],
] as const;

const KEYS: Readonly<Record<string, Act>> = {
  '+': 'zoom-in',
  '=': 'zoom-in',
  '-': 'zoom-out',
  r: 'turn',
  v: 'contrast-more',
  c: 'contrast-less',
  '0': 'reset',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

function changed(look: Look, act: Act): Look {
  switch (act) {
    case 'zoom-in':
      return zoomed(look, Math.min(ZOOM_MAX, look.zoom * 1.25));
    case 'zoom-out':
      return zoomed(look, Math.max(ZOOM_MIN, look.zoom / 1.25));
    case 'turn':
      return { ...look, turns: look.turns + 1, x: -look.y, y: look.x };
    case 'contrast-more':
      return { ...look, contrast: Math.min(4, look.contrast * 1.2) };
    case 'contrast-less':
      return { ...look, contrast: Math.max(0.3, look.contrast / 1.2) };
    case 'reset':
      return PLAIN;
    case 'left':
      return { ...look, x: look.x + STEP_PX };
    case 'right':
      return { ...look, x: look.x - STEP_PX };
    case 'up':
      return { ...look, y: look.y + STEP_PX };
    case 'down':
      return { ...look, y: look.y - STEP_PX };
  }
}

/** What is in the middle stays there. */
function zoomed(look: Look, zoom: number): Look {
  const factor = zoom / look.zoom;
  return { ...look, zoom, x: look.x * factor, y: look.y * factor };
}

/** Asked once for each time it is opened: each is an access that is logged. */
function useImage(path: string): readonly [string | undefined, string | undefined] {
  const { api } = useHub();
  const [state, setState] = useState<readonly [string | undefined, string | undefined]>([
    undefined,
    undefined,
  ]);
  useEffect(() => {
    const gone = new AbortController();
    let url: string | undefined;
    api.image(path, gone.signal).then((answer) => {
      if (gone.signal.aborted) return;
      if (answer.kind !== 'ok') return setState([undefined, problemText(answer)]);
      url = URL.createObjectURL(answer.body);
      setState([url, undefined]);
    });
    return () => {
      gone.abort();
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [path]);
  return state;
}
