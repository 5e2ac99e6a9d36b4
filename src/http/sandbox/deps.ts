/** What the sandbox needs of the process it runs in. */
import type { Temporal } from 'temporal-polyfill';
import type { WebAdapter } from '../../../adapters/web/index.ts';
import type { WebStore } from '../../../adapters/web/store.ts';
import type { ChannelAdapter, Language, Received } from '../../channel.ts';

/** The order of the columns. */
export const SANDBOX_COLUMNS = ['resident', 'grid_officer', 'representative', 'committee_head'] as const;
export type SandboxColumn = (typeof SANDBOX_COLUMNS)[number];
/** Whoever is not named by a column shares one. */
export const SANDBOX_ROLES = [...SANDBOX_COLUMNS, 'unit_member', 'supervisor', 'subdistrict'] as const;
export type SandboxRole = (typeof SANDBOX_ROLES)[number];

/** Someone a visitor may speak as. The chat with the bot bears the same id as the person. */
export interface Persona {
  readonly user: string;
  readonly name: string;
  readonly role: SandboxRole;
  /** In which column the person's chat is found. */
  readonly column: SandboxColumn;
  /** In which the bot writes to this person. */
  readonly language: Language;
}

export interface SandboxGroup {
  readonly chat: string;
  readonly title: string;
}

export interface SandboxClock {
  /** The community's, in which the page shows times and adds days. */
  readonly zone: string;
  /** Domain time. */
  now(): Temporal.Instant;
  /** The opening of the next working day's office hours, by the community's own calendar. */
  nextWorkingDay(): Temporal.Instant;
  /** Steps to every due instant in order; resolves when all that fell due has been done. */
  advance(duration: Temporal.Duration): Promise<void>;
}

export type PlatformShown = 'line' | 'telegram';

export interface SandboxDeps {
  readonly web: WebAdapter;
  readonly webStore: WebStore;
  /** Puts events into the inbox; rejects when they could not be stored. */
  store(events: readonly Received[]): Promise<void>;
  /** The same pure functions that make the messages of the real platforms; they need no credentials. */
  readonly renderers: Readonly<Record<PlatformShown, Pick<ChannelAdapter, 'render'>>>;
  personas(): Promise<readonly Persona[]>;
  groups(): Promise<readonly SandboxGroup[]>;
  readonly clock: SandboxClock;
  /** A picture of a prompt, by its id. */
  picture(id: string): Promise<{ readonly bytes: Uint8Array; readonly mime: string } | undefined>;
  /** Host and port of the public address, where one is set. */
  readonly publicHost?: string;
  /** Aborted when the process stops, so that open event streams end. */
  readonly closing: AbortSignal;
  /** Kinds and names of errors only, never what a person wrote. */
  log(event: string, detail?: Readonly<Record<string, string>>): void;
}
