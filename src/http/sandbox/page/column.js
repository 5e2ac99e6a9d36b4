/** One phone: whose chat it is, what was said, and where to answer. */
import { lastFromBot, seen, timeline } from './chats.js';
import { createComposer } from './composer.js';
import { h } from './element.js';
import { load, save } from './memory.js';
import { drawEntry } from './message.js';
import { fetchPreviews } from './previews.js';
import { formatTime, t } from './texts.js';

/**
 * @param {'resident' | 'grid_officer' | 'representative' | 'committee_head' | 'group'} role
 * @param {{ mode(): string, zone(): string, act(event: object): Promise<void>, attach(file: File): Promise<object>,
 *   start(user: string, payload: string): void, newPerson(): void, shown(column: object): boolean }} app
 */
export function createColumn(role, { personas, groups, visitors }, app) {
  const isGroup = role === 'group';
  const isResident = role === 'resident';
  let group = isGroup ? remembered(groups, 'group', 'chat') : undefined;
  let people = isGroup ? inGroup() : personas.filter((persona) => persona.column === role);
  if (isResident) people.push(...visitors);
  const nameOf = (user) => personas.find((persona) => persona.user === user)?.name ?? user;
  let person = remembered(people, `person.${role}`, 'user');

  const headingId = `heading-${role}`;
  const log = h('div.log', { role: 'log', tabIndex: 0, onscroll: onScroll });
  const foot = h('div.foot');
  const head = h('header.head', {}, ...headParts());
  const element = h(`section.column.${role}`, { 'aria-labelledby': headingId, 'data-role': role }, head, log, foot);
  /** What is drawn, by entry. */
  let drawn = new Map();
  let atEnd = true;
  // The end stays in view when a picture arrives, the window changes or a keyboard opens.
  const keepEnd = () => atEnd && toEnd();
  log.addEventListener('load', keepEnd, true);
  new ResizeObserver(keepEnd).observe(log);
  const column = { role, element, chat, update, people, speakAs, join, rebuildLog };
  build();
  return column;

  function chat() {
    return isGroup ? group.chat : person.user;
  }

  function remembered(list, name, key) {
    return list.find((item) => item[key] === load(name, '')) ?? list[0];
  }

  function inGroup() {
    return personas.filter(({ user }) => group.people.includes(user));
  }

  function speakAs(user) {
    person = people.find((one) => one.user === user) ?? people[0];
    save(`person.${role}`, person.user);
    head.replaceChildren(...headParts());
    build();
  }

  /** Somebody new shares this phone. */
  function join(visitor) {
    people.push(visitor);
    speakAs(visitor.user);
  }

  function headParts() {
    const roleName = t(`role.${isGroup ? role : person.role}`);
    const avatar = h(
      'span.avatar',
      { 'aria-hidden': 'true' },
      isGroup ? t('tab.group').slice(0, 1) : person.name.slice(0, 1),
    );
    const heading = (text) => h('h2', { id: headingId }, text);
    if (!isGroup) {
      const name =
        people.length > 1
          ? chooser('person', people, 'user', 'name', person.user, speakAs)
          : h('p.who', {}, person.name);
      const newPerson = h('button.new-person', { type: 'button', onclick: app.newPerson }, t('new-person'));
      return [avatar, h('div.titles', {}, heading(roleName), name), isResident ? newPerson : ''];
    }
    const title =
      groups.length > 1
        ? chooser('group', groups, 'chat', 'title', group.chat, pickGroup)
        : h('p.who', {}, group.title);
    const speaker = h(
      'label.speaker',
      {},
      t('speaker'),
      chooser('speaker', people, 'user', 'name', person.user, speakAs),
    );
    return [avatar, h('div.titles', {}, heading(roleName), title), speaker];
  }

  function pickGroup(id) {
    group = groups.find((one) => one.chat === id) ?? group;
    save('group', group.chat);
    people = inGroup();
    speakAs(person.user);
  }

  /** Whoever shares this phone, and the other groups, are marked while there is something new to read. */
  function unreadBeside({ user, chat: id = isGroup ? undefined : user }) {
    return id !== undefined && id !== chat() && lastFromBot(id) > Number(load(`seen.${id}`, '0'));
  }

  function chooser(text, list, key, shown, value, onPick) {
    const options = list.map((item) =>
      h(
        'option',
        { value: item[key], selected: item[key] === value },
        `${unreadBeside(item) ? '● ' : ''}${item[shown]}`,
      ),
    );
    return h('select.who', { 'aria-label': t(text), onchange: (event) => onPick(event.target.value) }, ...options);
  }

  /** A different person or group: another chat altogether. */
  function build() {
    const name = isGroup ? group.title : person.name;
    log.setAttribute('aria-label', t('messages', { name }));
    const placeholder = isGroup ? t('write.group') : t('write');
    foot.replaceChildren(createComposer(name, placeholder, { text: say, file: sendFile, place: sendPlace }));
    rebuildLog();
  }

  function rebuildLog() {
    drawn = new Map();
    log.replaceChildren();
    atEnd = true;
    update();
  }

  /** @param {boolean} news read aloud what is new; drawing the same again in another dress is none */
  function update(news = false) {
    log.ariaLive = news ? 'polite' : 'off';
    const mode = app.mode();
    element.dataset.mode = mode;
    const entries = timeline(chat(), mode);
    if (mode !== 'plain') {
      const wanted = entries.filter(({ row }) => row.from === 'bot').map(({ row }) => row.seq);
      fetchPreviews(mode, wanted).then(
        (came) => came && update(news),
        () => undefined,
      );
    }
    draw(entries, mode);
    if (app.shown(column)) save(`seen.${chat()}`, `${lastFromBot(chat())}`);
    if ((isGroup ? groups : people).length > 1) markUnread();
  }

  function markUnread() {
    const beside = isGroup ? groups : people;
    for (const option of head.querySelectorAll('option')) {
      const one = beside.find(({ user, chat: id = user }) => id === option.value);
      if (one) option.textContent = `${unreadBeside(one) ? '● ' : ''}${one.title ?? one.name}`;
    }
    head.classList.toggle('unread', beside.some(unreadBeside));
  }

  function draw(entries, mode) {
    const hadFocus = log.contains(document.activeElement);
    const next = new Map();
    const children = [];
    let day;
    entries.forEach((entry, index) => {
      const { key, row } = entry;
      const last = index === entries.length - 1;
      const signature = `${row.seq} ${last}`;
      const before = drawn.get(key);
      const node =
        before?.signature === signature
          ? before.node
          : drawEntry(entry, { mode, zone: app.zone(), last, name: nameIn(row), hand: handOf(row) });
      if (!node) return;
      if (drawn.size > 0 && node !== before?.node) node.classList.add('new');
      const today = formatTime(row.atMs, app.zone(), 'day');
      if (today !== day) children.push(drawn.get(`day ${today}`)?.node ?? h('p.day', {}, today));
      if (today !== day) next.set(`day ${today}`, { node: children.at(-1) });
      day = today;
      next.set(key, { signature, node });
      children.push(node);
    });
    if (entries.length === 0) children.push(welcome());
    // The bot has spoken first; whoever has said nothing yet is shown what to say all the same.
    else if (!isGroup && entries.every(({ row }) => row.from === 'bot'))
      children.push(h('div.welcome.after', {}, ...tries()));
    drawn = next;
    place(children);
    if (hadFocus && !log.contains(document.activeElement)) log.focus({ preventScroll: true });
    if (atEnd || entries.at(-1)?.row.from === 'person') toEnd();
  }

  /** Moves only what is out of place, so that nothing in view flickers or loses its state. */
  function place(children) {
    const keep = new Set(children);
    for (const child of [...log.children]) if (!keep.has(child)) child.remove();
    children.forEach((child, index) => {
      if (log.children[index] !== child) log.insertBefore(child, log.children[index] ?? null);
    });
  }

  function nameIn(row) {
    if (!isGroup) return undefined;
    return row.from === 'bot' ? t('brand') : nameOf(row.user);
  }

  function welcome() {
    const start = h(
      'button.chip.start',
      { type: 'button', onclick: () => act({ kind: 'joined' }).catch(() => undefined) },
      t('start'),
    );
    const sentence = t(person.role === 'visitor' ? 'visitor.hint' : 'empty');
    return h('div.welcome', {}, h('p', {}, sentence), ...tries(), !isGroup && start);
  }

  /** What to say first, of use to whoever speaks here. */
  function tries() {
    const words = [t(`try.${firstWords()}`, {}, person.language)];
    if (person.role === 'resident' && !isGroup) words.push(t('try.resident.second', {}, person.language));
    const chips = words.map((text) =>
      h('button.chip', { type: 'button', onclick: () => say(text).catch(() => undefined) }, text),
    );
    return [h('p.try', {}, t('try')), h('div.chips', { lang: person.language }, ...chips)];
  }

  function firstWords() {
    if (isGroup || person.role === 'visitor') return isGroup ? 'group' : 'visitor';
    return person.role === role ? role : 'other';
  }

  function onScroll() {
    atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
  }

  function toEnd() {
    log.scrollTop = log.scrollHeight;
    atEnd = true;
  }

  function act(content) {
    // Whoever says something wants to see it, and the answer.
    toEnd();
    return app.act({ user: person.user, chat: chat(), scope: isGroup ? 'group' : 'direct', content });
  }

  function say(text) {
    return act({ kind: 'said', text });
  }

  function sendPlace(point) {
    return act({ kind: 'located', ...point });
  }

  async function sendFile(file, caption) {
    const uploaded = await app.attach(file);
    return act({ kind: 'attached', file: uploaded, ...(caption !== '' && { caption }) });
  }

  /** What the buttons and links of a message do. Where the platform shows no words of a press, the label says it here. */
  function handOf(row) {
    return {
      start: (payload) => app.start(person.user, payload),
      press: async (token, says, button) => {
        if (button?.ariaBusy === 'true') return;
        const own = row.prompt.choices?.find((choice) => choice.token === token)?.says ?? says;
        if (button) button.ariaBusy = 'true';
        await act({ kind: 'pressed', token, message: row.message, ...(own && { says: own.slice(0, 300) }) }).catch(
          () => undefined,
        );
        if (button) button.ariaBusy = null;
      },
    };
  }
}

/** Whether the bot has said something there that has not been looked at. */
export function isUnread(column) {
  const looked = Number(load(`seen.${column.chat()}`, '0'));
  // A higher number than any there is was kept from a sandbox that has been thrown away.
  return lastFromBot(column.chat()) > (looked > seen ? 0 : looked);
}
