package dev.commitcast.web.booking;

import static dev.commitcast.persistence.json.JsonLibrary.JSON;

import dev.commitcast.domain.booking.Booking;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;

/** A booking as JSON. Stateless. */
final class BookingJson {
  private BookingJson() {}

  static JsonObject of(Booking booking) {
    JsonObjectBuilder json =
        JSON.createObjectBuilder()
            .add("id", booking.id().value())
            .add("merchant_id", booking.merchantId());
    booking.customerId().ifPresent(id -> json.add("customer_id", id));
    json.add("customer_name", booking.customerName()).add("service", booking.service());
    booking.staff().ifPresent(name -> json.add("staff", name));
    json.add("starts_at", booking.startsAt().toInstant().toString())
        .add("ends_at", booking.endsAt().toInstant().toString())
        .add("status", booking.status().text());
    booking.price().ifPresent(price -> json.add("price", price));
    booking.notes().ifPresent(text -> json.add("notes", text));
    booking.createdAt().ifPresent(at -> json.add("created_at", at.toInstant().toString()));
    booking.updatedAt().ifPresent(at -> json.add("updated_at", at.toInstant().toString()));
    return json.build();
  }
}
