/**
 * What can be asked of LINE about the set-up: whether the token works, where LINE sends webhooks and whether it does.
 * Two switches of the consoles no API tells; those are named with the page they are on.
 */
import { HTTPFetchError } from '@line/bot-sdk';
import type { Examination, Finding } from '../../src/channel.ts';
import { described, type LineClient } from './transport.ts';

const WEBHOOK_PAGE = 'LINE Developers console → your channel → Messaging API → Webhook settings';

export async function examineLine(
  client: LineClient,
  publicBaseUrl: string | undefined,
  now: () => number,
): Promise<Examination> {
  const asked = now();
  try {
    // https://developers.line.biz/en/reference/messaging-api/#get-bot-info
    const { httpResponse, body } = await client.getBotInfoWithHttpInfo();
    const clockAheadMs = ahead(httpResponse.headers.get('date'), asked, now());
    const token: Finding = { check: 'line token', level: 'ok', says: `The token works; the bot is ${body.basicId}.` };
    const findings = [token, await webhook(client, publicBaseUrl), ...UNTOLD];
    return { findings, ...(clockAheadMs !== undefined && { clockAheadMs }) };
  } catch (error) {
    return { findings: [refused(error)] };
  }
}

function refused(error: unknown): Finding {
  if (error instanceof HTTPFetchError && (error.status === 401 || error.status === 403)) {
    return {
      check: 'line token',
      level: 'fail',
      says: `LINE refuses the token (${described(error)}).`,
      mend: 'Issue a new channel access token in the LINE Developers console and set LINE_CHANNEL_ACCESS_TOKEN.',
    };
  }
  return {
    check: 'line token',
    level: 'fail',
    says: `LINE does not answer (${described(error)}).`,
    mend: 'Check the network of this machine and LINE_API_BASE_URL.',
  };
}

/** https://developers.line.biz/en/reference/messaging-api/#get-webhook-endpoint-information; 404 where none was ever set. */
async function webhook(client: LineClient, publicBaseUrl: string | undefined): Promise<Finding> {
  const check = 'line webhook';
  const wanted = publicBaseUrl === undefined ? undefined : `${publicBaseUrl.replace(/\/+$/, '')}/webhooks/line`;
  const toSet = wanted ?? 'the public address of this installation, followed by /webhooks/line';
  try {
    const { endpoint, active } = await client.getWebhookEndpoint();
    if (wanted !== undefined && endpoint !== wanted)
      return {
        check,
        level: 'fail',
        says: `LINE sends webhooks to ${endpoint}.`,
        mend: `Set the webhook URL to ${wanted}: ${WEBHOOK_PAGE}. Where webhooks are taken at the edge, this address is right as it is.`,
      };
    if (!active)
      return { check, level: 'fail', says: 'LINE sends no webhooks.', mend: `Turn on "Use webhook": ${WEBHOOK_PAGE}.` };
    return wanted === undefined
      ? {
          check,
          level: 'warn',
          says: `LINE sends webhooks to ${endpoint}; whether that is here cannot be told.`,
          mend: 'Set PUBLIC_BASE_URL to the address people and platforms reach this installation at.',
        }
      : { check, level: 'ok', says: `LINE sends webhooks to ${endpoint}.` };
  } catch (error) {
    if (error instanceof HTTPFetchError && error.status === 404)
      return { check, level: 'fail', says: 'No webhook URL is set.', mend: `Set it to ${toSet}: ${WEBHOOK_PAGE}.` };
    return { check, level: 'warn', says: `LINE did not say where it sends webhooks (${described(error)}).` };
  }
}

/** No API tells these: https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery */
const UNTOLD: readonly Finding[] = [
  {
    check: 'line redelivery',
    level: 'warn',
    says: 'LINE does not tell whether webhooks are sent again after a failure; it is off unless turned on.',
    mend: `See that "Webhook redelivery" is on: ${WEBHOOK_PAGE}.`,
  },
  {
    check: 'line groups',
    level: 'warn',
    says: 'LINE does not tell whether the bot may join groups; it may not unless allowed.',
    mend: 'See that "Allow account to join groups and multi-person chats" is on: LINE Official Account Manager → Settings → Account settings, and "Allow bot to join group chats" on the Messaging API page.',
  },
];

/** The header counts whole seconds, so the middle of its second is compared with the middle of the call. */
function ahead(date: string | null, askedMs: number, answeredMs: number): number | undefined {
  const told = Date.parse(date ?? '');
  return Number.isNaN(told) ? undefined : Math.round(told + 500 - (askedMs + answeredMs) / 2);
}
