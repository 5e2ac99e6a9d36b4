/** What a visitor chose, kept in this browser only. Where storage is forbidden the page works and forgets. */

export function load(name, otherwise) {
  try {
    return localStorage.getItem(`lilong.sandbox.${name}`) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function save(name, value) {
  try {
    localStorage.setItem(`lilong.sandbox.${name}`, value);
  } catch {
    // Forgetting it is all that happens.
  }
}
