/** Choosing a point without a map: places of the demo neighbourhood, or coordinates. */
import { h } from './element.js';
import { t } from './texts.js';

const EXAMPLES = [
  { name: 'place.example.gate', latitude: 31.24062, longitude: 121.43715 },
  { name: 'place.example.building', latitude: 31.24118, longitude: 121.43768 },
  { name: 'place.example.committee', latitude: 31.24021, longitude: 121.43806 },
];

/** @returns {Promise<{ latitude: number, longitude: number, label?: string } | undefined>} undefined when it was called off */
export function openPlaceForm() {
  return new Promise((resolve) => {
    let chosen;
    const field = (key, more) => h('input', { required: key !== 'name', autocomplete: 'off', ...more });
    const name = field('name', { maxLength: 100 });
    const latitude = field('latitude', { inputMode: 'decimal' });
    const longitude = field('longitude', { inputMode: 'decimal' });
    const problem = h('p.problem', { role: 'alert' });
    const title = h('h2', { id: 'place-title' }, t('place.title'));

    const choose = (example) => {
      name.value = t(example.name);
      latitude.value = `${example.latitude}`;
      longitude.value = `${example.longitude}`;
    };
    const onsubmit = (event) => {
      event.preventDefault();
      const point = { latitude: Number(latitude.value), longitude: Number(longitude.value) };
      const fits = Math.abs(point.latitude) <= 90 && Math.abs(point.longitude) <= 180;
      if (latitude.value.trim() === '' || longitude.value.trim() === '' || !fits) {
        problem.textContent = t('problem.coordinates');
        return;
      }
      const label = name.value.trim();
      chosen = { ...point, ...(label !== '' && { label }) };
      dialog.close();
    };

    const form = h(
      'form.place-form',
      { onsubmit, noValidate: true },
      title,
      h('p', {}, t('place.pick')),
      h(
        'div.examples',
        {},
        ...EXAMPLES.map((example) =>
          h('button.choice', { type: 'button', onclick: () => choose(example) }, t(example.name)),
        ),
      ),
      h('label', {}, t('place.name'), name),
      h('div.pair', {}, h('label', {}, t('place.latitude'), latitude), h('label', {}, t('place.longitude'), longitude)),
      problem,
      h(
        'div.actions',
        {},
        h('button.choice.quiet', { type: 'button', onclick: () => dialog.close() }, t('place.cancel')),
        h('button.choice.primary', { type: 'submit' }, t('place')),
      ),
    );
    const dialog = h('dialog', { 'aria-labelledby': 'place-title' }, form);
    dialog.addEventListener('close', () => {
      dialog.remove();
      resolve(chosen);
    });
    document.body.append(dialog);
    choose(EXAMPLES[0]);
    dialog.showModal();
  });
}
