/** What a visitor does with the phones of the sandbox page. Each takes the page it is done on, where there are several. */
import type { Locator, Page } from 'playwright-core';

export function phonesOn(page: () => Page) {
  const chat = (role: string, on: Page = page()): Locator => on.locator(`.column.${role}`);
  return {
    chat,
    /** The newest button of that name. */
    press: (role: string, label: string, on?: Page) =>
      chat(role, on).getByRole('button', { name: label, exact: true }).last().click(),
    hears: (role: string, text: string | RegExp, on?: Page) =>
      chat(role, on).locator('.message.bot').getByText(text).last().waitFor(),
    write: async (role: string, text: string, on?: Page) => {
      await chat(role, on).getByRole('textbox').fill(text);
      await chat(role, on).getByRole('textbox').press('Enter');
    },
    dress: (label: string, on: Page = page()) => on.getByRole('radio', { name: label }).check({ force: true }),
    /** Several people share a column; the chat of one of them is in view. */
    turnTo: (role: string, user: string, on?: Page) => chat(role, on).getByLabel('换一个人').selectOption(user),
  };
}
