/**
 * The menu below a chat on LINE: a picture whose parts say words, so that the answer is a free reply. Everybody has one by
 * default; whoever has seats, or another language, is linked to that of her group.
 *
 * A menu is known by its name, which ends in a digest of what it shows: the same one is never made twice, and one that
 * shows something else is another. Only menus with our prefix are touched. LINE may be away: nothing here keeps a process
 * from starting.
 *
 * https://developers.line.biz/en/reference/messaging-api/#rich-menu
 */
import { createHash } from 'node:crypto';
import { HTTPFetchError, type messagingApi } from '@line/bot-sdk';
import type { AdapterHost, Delivery, Panel } from '../../src/channel.ts';
import { chatBarText, displayText, isUnfit, richMenuLabel } from './limits.ts';
import { described, type LineClient, lineMessage, retryAfterMs, type Transport } from './transport.ts';
import type { PanelWire } from './wire.ts';

/** A picture of so many pixels, its labels in rows from left to right. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}
/** Draws the labels as a PNG of exactly that size. */
export type DrawPanel = (labels: readonly string[], grid: Grid) => Promise<Uint8Array>;

/** 800–2500 wide, at least 250 high, at least 1.45 times as wide as high: #upload-rich-menu-image-requirements */
export const GRID: Grid = { width: 1200, height: 810, columns: 3, rows: 2 };
const PREFIX = 'lilong ';
const MAX_BYTES = 1_000_000;
const FIRST_RETRY_MS = 2_000;
const LAST_RETRY_MS = 300_000;
const THROTTLED_MS = 60_000;
/** LINE refuses a menu that has no picture yet; another process may be about to upload it, or have died before. */
const NO_IMAGE = /image/i;

export interface RichMenus {
  /** Tried again until it has succeeded once, while the process runs. */
  open(host: AdapterHost): void;
  close(): void;
  /** One attempt: the person's menu is this one from now on. */
  link(user: string, wire: PanelWire): Promise<Delivery>;
}

export function nameOf(panel: Panel): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([panel.bar, panel.cells, GRID]))
    .digest('base64url')
    .slice(0, 12);
  return `${PREFIX}${panel.name} ${digest}`;
}

/** @throws RangeError when a word does not fit where LINE puts it: words are ours, and are looked at by a test */
export function richMenuOf(panel: Panel): messagingApi.RichMenuRequest {
  const { width, height, columns, rows } = GRID;
  const bar = chatBarText(panel.bar);
  if (isUnfit(bar) || panel.cells.length !== columns * rows)
    throw new RangeError(`the panel ${panel.name} does not fit`);
  return {
    size: { width, height },
    selected: false,
    name: nameOf(panel),
    chatBarText: bar,
    areas: panel.cells.map((cell, at) => {
      const [label, text] = [richMenuLabel(cell), displayText(cell)];
      if (isUnfit(label) || isUnfit(text)) throw new RangeError(`the panel ${panel.name} does not fit: ${cell}`);
      return {
        bounds: {
          x: (at % columns) * (width / columns),
          y: Math.floor(at / columns) * (height / rows),
          width: width / columns,
          height: height / rows,
        },
        action: { type: 'message', label, text },
      };
    }),
  };
}

export function createRichMenus(client: LineClient, data: Transport, draw: DrawPanel): RichMenus {
  const ids = new Map<string, string>();
  const making = new Map<string, Promise<string>>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const listed = async (): Promise<readonly { readonly id: string; readonly name: string }[]> =>
    ((await client.getRichMenuList()).richmenus ?? []).map(({ richMenuId, name }) => ({ id: richMenuId, name }));
  /** Of several processes that made the same one at once, all take the same. */
  const oneNamed = (menus: Awaited<ReturnType<typeof listed>>, name: string): string | undefined =>
    menus
      .flatMap((menu) => (menu.name === name ? [menu.id] : []))
      .sort()
      .at(0);
  const remove = async (id: string): Promise<void> => {
    try {
      await client.deleteRichMenu(id);
    } catch (error) {
      if (!isStatus(error, 404)) throw error;
    }
  };

  async function upload(id: string, panel: Panel): Promise<void> {
    const picture = await draw(panel.cells, GRID);
    if (picture.byteLength > MAX_BYTES) throw new RangeError(`the picture of the panel ${panel.name} is too large`);
    await data.upload(`/v2/bot/richmenu/${id}/content`, picture, 'image/png');
  }

  async function make(panel: Panel): Promise<string> {
    const name = nameOf(panel);
    const before = oneNamed(await listed(), name);
    if (before !== undefined) return before;
    const { richMenuId: made } = await client.createRichMenu(richMenuOf(panel));
    await upload(made, panel);
    const kept = oneNamed(await listed(), name) ?? made;
    if (kept !== made) await remove(made);
    return kept;
  }

  async function idOf(panel: Panel): Promise<string> {
    const name = nameOf(panel);
    const known = ids.get(name);
    if (known !== undefined) return known;
    const under = making.get(name) ?? make(panel).finally(() => making.delete(name));
    making.set(name, under);
    const id = await under;
    ids.set(name, id);
    return id;
  }

  /** A process that died between making a menu and its picture left one that cannot be used: it gets its picture now. */
  async function withPicture(id: string, panel: Panel, use: () => Promise<unknown>): Promise<void> {
    try {
      await use();
    } catch (error) {
      if (!(error instanceof HTTPFetchError && error.status === 400 && NO_IMAGE.test(lineMessage(error)))) throw error;
      await upload(id, panel);
      await use();
    }
  }

  async function setUp(host: AdapterHost): Promise<void> {
    const panels = host.panels();
    const names = new Set(panels.map(nameOf));
    const present = await listed();
    for (const { id, name } of present)
      if (name.startsWith(PREFIX) && (!names.has(name) || oneNamed(present, name) !== id)) await remove(id);
    const [everybodys] = panels;
    if (!everybodys) return;
    const id = await idOf(everybodys);
    const standing = await defaultId();
    if (standing === id) return;
    // Somebody set one of her own through LINE's API; it is hers to keep.
    if (standing !== undefined && !present.some((menu) => menu.id === standing && menu.name.startsWith(PREFIX)))
      return host.log('line.menu.left', { reason: 'another default menu is set' });
    await withPicture(id, everybodys, () => client.setDefaultRichMenu(id));
  }

  async function defaultId(): Promise<string | undefined> {
    try {
      return (await client.getDefaultRichMenuId()).richMenuId;
    } catch (error) {
      if (isStatus(error, 404)) return undefined;
      throw error;
    }
  }

  const attempt = async (host: AdapterHost, waitMs: number): Promise<void> => {
    try {
      await setUp(host);
    } catch (error) {
      if (closed) return;
      host.log('line.menu.not-set', { reason: described(error) });
      timer = setTimeout(() => void attempt(host, Math.min(waitMs * 2, LAST_RETRY_MS)), waitMs);
      timer.unref();
    }
  };

  return {
    open: (host) => void attempt(host, FIRST_RETRY_MS),
    close() {
      closed = true;
      clearTimeout(timer);
    },
    async link(user, { panel }) {
      try {
        const id = await idOf(panel);
        await withPicture(id, panel, () => client.linkRichMenuIdToUser(user, id));
        return { kind: 'accepted' };
      } catch (error) {
        return outcomeOf(error, () => ids.delete(nameOf(panel)));
      }
    },
  };
}

const isStatus = (error: unknown, status: number): boolean =>
  error instanceof HTTPFetchError && error.status === status;

/** Linking twice is linking once, so whatever may pass is tried again. */
function outcomeOf(error: unknown, forget: () => void): Delivery {
  const detail = described(error);
  if (!(error instanceof HTTPFetchError)) return { kind: 'failed', detail };
  const { status, headers } = error;
  if (status === 401) return { kind: 'refused', reason: 'unauthorised', detail };
  if (status === 429) return { kind: 'throttled', afterMs: retryAfterMs(headers, THROTTLED_MS, Date.now()) };
  // Somebody deleted the menu: the next attempt makes it anew.
  if (status === 404) forget();
  return status === 404 || status >= 500 ? { kind: 'failed', detail } : { kind: 'refused', reason: 'invalid', detail };
}
