import { Injectable } from "@nestjs/common";

@Injectable()
export class OrdersService {
  find(id: number) {
    return { id, items: 3 };
  }
}
