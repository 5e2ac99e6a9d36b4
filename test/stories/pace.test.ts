/** The platform's own pace: Telegram takes about one message a second per chat, and we are never told to slow down. */

import { expect, test } from 'vitest';
import { onTelegram } from './on-telegram.ts';
import { inOneTown } from './town.ts';

/** https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this */
const TELEGRAM_MS = 1000;

await inOneTown(
  'pace',
  (town) => {
    test('a burst to one person is spread over seconds; another person does not wait for it', async () => {
      const hasty = onTelegram(town, { name: '赵大伯' });
      const calm = onTelegram(town, { name: '孙阿姨' });
      town.telegram.limitRates(true);
      await town.atOnce([...[1, 2, 3, 4].map(() => () => hasty.says('帮助')), () => calm.says('帮助')]);
      const sends = (user: string) =>
        town.telegram.callsOf('sendMessage').filter(({ params }) => params.chat_id === user);
      expect(sends(hasty.user).map(({ answer }) => answer)).toEqual([200, 200, 200, 200]);
      const times = sends(hasty.user).map(({ atMs }) => atMs);
      for (const [index, at] of times.slice(1).entries())
        expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(TELEGRAM_MS);
      const [other] = sends(calm.user);
      expect(other?.answer).toBe(200);
      expect(other?.atMs).toBeLessThan(times.at(-1) ?? 0);
    });
  },
  { chatIntervalMs: TELEGRAM_MS },
);
