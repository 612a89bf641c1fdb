const router = require("../lib/router")();

router.get("/", (_request, response) => response.end("welcome\n"));

module.exports = router;
