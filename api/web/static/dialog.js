// One question with buttons for answers.

import { say } from "./words.js";

/** Ask; returns the index of the chosen option ({title, detail, icon}), or -1 when the visitor closed the dialog. An
 * option with an `href` is a link that leads there. */
export function choose(title, text, options) {
  const dialog = document.createElement("dialog");
  const heading = element("h2", title);
  heading.id = "dialog-title";
  dialog.setAttribute("aria-labelledby", heading.id);
  const list = element("ul");
  list.className = "options";
  const cancel = element("button", say("cancel"));
  dialog.append(heading, element("p", text), list, cancel);
  document.body.append(dialog);
  return new Promise((resolve) => {
    let chosen = -1;
    options.forEach((option, index) => {
      const item = element("li");
      if (option.href) item.append(optionLink(option));
      else item.append(optionButton(option, () => {
        chosen = index;
        dialog.close();
      }));
      list.append(item);
    });
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(chosen);
    });
    dialog.showModal();
  });
}

function optionLink({ title, href }) {
  const link = element("a", title);
  link.className = "button";
  link.href = href;
  link.rel = "noreferrer";
  return link;
}

function optionButton({ title, detail, icon }, onClick) {
  const button = element("button");
  button.type = "button";
  button.addEventListener("click", onClick);
  if (icon?.startsWith("data:image/")) {
    const image = element("img");
    image.src = icon;
    image.alt = "";
    button.append(image);
  }
  button.append(element("span", title));
  if (detail) button.append(element("small", detail));
  return button;
}

function element(name, text = "") {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
