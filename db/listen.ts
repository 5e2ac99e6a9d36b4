/** LISTEN on a connection of its own, which is made anew whenever it breaks. */
import { Client } from 'pg';

const AGAIN_MS = 1_000;

/**
 * Calls `wake` for every notification on the channel, and after every new connection, because some may have been missed.
 *
 * @param url must lead to the server itself: behind a transaction pooler a session hears nothing
 * @returns how to stop
 */
export async function listenTo(url: string, channel: string, wake: () => void): Promise<() => Promise<void>> {
  let stopped = false;
  let client: Client | undefined;
  let timer: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const next = new Client({ connectionString: url, application_name: 'lilong-listen', keepAlive: true });
    client = next;
    let lost = false;
    const again = () => {
      if (stopped || lost) return;
      lost = true;
      next.end().catch(() => {});
      timer = setTimeout(connect, AGAIN_MS);
    };
    next.on('error', again);
    next.on('end', again);
    next.on('notification', () => wake());
    try {
      await next.connect();
      await next.query(`listen ${next.escapeIdentifier(channel)}`);
      wake();
    } catch {
      again();
    }
  };

  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}
