// Copies the address of a passage. All else works without a script.
"use strict";

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
