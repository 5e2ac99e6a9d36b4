/** Logs without personal data: the pipeline passes ids, kinds and counts only, and pino redacts what must never appear. */
import pino from 'pino';
import type { LogLevel } from './config.ts';
import type { Log } from './pipeline/context.ts';

export function createLog(level: LogLevel): Log {
  const logger = pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['authorization', 'token', 'secret', 'text', '*.authorization', '*.token', '*.secret', '*.text'],
      censor: '[redacted]',
    },
  });
  return (at, event, detail = {}) => logger[at]({ event, ...detail }, event);
}
