/**
 * Whether an error says that the database was away or busy, and nothing about what it was asked to do. Such work is
 * tried again as if it had not been tried: counting it would in the end give up what was never looked at.
 */

/** What the system calls a connection that is not there. */
const NO_CONNECTION = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN']);

/** What `pg` says without a code when a connection is gone, or none was to be had. */
const GONE =
  /^(Connection terminated|Client (was closed|has encountered a connection error)|timeout exceeded when trying to connect)/;

/**
 * SQLSTATE: 08 connection, 53 out of resources (too many connections, disk full), 57P shutting down or starting,
 * 40001 and 40P01 (somebody else was in the way), 25006 (a standby after a failover).
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const AWAY_OR_BUSY = /^(08\w{3}|53\w{3}|57P\w{2}|40001|40P01|25006)$/;

/** Drizzle wraps what the driver threw. */
export function isOutage(error: unknown): boolean {
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth += 1) {
    const { code, severity } = at as { readonly code?: unknown; readonly severity?: unknown };
    // The server has ended, or never begun, the session.
    if (severity === 'FATAL') return true;
    if (typeof code === 'string' && (NO_CONNECTION.has(code) || AWAY_OR_BUSY.test(code))) return true;
    if (GONE.test(at.message)) return true;
  }
  return false;
}
