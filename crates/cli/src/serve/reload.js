// Asks for the number of the build, which is answered when there is a later one, and loads the page
// again then. A server that was stopped is asked again every second.
(async () => {
  let seen;
  for (;;) {
    try {
      const answer = await fetch(`OURS/build?after=${seen ?? ""}`, { cache: "no-store" });
      const build = await answer.text();
      if (seen !== undefined && build !== seen) return location.reload();
      seen = build;
    } catch {
      await new Promise((later) => setTimeout(later, 1000));
    }
  }
})();
