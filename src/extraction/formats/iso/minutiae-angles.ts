import type { MinutiaeLayout } from './minutiae-record.js';

const STEPS_OF_TWO_DEGREES = 180;

/** The angle of a minutia as layout `to` has it: 256ths of a turn in ISO, steps of 2 degrees in INCITS. */
export function angleIn(to: MinutiaeLayout, from: MinutiaeLayout, angle: number): number {
  if (isInSteps(to) === isInSteps(from)) return angle;
  return isInSteps(to) ? stepsOf(angle) : directionOfSteps(angle);
}

/** Of an angle in a record to the direction of a template, 256ths of a turn. */
export function directionOfAngle(layout: MinutiaeLayout, angle: number): number {
  return isInSteps(layout) ? directionOfSteps(angle) : angle;
}

export function angleOfDirection(layout: MinutiaeLayout, direction: number): number {
  return isInSteps(layout) ? stepsOf(direction) : direction;
}

function isInSteps(layout: MinutiaeLayout): boolean {
  return layout.startsWith('ansi');
}

function directionOfSteps(steps: number): number {
  return Math.round((steps * 256) / STEPS_OF_TWO_DEGREES) & 255;
}

function stepsOf(direction: number): number {
  return Math.round((direction * STEPS_OF_TWO_DEGREES) / 256) % STEPS_OF_TWO_DEGREES;
}
