/** Somebody in a chat: what a person can do there with a thumb, and what is on the screen. The same on every platform. */

import { type Button, drawn, holds, plainly, type Seen } from './seen.ts';
import type { Town } from './town.ts';

/** What a platform does for one person in one chat. */
export interface Line {
  /** Sends one event through the platform's webhook; resolves with the platform's id of the message, if it is one. */
  says(text: string): Promise<string>;
  presses(button: Button, on: Seen): Promise<void>;
  sendsPhoto(bytes: Uint8Array, caption?: string): Promise<string>;
  sendsPlace(place: {
    readonly latitude: number;
    readonly longitude: number;
    readonly title?: string;
  }): Promise<string>;
  corrects(message: string, text: string): Promise<void>;
  /** Everything in the chat that came from the bot, oldest first, as it looks now. */
  screen(): readonly Seen[];
  /** Something that changes whenever the message looks different. */
  looks(seen: Seen): string;
}

export interface Voice extends Omit<Line, 'presses' | 'looks'> {
  /** Presses the newest button with this label. */
  presses(label: string): Promise<void>;
  pressesToken(token: string): Promise<void>;
  /** What is new or changed since this person last did something. */
  fresh(): readonly Seen[];
  last(): Seen;
  /** The message among the fresh ones that holds the words. */
  sees(words: string | RegExp): Seen;
  seesNothing(): void;
  button(label: string): Button;
}

export function voice(town: Town, line: Line): Voice {
  let read = new Map<string, number>();
  const count = (seen: readonly Seen[]) => {
    const looks = new Map<string, number>();
    for (const one of seen) looks.set(line.looks(one), (looks.get(line.looks(one)) ?? 0) + 1);
    return looks;
  };

  async function act<T>(what: () => Promise<T>): Promise<T> {
    read = count(line.screen());
    const done = await what();
    await town.settle();
    return done;
  }

  function fresh(): readonly Seen[] {
    const left = new Map(read);
    return line.screen().filter((seen) => {
      const known = left.get(line.looks(seen)) ?? 0;
      left.set(line.looks(seen), known - 1);
      return known <= 0;
    });
  }

  function find(label: string): { readonly button: Button; readonly on: Seen } {
    for (const on of [...line.screen()].reverse()) {
      const button = on.buttons.find((one) => plainly(one.label) === plainly(label));
      if (button) return { button, on };
    }
    throw new Error(`no button [${label}] on the screen:\n${drawn(line.screen().slice(-4))}`);
  }

  return {
    says: (text) => act(() => line.says(text)),
    presses: (label) => {
      const { button, on } = find(label);
      return act(() => line.presses(button, on));
    },
    pressesToken: (token) =>
      act(() => line.presses({ label: '', token }, line.screen().at(-1) ?? { text: '', buttons: [], pictures: 0 })),
    sendsPhoto: (bytes, caption) => act(() => line.sendsPhoto(bytes, caption)),
    sendsPlace: (place) => act(() => line.sendsPlace(place)),
    corrects: (message, text) => act(() => line.corrects(message, text)),
    screen: line.screen,
    fresh,
    last: () => {
      const last = line.screen().at(-1);
      if (!last) throw new Error('the screen is empty');
      return last;
    },
    sees: (words) => {
      const found = fresh().find((seen) => holds(seen, words));
      if (!found) throw new Error(`${words} is not among what is new on the screen:\n${drawn(fresh())}`);
      return found;
    },
    seesNothing: () => {
      if (fresh().length > 0) throw new Error(`nothing new was expected on the screen:\n${drawn(fresh())}`);
    },
    button: (label) => find(label).button,
  };
}

/** Whoever of them is shown that a neighbour was first files her own all the same. */
export async function ownAllTheSame(town: Town, crowd: readonly Voice[]): Promise<void> {
  const shown = crowd.filter((who) => who.last().buttons.some(({ label }) => label === '另开一件'));
  await town.atOnce(shown.map((who) => () => who.presses('另开一件')));
}
