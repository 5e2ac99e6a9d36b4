/** What the sandbox needs of the process it runs in. */
import type { Temporal } from 'temporal-polyfill';
import type { WebAdapter } from '../../../adapters/web/index.ts';
import type { WebStore } from '../../../adapters/web/store.ts';
import type { ChannelAdapter, Received } from '../../channel.ts';
import type { DemoGroup, Persona } from '../../demo/personas.ts';

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
  groups(): Promise<readonly DemoGroup[]>;
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
