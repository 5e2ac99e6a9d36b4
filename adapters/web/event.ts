/** What the sandbox page posts when a person does something: the shape shared by `receive.ts` and `read.ts`. */
import { z } from 'zod';
import type { ChatAddress } from '../../src/channel.ts';
import { MAX_FILE_BYTES, MAX_FILE_NAME, MAX_LABEL, MAX_SAYS, MAX_TEXT, MAX_TOKEN } from './limits.ts';

export const ACCOUNT = 'sandbox';

/** Ids of people and chats are made by whoever sets up the demo; this keeps them printable. */
const place = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/);
/** Ids of files are the store's, those of messages ours (`web-<uuid>`) or the retry key of a sending. */
const handle = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

const webContent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('said'), text: z.string().min(1).max(MAX_TEXT) }),
  z.strictObject({
    kind: z.literal('pressed'),
    token: z.string().min(1).max(MAX_TOKEN),
    /** The message that carried the button. */
    message: handle.optional(),
    /** What the page shows as the person's own words; absent for secret choices. */
    says: z.string().min(1).max(MAX_SAYS).optional(),
  }),
  z.strictObject({
    kind: z.literal('attached'),
    /** Uploaded before; `ref` came back from the upload. */
    file: z.strictObject({
      kind: z.enum(['photo', 'voice', 'video', 'file']),
      ref: handle,
      name: z.string().min(1).max(MAX_FILE_NAME).optional(),
      mime: z.string().min(1).max(MAX_LABEL).optional(),
      bytes: z.int().min(0).max(MAX_FILE_BYTES).optional(),
    }),
    caption: z.string().min(1).max(MAX_TEXT).optional(),
  }),
  z.strictObject({
    kind: z.literal('located'),
    latitude: z.number().min(-90).max(90),
    longitude: z.number().min(-180).max(180),
    label: z.string().min(1).max(MAX_LABEL).optional(),
  }),
  z.strictObject({ kind: z.literal('joined') }),
]);

export const webEvent = z
  .strictObject({
    /** Made by the page and kept when it sends again, so a repeated event is known. */
    id: z.uuid().toLowerCase(),
    user: place,
    chat: place,
    scope: z.enum(['direct', 'group']),
    content: webContent,
  })
  // A person's chat with the bot bears the person's own id, as on Telegram; nobody writes in another one's.
  .refine(({ scope, user, chat }) => (scope === 'direct') === (user === chat));

export type WebContent = z.infer<typeof webContent>;

/** What a chat keeps of a person's event. */
export const webSaying = z.object({ user: place, content: webContent });
export type WebSaying = z.infer<typeof webSaying>;

/** What the inbox stores. */
export const webRaw = z.object({ receivedAtMs: z.number(), event: webEvent });

export const addressOf = (chat: string): ChatAddress => ({ platform: 'web', account: ACCOUNT, chat });
