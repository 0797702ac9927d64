// Runs in the page before all else: notes when things happen, and looks into shadow roots.
// `window.contender` = {opener, box, bubble}: selectors; `opener` is null where nothing is to be opened.

window.observed = (() => {
  const { opener, box, bubble } = window.contender;
  const noted = { violations: [], spoken: [], shifts: [], longTasks: [], fcp: null, lcp: null };
  let pressing = 0;

  // ---- what is on the page, shadow roots included ----

  function roots(root = document) {
    const found = [root];
    for (const node of root.querySelectorAll("*")) if (node.shadowRoot) found.push(...roots(node.shadowRoot));
    return found;
  }
  const all = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
  const find = (selector) => all(selector).find((node) => node.checkVisibility({ visibilityProperty: true }));
  const above = (node) => node.parentElement ?? (node.getRootNode().host || null);
  function focused() {
    let node = document.activeElement;
    while (node?.shadowRoot?.activeElement) node = node.shadowRoot.activeElement;
    return node;
  }
  const textOf = (node) => ("value" in node && node.value) || node.textContent;

  /** Everything that can be pressed or filled in and is seen. */
  function controls() {
    const kinds = "button, a[href], input, select, textarea, summary, [contenteditable=true], [role=button], [tabindex='0']";
    return all(kinds).filter((node) => node.checkVisibility({ visibilityProperty: true }) && !node.disabled && !node.closest(".skip"));
  }

  /** All that the page holds, by place; the value of a password field is in none of them. */
  async function held() {
    const pages = roots().map((root) => (root.documentElement ?? root).outerHTML ?? root.innerHTML);
    const boxes = all("input:not([type=password]), textarea").map((node) => node.value);
    const stores = [localStorage, sessionStorage].map((store) => JSON.stringify({ ...store }));
    const bases = (await indexedDB.databases()).map(({ name }) => name);
    return { page: pages.join(" "), boxes: boxes.join(" "), storage: [...stores, ...bases, document.cookie].join(" ") };
  }

  /** Whether the page, or a part of it that scrolls, is wider than what is seen of it. */
  function wide() {
    const scrolls = (node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowX);
    const page = document.documentElement;
    return page.scrollWidth > innerWidth || all("*").some((node) => scrolls(node) && node.scrollWidth > node.clientWidth + 1);
  }

  // ---- loading ----

  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("paint", (entry) => {
    if (entry.name === "first-contentful-paint") noted.fcp = entry.startTime;
  });
  observe("largest-contentful-paint", (entry) => {
    noted.lcp = entry.startTime;
  });
  observe("layout-shift", (entry) => {
    if (!entry.hadRecentInput) noted.shifts.push(entry.value);
  });
  observe("longtask", (entry) => noted.longTasks.push(entry.duration));

  // ---- when it first reacts ----

  const send = window.fetch;
  window.fetch = (...given) => {
    if (pressing && given[1]?.method === "POST") noted.usable ??= performance.now();
    return send(...given);
  };

  /** Press the opener (or type in the box) again and again until the page reacts; note when. */
  function press() {
    pressing = setInterval(() => {
      if (!noted.usable && opener) find(opener)?.click();
      const field = find(box);
      if (field && !noted.typing && !field.disabled) {
        field.focus();
        document.execCommand("insertText", false, "x");
        if (textOf(field).includes("x")) {
          noted.typing = performance.now();
          document.execCommand("delete");
        }
        if (!opener) noted.usable ??= noted.typing;
      }
      if (find(bubble)?.textContent.trim()) noted.greeted ??= performance.now();
      if (noted.typing && noted.greeted) clearInterval(pressing);
    }, 20);
  }

  /** Note when Enter is pressed, and when one more message of the assistant is seen. */
  function awaitAnswer() {
    const before = all(bubble).length;
    let sent = null;
    addEventListener("keydown", (event) => event.key === "Enter" && (sent ??= performance.now()), { capture: true });
    noted.answered = null;
    const timer = setInterval(() => {
      if (all(bubble).length <= before || !all(bubble).at(-1).textContent.trim()) return;
      noted.answered = performance.now() - sent;
      clearInterval(timer);
    }, 10);
  }

  // ---- what screen readers are told ----

  function live(node) {
    for (let place = node; place; place = above(place)) {
      const said = place.getAttribute?.("aria-live");
      if (said) return said !== "off";
      if (["log", "status", "alert"].includes(place.getAttribute?.("role"))) return true;
    }
    return false;
  }

  /** Note each text that appears in a live region from now on. */
  function listen() {
    const take = (changes) => {
      for (const { target, addedNodes, type } of changes) {
        const place = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
        if (!place || !live(place)) {
          for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE && live(node)) noted.spoken.push(node.textContent);
        } else if (type === "characterData") noted.spoken.push(target.data);
        else for (const node of addedNodes) noted.spoken.push(node.textContent);
      }
    };
    for (const root of roots()) new MutationObserver(take).observe(root, { childList: true, subtree: true, characterData: true });
  }

  document.addEventListener("securitypolicyviolation", (event) => {
    noted.violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
  });

  return { noted, all, find, focused, controls, held, wide, press, awaitAnswer, listen };
})();
