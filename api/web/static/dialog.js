// One question with buttons for answers.

import { say } from "./words.js";

/** Ask; returns the index of the chosen option ({title, detail, icon}), or -1 when the visitor closed the dialog. */
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
      const button = optionButton(option);
      button.addEventListener("click", () => {
        chosen = index;
        dialog.close();
      });
      const item = element("li");
      item.append(button);
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

function optionButton({ title, detail, icon }) {
  const button = element("button");
  button.type = "button";
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
