// Runs before the first paint, so that what needs JavaScript neither flashes up nor jumps in.
document.documentElement.classList.add("scripted");
