// Comfort only: every page works without this file. It keeps focus and typing through htmx's swaps,
// tells totals aloud, and says so when a request fails.
(() => {
  const find = (selector, root = document) => root.querySelector(selector);
  let typed = new WeakSet();
  let focused = null;

  addEventListener("input", (event) => typed.add(event.target), true);

  // Switching the language loads the whole page anew, with the form in it.
  addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-native")) event.stopPropagation();
  }, true);

  addEventListener("htmx:before:request", ({ detail: { ctx } }) => {
    typed = new WeakSet();
    focused = document.activeElement;
    find("#trouble")?.remove();
    ctx.target.setAttribute?.("aria-busy", "true");
  });

  addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
    document.querySelectorAll("[aria-busy]").forEach((element) => element.removeAttribute("aria-busy"));
    const lost = document.activeElement === document.body && focused && focused !== document.body;
    if (lost) (focused.isConnected ? focused : find("#" + (focused.id || "content")) ?? find("#content"))?.focus();
    if (!ctx.response || ctx.status.startsWith("error") || ctx.swap === "none") tellTrouble(ctx);
  });

  addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
    const main = find("#content");
    if (main?.dataset.title) document.title = main.dataset.title;
    const news = find("[data-announce]");
    const region = find("#announcement");
    if (news && region && region.textContent !== news.dataset.announce) region.textContent = news.dataset.announce;
    if (ctx.target?.id === "content") find("#error-summary")?.focus();
  });

  function tellTrouble(ctx) {
    if (ctx.keepIndicators || ctx.request.signal.aborted && ctx.request.signal.reason !== "timeout") return;
    const place = ctx.sourceElement.closest("form") ?? find("#content");
    place.prepend(find("#trouble-words").content.cloneNode(true));
    find("#trouble").scrollIntoView({ block: "nearest" });
  }

  // What was typed while a request was under way is newer than its answer.
  window.htmx?.registerExtension("keep", {
    htmx_before_morph_attr: (element, { attrName }) =>
      !(attrName === "open" || (["value", "checked"].includes(attrName) && typed.has(element))),
    htmx_before_morph_node: (element, { oldNode, newNode }) => {
      if (oldNode.tagName === "SELECT" && !oldNode.isEqualNode(newNode))
        oldNode.replaceChildren(...[...newNode.children].map((option) => option.cloneNode(true)));
    },
  });

  // Where htmx did not arrive, the page is used as one without scripts.
  if (!window.htmx) document.querySelectorAll("noscript").forEach((each) => (each.outerHTML = each.textContent));

  addEventListener("click", (event) => {
    if (event.target.closest?.("[data-print]")) print();
  });
  document.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
})();
