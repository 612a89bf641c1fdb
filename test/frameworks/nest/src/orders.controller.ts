import { Body, Controller, Get, Param, ParseIntPipe, Post } from "@nestjs/common";
import { OrdersService } from "./orders.service.js";

@Controller("orders")
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Get(":id")
  find(@Param("id", ParseIntPipe) id: number) {
    return this.orders.find(id);
  }

  @Post()
  create(@Body() order: { readonly items: number }) {
    return { created: order.items };
  }
}
