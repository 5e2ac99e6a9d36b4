/**
 * Proxies 委托: off unless a rule allows them (`ballot.proxy`). A proxy is for one meeting, in writing, to a near relative, cannot
 * be passed on, is void when its holder is not there, and ends when whoever gave it arrives.
 */
import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../result.ts';

export interface VotingProxy {
  readonly grantor: string;
  readonly holder: string;
}

export interface ProxyRules {
  readonly allowed: boolean;
  /** Rule `ballot.proxy.max`: for how many one person may vote besides himself. */
  readonly most: number;
  /** The last days on which one may be filed, and must have been published, reckoned from the day of the meeting. */
  readonly filedBy: Temporal.PlainDate;
}

export type ProxyRefusal =
  | { readonly kind: 'proxy_not_allowed' }
  | { readonly kind: 'proxy_to_oneself' }
  | { readonly kind: 'proxy_given_already' }
  /** Whoever holds one cannot give one away, nor the other way round: a chain would pass it on. */
  | { readonly kind: 'proxy_not_transferable' }
  | { readonly kind: 'proxy_too_many'; readonly most: number }
  | { readonly kind: 'proxy_not_on_roll'; readonly who: 'grantor' | 'holder' }
  | { readonly kind: 'proxy_not_relative' }
  | { readonly kind: 'proxy_too_late'; readonly filedBy: string };

export function mayGiveProxy(
  given: VotingProxy & { readonly relative: boolean; readonly filedOn: Temporal.PlainDate },
  standing: readonly VotingProxy[],
  onRoll: ReadonlySet<string>,
  { allowed, most, filedBy }: ProxyRules,
): Result<VotingProxy, ProxyRefusal> {
  const { grantor, holder } = given;
  if (!allowed) return err({ kind: 'proxy_not_allowed' });
  if (grantor === holder) return err({ kind: 'proxy_to_oneself' });
  if (!onRoll.has(grantor)) return err({ kind: 'proxy_not_on_roll', who: 'grantor' });
  if (!onRoll.has(holder)) return err({ kind: 'proxy_not_on_roll', who: 'holder' });
  if (standing.some((proxy) => proxy.grantor === grantor)) return err({ kind: 'proxy_given_already' });
  if (standing.some((proxy) => proxy.grantor === holder || proxy.holder === grantor))
    return err({ kind: 'proxy_not_transferable' });
  if (standing.filter((proxy) => proxy.holder === holder).length >= most) return err({ kind: 'proxy_too_many', most });
  if (!given.relative) return err({ kind: 'proxy_not_relative' });
  if (Temporal.PlainDate.compare(given.filedOn, filedBy) > 0)
    return err({ kind: 'proxy_too_late', filedBy: filedBy.toString() });
  return ok({ grantor, holder });
}

/** Who votes for whom when a ballot opens: only proxies whose holder is there and whose grantor is not. */
export const proxiesInForce = (proxies: readonly VotingProxy[], present: ReadonlySet<string>): readonly VotingProxy[] =>
  proxies.filter(({ grantor, holder }) => present.has(holder) && !present.has(grantor));
