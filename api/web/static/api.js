// Asks the API in the language of the page: which one the visitor chose, only the page knows.

const { lang } = document.documentElement;

/** As `fetch`. */
export function ask(url, options = {}) {
  return fetch(url, { ...options, headers: { ...options.headers, "Accept-Language": lang } });
}
