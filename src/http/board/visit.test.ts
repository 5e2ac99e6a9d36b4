import { type Context, Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { link, samePage, type Visit, visitOf, wishedLanguage } from './visit.ts';

async function visiting(address: string, header?: string, publicBaseUrl?: string): Promise<Visit> {
  let visit: Visit | undefined;
  const app = new Hono().get('*', (c: Context) => {
    visit = visitOf(c, publicBaseUrl);
    return c.text('');
  });
  await app.request(address, header === undefined ? {} : { headers: { 'Accept-Language': header } });
  if (!visit) throw new Error('not visited');
  return visit;
}

describe('the language of a page', () => {
  it.each([
    [undefined, 'zh-Hans'],
    ['', 'zh-Hans'],
    ['*', 'zh-Hans'],
    ['fr-FR,fr;q=0.9', 'zh-Hans'],
    ['en-GB,en;q=0.9', 'en'],
    ['zh-TW', 'zh-Hant'],
    ['zh-HK,en;q=0.5', 'zh-Hant'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-Hans'],
    ['fr,en;q=0.3,zh-Hant;q=0.7', 'zh-Hant'],
    ['en;q=0, zh-TW;q=0.1', 'zh-Hant'],
    ['en;q=nonsense, zh-TW;q=0.1', 'zh-Hant'],
    ['en; Q=0.2 , zh-hans ; q=0.9', 'zh-Hans'],
    [`${'x,'.repeat(5000)}en`, 'en'],
  ])('for %s is %s', (header, language) => {
    expect(wishedLanguage(header)).toBe(language);
  });

  it('is the one asked for in the address, if it is one of ours', async () => {
    expect(await visiting('/board?lang=en', 'zh-CN')).toMatchObject({ language: 'en', chosen: true });
    expect(await visiting('/board?lang=fr', 'zh-TW')).toMatchObject({ language: 'zh-Hant', chosen: false });
  });
});

describe('links', () => {
  it('carry a chosen language along, and no other', async () => {
    expect(link(await visiting('/board?lang=en'), '/ledger')).toBe('/board/ledger?lang=en');
    expect(link(await visiting('/board', 'en'), '/ledger')).toBe('/board/ledger');
    expect(
      link(await visiting('/board?lang=en'), '/c/demo', { state: 'handling', category: undefined, older: '' }),
    ).toBe('/board/c/demo?state=handling&lang=en');
  });

  it('lead to the same page in another language, filter and all', async () => {
    const visit = await visiting('/board/c/demo?state=handling&lang=en', undefined, 'https://lilong.example.org');
    expect(samePage(visit, 'zh-Hant')).toBe('https://lilong.example.org/board/c/demo?state=handling&lang=zh-Hant');
    expect(samePage(visit)).toBe('https://lilong.example.org/board/c/demo?state=handling');
    expect(samePage({ ...visit, origin: '' }, 'en')).toBe('/board/c/demo?state=handling&lang=en');
  });
});
