// Copies the address of a passage, and leafs by key in every browser alike. All else works without a script.
"use strict";

// By `accesskey` alone each browser wants keys of its own beside it.
document.addEventListener("keydown", event => {
  const key = {Period: ".", Comma: ","}[event.code];
  const link = event.altKey && !event.ctrlKey && !event.metaKey && key && document.querySelector(`a[accesskey="${key}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});

const told = document.createElement("p");
told.className = "hoor";
told.setAttribute("role", "status");
document.body.append(told);

for (const anchor of document.querySelectorAll("a.anker")) {
  anchor.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(anchor.href);
      told.textContent = "Link gekopieerd";
      anchor.title = "Link gekopieerd";
    } catch {
      // The browser went to the passage: its address can be copied from there.
    }
  });
}

const hit = document.querySelector(".scan.zoom-150 rect.nu, .scan.zoom-200 rect.nu, .scan.zoom-300 rect.nu");
if (hit) {
  const scan = hit.closest(".scan");
  const box = hit.getBoundingClientRect(), frame = scan.getBoundingClientRect();
  scan.scrollTo(box.left - frame.left - frame.width / 2, box.top - frame.top - frame.height / 2);
}
