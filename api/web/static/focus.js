// Whoever uses the keyboard, or listens, goes on where they were, also when the page changes under them.

/** Change the page; what had the focus keeps it. If it is gone, its place has it: what follows stands there. */
export function keepingFocus(change) {
  const held = document.activeElement;
  const place = held?.closest("[data-region]")?.id;
  change();
  if (!place || document.activeElement === held) return;
  const region = document.getElementById(place);
  focusOn((held.id && document.getElementById(held.id)) || region?.querySelector("[data-focus]") || region);
}

/** Move the focus to an element, also to one that is not made for it. */
export function focusOn(element) {
  if (!element) return;
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus();
}
