import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AdapterHost, ChannelAdapter, Panel } from '../../src/channel.ts';
import { allPanels, PANEL_WORDS, parseCommand } from '../../src/conversation/commands.ts';
import { panelPng } from '../../src/documents/panel.ts';
import { type LineFake, startLineFake } from '../../test/fakes/line.ts';
import { createLineAdapter, type LineConfig } from './index.ts';
import { GRID, nameOf } from './rich-menu.ts';

let fake: LineFake;
let logs: string[];
const running: ChannelAdapter[] = [];
beforeEach(async () => {
  fake = await startLineFake();
  logs = [];
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close?.();
  await fake.close();
});

const USER = `U${'0'.repeat(31)}1`;
const [EVERYBODYS, ...OTHERS] = allPanels();
if (!EVERYBODYS) throw new Error('there are no panels');

function adapter(over: Partial<LineConfig> = {}): ChannelAdapter {
  const made = createLineAdapter({
    channelSecret: 'secret',
    channelAccessToken: fake.token,
    apiBaseUrl: fake.url,
    dataApiBaseUrl: fake.dataUrl,
    timeoutMs: 2_000,
    drawPanel: panelPng,
    ...over,
  });
  running.push(made);
  return made;
}
const host = (panels: readonly Panel[] = allPanels()): AdapterHost => ({
  store: async () => {},
  commands: () => [],
  panels: () => panels,
  log: (event) => logs.push(event),
});
const opened = async (panels?: readonly Panel[], over?: Partial<LineConfig>): Promise<ChannelAdapter> => {
  const line = adapter(over);
  await line.open?.(host(panels));
  return line;
};
const link = (line: ChannelAdapter, panel: Panel) =>
  line.deliver({
    address: { platform: 'line', account: '', chat: USER },
    wire: line.menu?.({ entries: [], panel }) ?? {},
    envelope: { kind: 'push' },
    retryKey: '00000000-0000-4000-8000-000000000000',
  });
const names = () => [...fake.richMenus.menus.values()].map(({ menu }) => menu.name);
const standard = () => vi.waitFor(() => expect(fake.richMenus.standard).toBeDefined(), { timeout: 10_000 });

describe('the menu below a chat on LINE', () => {
  test('of everybody is there after the first start, with its picture, and no start after it makes another', async () => {
    await opened();
    await standard();
    expect(names()).toEqual([nameOf(EVERYBODYS)]);
    const [kept] = [...fake.richMenus.menus.values()];
    expect(kept?.image?.byteLength).toBeLessThan(200_000);
    for (let starts = 0; starts < 3; starts += 1) await opened();
    const asked = () =>
      fake.requests.filter(({ method, path }) => method === 'GET' && path.endsWith('/user/all/richmenu'));
    await vi.waitFor(() => expect(asked()).toHaveLength(4), { timeout: 10_000 });
    expect([fake.richMenus.made, names().length]).toEqual([1, 1]);
  });

  test('of every group and language is one LINE takes, and each of its words is understood', async () => {
    const line = await opened();
    for (const panel of [EVERYBODYS, ...OTHERS]) {
      expect([panel.name, await link(line, panel)]).toEqual([panel.name, { kind: 'accepted' }]);
      const id = fake.richMenus.linked.get(USER) ?? '';
      expect(fake.richMenus.menus.get(id)?.menu).toMatchObject({ name: nameOf(panel), size: { width: GRID.width } });
      for (const cell of panel.cells)
        expect([cell, PANEL_WORDS.includes(parseCommand(cell)?.word ?? 'start')]).toEqual([cell, true]);
    }
    expect(new Set(names()).size).toBe(1 + OTHERS.length);
  }, 60_000);

  test('does not keep a start waiting while LINE is away, and comes when LINE is back', async () => {
    fake.next({ status: 500, on: '/richmenu/list' });
    await opened();
    await vi.waitFor(() => expect(logs).toContain('line.menu.not-set'));
    expect(fake.richMenus.made).toBe(0);
    await standard();
    expect(fake.richMenus.made).toBe(1);
  }, 20_000);

  test('that shows other words takes the place of the one before; what somebody else made stays', async () => {
    await opened([{ ...EVERYBODYS, bar: '旧菜单' }]);
    await standard();
    const before = fake.richMenus.standard;
    const [area] = [{ bounds: { x: 0, y: 0, width: 800, height: 270 }, action: { type: 'message', text: '你好' } }];
    const others = {
      size: { width: 800, height: 270 },
      selected: true,
      name: 'by hand',
      chatBarText: '菜单',
      areas: [area],
    };
    fake.richMenus.take('POST', '/v2/bot/richmenu', others);
    await opened();
    await vi.waitFor(() => expect(names()).toEqual(['by hand', nameOf(EVERYBODYS)]), { timeout: 10_000 });
    await standard();
    expect(fake.richMenus.standard).not.toBe(before);
  }, 20_000);

  test('leaves a default that somebody else set through LINE', async () => {
    const areas = [{ bounds: { x: 0, y: 0, width: 800, height: 270 }, action: { type: 'message', text: '你好' } }];
    const theirs = { size: { width: 800, height: 270 }, selected: true, name: 'theirs', chatBarText: '菜单', areas };
    fake.richMenus.take('POST', '/v2/bot/richmenu', theirs);
    const [kept] = [...fake.richMenus.menus.values()];
    if (kept) kept.image = new Uint8Array();
    fake.richMenus.standard = kept?.id;
    await opened();
    await vi.waitFor(() => expect(logs).toContain('line.menu.left'), { timeout: 10_000 });
    expect(fake.richMenus.standard).toBe(kept?.id);
  }, 20_000);

  test('is made once for two who are linked at the same moment, and anew when somebody deleted it', async () => {
    const [panel] = OTHERS;
    if (!panel) throw new Error('there is one panel only');
    const line = adapter();
    expect(await Promise.all([link(line, panel), link(line, panel)])).toEqual([
      { kind: 'accepted' },
      { kind: 'accepted' },
    ]);
    expect(fake.richMenus.made).toBe(1);
    fake.richMenus.take('DELETE', `/v2/bot/richmenu/${fake.richMenus.linked.get(USER)}`, {});
    expect(await link(line, panel)).toMatchObject({ kind: 'failed' });
    expect(await link(line, panel)).toEqual({ kind: 'accepted' });
    expect(fake.richMenus.made).toBe(2);
  });

  test('that a process left without its picture gets it before it is used', async () => {
    fake.next({ status: 500, on: '/content' });
    const line = adapter();
    expect(await link(line, EVERYBODYS)).toMatchObject({ kind: 'failed' });
    expect([...fake.richMenus.menus.values()].map(({ image }) => image)).toEqual([undefined]);
    expect(await link(line, EVERYBODYS)).toEqual({ kind: 'accepted' });
    expect(fake.richMenus.made).toBe(1);
  });

  test('whose picture has another size is refused, and not used', async () => {
    const line = adapter({ drawPanel: (labels, grid) => panelPng(labels, { ...grid, width: grid.width - 3 }) });
    expect(await link(line, EVERYBODYS)).toMatchObject({ kind: 'refused', reason: 'invalid' });
    expect(fake.richMenus.linked.size).toBe(0);
  });
});
