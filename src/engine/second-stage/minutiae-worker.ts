/** A thread of the second stage: one task at a time, nothing kept between two. */
import { parentPort } from 'node:worker_threads';
import { type MinutiaeTask, workMinutiaeTask } from './minutiae-task.js';

parentPort!.on('message', (task: MinutiaeTask) => parentPort!.postMessage(workMinutiaeTask(task)));
