const router = require("../lib/router")();

router.get("/", (_request, response) => response.end("orders\n"));
router.get("/:id", (_request, response) => response.end("one order\n"));

module.exports = router;
