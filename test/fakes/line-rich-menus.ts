/**
 * Rich menus as LINE keeps them, with its limits and refusals.
 * https://developers.line.biz/en/reference/messaging-api/#rich-menu
 */
import { type Answer, failure, type Json } from './line-http.ts';

export interface KeptRichMenu {
  readonly id: string;
  readonly menu: Json;
  /** Its picture; a menu without one is used by nobody. */
  image?: Uint8Array;
}

/** #create-rich-menu */
const MOST_MENUS = 1_000;
const MOST_AREAS = 20;
const MOST_BYTES = 1_000_000;
const segmenter = new Intl.Segmenter();
const length = (text: string): number => [...segmenter.segment(text)].length;
const isText = (value: unknown, most: number): value is string =>
  typeof value === 'string' && value !== '' && length(value) <= most;
const whole = (value: unknown): number => (Number.isInteger(value) ? Number(value) : Number.NaN);

export class LineRichMenus {
  readonly menus = new Map<string, KeptRichMenu>();
  /** Whose menu is which, by the person's id. */
  readonly linked = new Map<string, string>();
  standard: string | undefined;
  /** How many were ever made. */
  made = 0;

  take(method: string, path: string, json: Json): Answer | undefined {
    if (method === 'POST' && path === '/v2/bot/richmenu') return this.create(json);
    if (method === 'GET' && path === '/v2/bot/richmenu/list')
      return {
        status: 200,
        json: { richmenus: [...this.menus].map(([richMenuId, { menu }]) => ({ richMenuId, ...menu })) },
      };
    if (method === 'GET' && path === '/v2/bot/user/all/richmenu')
      return this.standard === undefined
        ? failure(404, 'no default richmenu')
        : { status: 200, json: { richMenuId: this.standard } };
    const [, deleted] = /^\/v2\/bot\/richmenu\/(richmenu-\w+)$/.exec(path) ?? [];
    if (method === 'DELETE' && deleted !== undefined) return this.delete(deleted);
    const [, user, id] = /^\/v2\/bot\/user\/(\w+)\/richmenu\/(richmenu-\w+)$/.exec(path) ?? [];
    if (method === 'POST' && user !== undefined && id !== undefined) return this.use(user, id);
    return undefined;
  }

  upload(id: string, bytes: Uint8Array, type: string): Answer {
    const kept = this.menus.get(id);
    if (!kept) return failure(404, 'richmenu not found');
    if (kept.image) return failure(400, 'An image has already been uploaded to the richmenu');
    if (type !== 'image/png' && type !== 'image/jpeg') return failure(415, 'The content type is not supported');
    if (bytes.byteLength > MOST_BYTES) return failure(413, 'Payload Too Large');
    const { width, height } = kept.menu.size as { readonly width: number; readonly height: number };
    // A JPEG is as good to LINE; this project makes none.
    const size = type === 'image/png' ? pngSize(bytes) : undefined;
    if (size?.width !== width || size.height !== height) return failure(400, 'The image size is wrong');
    kept.image = bytes;
    return { status: 200, json: {} };
  }

  private create(menu: Json): Answer {
    const wrong = faultIn(menu);
    if (wrong !== undefined) return failure(400, 'The request body has 1 error(s)', { details: [{ message: wrong }] });
    if (this.menus.size >= MOST_MENUS) return failure(400, 'The maximum number of richmenus has been reached');
    this.made += 1;
    const id = `richmenu-${this.made.toString(16).padStart(32, '0')}`;
    this.menus.set(id, { id, menu });
    return { status: 200, json: { richMenuId: id } };
  }

  /** Whoever had it falls back to the standard one. */
  private delete(id: string): Answer {
    if (!this.menus.delete(id)) return failure(404, 'richmenu not found');
    for (const [user, theirs] of this.linked) if (theirs === id) this.linked.delete(user);
    if (this.standard === id) this.standard = undefined;
    return { status: 200, json: {} };
  }

  private use(user: string, id: string): Answer {
    const kept = this.menus.get(id);
    if (!kept) return failure(404, 'richmenu not found');
    if (!kept.image) return failure(400, 'must upload richmenu image before applying it to user');
    if (user === 'all') this.standard = id;
    else if (/^U[0-9a-f]{32}$/.test(user)) this.linked.set(user, id);
    else return failure(400, 'The value for the userId parameter is invalid');
    return { status: 200, json: {} };
  }
}

function faultIn({ size, selected, name, chatBarText, areas }: Json): string | undefined {
  const { width, height } = (size ?? {}) as Json;
  const [wide, high] = [whole(width), whole(height)];
  if (!(wide >= 800 && wide <= 2500 && high >= 250)) return 'size: must be 800 to 2500 wide and at least 250 high';
  if (wide / high < 1.45) return 'size: the aspect ratio must be at least 1.45';
  if (typeof selected !== 'boolean') return 'selected: must be specified';
  if (!isText(name, 300)) return 'name: 1 to 300 characters';
  if (!isText(chatBarText, 14)) return 'chatBarText: 1 to 14 characters';
  if (!Array.isArray(areas) || areas.length === 0 || areas.length > MOST_AREAS) return 'areas: 1 to 20';
  for (const { bounds, action } of areas as { bounds?: Json; action?: Json }[]) {
    const [x, y, w, h] = [bounds?.x, bounds?.y, bounds?.width, bounds?.height].map(whole) as [
      number,
      number,
      number,
      number,
    ];
    if (!(x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= wide && y + h <= high)) return 'bounds: outside the picture';
    if (action?.type !== 'message') return 'action: this project uses message actions only';
    if (!isText(action.text, 300)) return 'text: 1 to 300 characters';
    if (action.label !== undefined && !isText(action.label, 20)) return 'label: 1 to 20 characters';
  }
  return undefined;
}

function pngSize(bytes: Uint8Array): { readonly width: number; readonly height: number } | undefined {
  const data = Buffer.from(bytes);
  if (data.subarray(0, 8).toString('hex') !== '89504e470d0a1a0a') return undefined;
  return { width: data.readUInt32BE(16), height: data.readUInt32BE(20) };
}
