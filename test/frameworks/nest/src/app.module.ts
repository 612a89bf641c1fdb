import { type MiddlewareConsumer, Module, type NestModule } from "@nestjs/common";
import { OrdersController } from "./orders.controller.js";
import { OrdersService } from "./orders.service.js";

@Module({ controllers: [OrdersController], providers: [OrdersService] })
export class AppModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer
      .apply((_request: unknown, response: { setHeader(name: string, value: string): void }, next: () => void) => {
        response.setHeader("x-served-by", "nest");
        next();
      })
      .forRoutes("*path");
  }
}
