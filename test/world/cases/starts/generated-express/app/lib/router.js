// As much of a router as the example needs, that nothing has to be installed.
module.exports = function makeRouter() {
  const routes = [];
  const router = (request, response) => {
    const found = routes.find(({ takes }) => takes(request.url));
    if (found === undefined) response.writeHead(404).end();
    else found.handler(request, response);
  };
  const add = (takes, handler) => void routes.push({ takes, handler });
  router.get = (path, handler) => add((url) => url === path || (path.includes(":") && /^\/\w+$/.test(url)), handler);
  router.use = (prefix, child) =>
    add(
      (url) => prefix === "/" || url === prefix || url.startsWith(`${prefix}/`),
      (request, response) => {
        request.url = request.url.slice(prefix === "/" ? 0 : prefix.length) || "/";
        child(request, response);
      },
    );
  return router;
};
