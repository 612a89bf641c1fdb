// Answers only with the help of another service.
import { createServer } from "node:http";

async function answer(response) {
  const stock = await fetch(process.env.STOCK_URL);
  response.writeHead(stock.status).end(await stock.text());
}

createServer((_request, response) => void answer(response)).listen(3000);
