const makeRouter = require("./lib/router");
const home = require("./routes/home");
const orders = require("./routes/orders");

const app = makeRouter();
app.get("/healthz", (_request, response) => response.end("ok\n"));
app.use("/orders", orders);
app.use("/", home);

module.exports = app;
