/**
 * People who use the bot on LINE and Telegram: they say what is wrong, register it (sometimes by a double tap), and say
 * thanks. Each of them has a chat of their own and wants exactly one demand.
 */

import { LINE_BOT, type LineEvent, type LineFake, lineReplyToken, lineWebhook, redelivered } from '../fakes/line.ts';
import { postbackEvent, textEvent } from '../fakes/line-events.ts';
import type { TelegramFake } from '../fakes/telegram.ts';
import { BOT, type Fields, press, text } from '../fakes/telegram-updates.ts';
import { LINE_SECRET, TELEGRAM_SECRET } from '../harness/installation.ts';
import { Postman, type Webhook } from './postman.ts';
import type { Random } from './random.ts';
import { pause, type Run, until } from './scenario.ts';

export interface Fakes {
  readonly line: LineFake;
  readonly telegram: TelegramFake;
}

export interface Resident {
  readonly platform: 'line' | 'telegram';
  /** The platform's id of the direct chat. */
  readonly chat: string;
  /** What is wrong, in words nobody else uses. */
  readonly complaint: string;
  /** Ids of the distinct events this person caused. */
  readonly events: string[];
}

/** How long somebody waits for an answer before they go on without it. */
const PATIENCE_MS = 6_000;
const FIRST_TELEGRAM_USER = 610_000_000;
const THANKS = 2;

const webhookOf = (events: readonly LineEvent[]): Webhook => {
  const first = lineWebhook(LINE_SECRET, events);
  const again = lineWebhook(LINE_SECRET, events.map(redelivered));
  return {
    path: '/webhooks/line',
    events: events.map((event) => `line-${LINE_BOT}-${String(event.webhookEventId)}`),
    body: first.body,
    headers: first.headers,
    again: { body: again.body, headers: again.headers },
  };
};

export class Town {
  readonly residents: Resident[] = [];
  readonly postman: Postman;
  readonly #fakes: Fakes;
  readonly #random: Random;
  #clock = Date.now();
  #message = 1;

  constructor(run: Run, fakes: Fakes, targets: () => readonly string[]) {
    this.#fakes = fakes;
    this.#random = run.random.fork('town');
    this.postman = new Postman(targets, run.random.fork('postman'));
    run.defer(() => this.postman.close());
  }

  /** So many people at a time, one after the other, until `enough` says so; resolves when all of them are done. */
  async live(enough: (people: number) => boolean, atOnce: number): Promise<void> {
    const door = async () => {
      while (!enough(this.residents.length)) {
        await this.#live(this.#move(this.residents.length + 1));
        await pause(this.#random.between(0, 300));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, door));
    await this.postman.settled();
  }

  progress(): string {
    return `${this.residents.length} people, ${this.postman.acknowledged.size} events acknowledged`;
  }

  #move(number: number): Resident {
    const line = number % 2 === 0;
    const resident: Resident = {
      platform: line ? 'line' : 'telegram',
      chat: line ? `U${number.toString(16).padStart(32, '0')}` : String(FIRST_TELEGRAM_USER + number),
      // A matter of one household: nobody is offered to join somebody else's, so one press registers it.
      complaint: `3号楼邻里纠纷，请居委会来调解，这是第${number}户来反映`,
      events: [],
    };
    this.residents.push(resident);
    return resident;
  }

  async #live(resident: Resident): Promise<void> {
    const random = this.#random.fork(resident.complaint);
    await this.#send(resident, this.#say(resident, resident.complaint));
    const token = await this.#offered(resident);
    if (token === undefined) await this.#send(resident, this.#say(resident, '登记'));
    else {
      const taps = Array.from({ length: random.chance(0.3) ? 2 : 1 }, () => this.#press(resident, token));
      // A double tap arrives in any order.
      await Promise.all(random.shuffle(taps).map((tap) => this.#send(resident, tap)));
    }
    const thanks = Array.from({ length: THANKS }, () => this.#say(resident, '谢谢'));
    if (resident.platform === 'telegram') for (const hook of thanks) await this.#send(resident, hook);
    else await Promise.all(random.shuffle(thanks).map((hook) => this.#send(resident, hook)));
  }

  async #send(resident: Resident, hook: Webhook): Promise<void> {
    resident.events.push(...hook.events);
    await this.postman.deliver(hook);
  }

  #say(resident: Resident, words: string): Webhook {
    if (resident.platform === 'line') return this.#lineHook(resident, (setting) => textEvent(words, setting));
    const chat = { id: Number(resident.chat), type: 'private' };
    return this.#telegramHook(text(words, { ...this.#telegramPerson(resident), chat, ...this.#stamp() }));
  }

  #press(resident: Resident, token: string): Webhook {
    if (resident.platform === 'line') return this.#lineHook(resident, (setting) => postbackEvent(token, setting));
    const chat = { id: Number(resident.chat), type: 'private' };
    const id = `${resident.chat}${this.#message}`;
    return this.#telegramHook(press(token, { id, ...this.#telegramPerson(resident) }, { chat, ...this.#stamp() }));
  }

  #lineHook(resident: Resident, make: (setting: { user: string; timestamp: number; replyToken: string }) => LineEvent) {
    const replyToken = lineReplyToken();
    this.#fakes.line.knowReplyToken(replyToken, resident.chat);
    this.#clock = Math.max(this.#clock + 1, Date.now());
    return webhookOf([make({ user: resident.chat, timestamp: this.#clock, replyToken })]);
  }

  #telegramHook(update: Fields): Webhook {
    const { body, headers } = this.#fakes.telegram.webhookCall(update, TELEGRAM_SECRET);
    const { update_id } = JSON.parse(body) as { update_id: number };
    return { path: '/webhooks/telegram', events: [`telegram-${BOT.id}-${update_id}`], body, headers };
  }

  #telegramPerson({ chat }: Resident): Fields {
    return { from: { id: Number(chat), is_bot: false, first_name: '邻', language_code: 'zh-hans' } };
  }

  #stamp(): Fields {
    this.#message += 1;
    return { message_id: this.#message, date: Math.floor(Date.now() / 1000) };
  }

  /** The token of the first button of what stands last in the chat, once something does. */
  async #offered(resident: Resident): Promise<string | undefined> {
    let token: string | undefined;
    await until(
      () => {
        token = /"(?:data|callback_data)":"([0-9A-Za-z]{12}\.0)"/.exec(this.#lastMessage(resident))?.[1];
        return token !== undefined;
      },
      PATIENCE_MS,
      100,
    );
    return token;
  }

  #lastMessage({ platform, chat }: Resident): string {
    const { line, telegram } = this.#fakes;
    if (platform === 'line') return JSON.stringify(line.messagesTo(chat).at(-1) ?? '');
    return JSON.stringify(telegram.messages.findLast((message) => message.chat === chat)?.params ?? '');
  }
}
