package dev.commitcast.server.badinput;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests for one endpoint: nearly right ones, each with one to three faults. The same seed gives
 * the same requests. For one thread.
 */
final class BadRequests {
  private static final Pattern PARAMETER = Pattern.compile("\\{[^}]+}");
  private static final List<String> HEADERS =
      List.of(
          "Last-Event-ID",
          "If-Match",
          "If-None-Match",
          "Idempotency-Key",
          "Accept",
          "Content-Type",
          "X-Correlation-ID",
          "traceparent",
          "tracestate",
          "Accept-Encoding",
          "Accept-Language",
          "Content-Encoding",
          "Range",
          "Expect",
          "Cookie",
          "Authorization",
          "Origin",
          "Upgrade",
          "If-Modified-Since",
          "X-Forwarded-For",
          "X-HTTP-Method-Override",
          "$WSSC");
  private static final List<String> TYPES =
      List.of(
          "application/json;charset=utf-16",
          "application/json;charset=klingon",
          "text/plain",
          ";",
          "application/x-www-form-urlencoded",
          "multipart/form-data;boundary=x",
          "*/*",
          "json",
          "/",
          "application/json;;;",
          "application/json, text/html",
          "application/xml",
          "text/html;q=2");
  private static final List<String> METHODS =
      List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PROPFIND", "get", "X");

  private final Endpoint endpoint;
  private final Random random;
  private final BadValues values;
  private final BadBodies bodies;

  BadRequests(Endpoint endpoint, ApiDocument document, Random random) {
    this.endpoint = endpoint;
    this.random = random;
    this.values = new BadValues(random);
    this.bodies = new BadBodies(values, document);
  }

  BadRequest next() {
    String method = values.oneIn(12) ? values.one(METHODS) : endpoint.method();
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", "localhost");
    headers.put("Connection", "close");
    headers.put("Accept", values.oneIn(3) ? "text/event-stream" : "application/json");
    byte[] body = {};
    if (endpoint.schema() != null || !endpoint.mediaTypes().isEmpty() || values.oneIn(15)) {
      body = bodies.body(endpoint.schema());
      headers.put(
          "Content-Type",
          endpoint.mediaTypes().isEmpty() ? "application/json" : values.one(endpoint.mediaTypes()));
      if (values.oneIn(10)) {
        body = bodies.packed(body);
        headers.put("Content-Encoding", "gzip");
      }
    }
    spoil(headers);
    String target = path() + query();
    if (values.oneIn(12)) {
      return torn(method, target, headers, body);
    }
    if (body.length > 0) {
      headers.put("Content-Length", Integer.toString(body.length));
    }
    return new BadRequest(print(method + " " + target + " HTTP/1.1", headers, body), false);
  }

  private void spoil(Map<String, String> headers) {
    for (int i = values.below(3); i > 0; i--) {
      List<String> names = new ArrayList<>(HEADERS);
      names.addAll(endpoint.headers());
      names.addAll(endpoint.headers());
      String name = values.one(names);
      String value =
          name.equals("Content-Type") || name.equals("Accept")
              ? values.one(TYPES)
              : values.text().replaceAll("[\\x00-\\x1f\\x7f]", "");
      headers.put(name, value);
    }
  }

  private String path() {
    Matcher parameter = PARAMETER.matcher(endpoint.path());
    StringBuilder path = new StringBuilder();
    while (parameter.find()) {
      parameter.appendReplacement(path, Matcher.quoteReplacement(segment()));
    }
    parameter.appendTail(path);
    return values.oneIn(20) ? path + "/" + segment() : path.toString();
  }

  private String segment() {
    return switch (values.below(6)) {
      case 0, 1 -> values.one(List.of("orders-1", "01JD0000000000000000GENERA", "1", "-"));
      case 2 ->
          values.one(List.of("%ff", "%c3", "%ed%a0%80", "%2F", "%5C", "%2e%2e", "%3B", ";x=1"));
      default -> BadValues.encoded(values.text());
    };
  }

  private String query() {
    List<String> parts = new ArrayList<>();
    for (int i = values.below(4); i > 0; i--) {
      if (endpoint.queries().isEmpty() ? values.oneIn(2) : values.oneIn(8)) {
        parts.add(
            values.one(List.of("%", "%zz", "=", "&&", "%ff=1", "a|b", "x=%c3", "\"", "limt=5")));
      } else if (!endpoint.queries().isEmpty()) {
        String name = values.one(endpoint.queries());
        // a long poll that is in order would be held back for as long
        String value = name.equals("wait") && values.oneIn(2) ? "1" : values.text();
        parts.add(name + "=" + (isLongWait(name, value) ? "x" : BadValues.encoded(value)));
      }
    }
    return parts.isEmpty() ? "" : "?" + String.join("&", parts);
  }

  private static boolean isLongWait(String name, String value) {
    return name.equals("wait") && value.matches("[1-9]\\d");
  }

  /** Lies about the length, and lines that are none. */
  private BadRequest torn(String method, String target, Map<String, String> headers, byte[] body) {
    String line = method + " " + target + " HTTP/1.1";
    switch (values.below(9)) {
      case 0 ->
          headers.put("Content-Length", Integer.toString(body.length + 1 + values.below(500)));
      case 1 ->
          headers.put("Content-Length", values.one(List.of("-1", "x", "9".repeat(30), "1,2", "")));
      case 2 ->
          headers.put("Transfer-Encoding", values.one(List.of("gzip", "x", "chunked, x", "")));
      case 3 -> {
        headers.put("Transfer-Encoding", "chunked");
        byte[] chunks = ("5\r\n{\"a\"\r\nzz\r\n" + values.text()).getBytes(StandardCharsets.UTF_8);
        body = chunks;
      }
      case 4 -> {
        headers.put("Transfer-Encoding", "chunked");
        headers.put("Content-Length", "3");
      }
      case 5 ->
          line =
              values.one(
                  List.of(
                      "",
                      "GET",
                      method + " " + target,
                      target,
                      method + " " + target + " HTTP/9.9",
                      method + "  " + target + " HTTP/1.1",
                      method + " " + target + " HTTP/1.1 x",
                      "\u0016\u0003\u0001"));
      case 6 -> headers.put(values.one(List.of("", " ", "a b", "a:b", "\u0000", "é")), "x");
      case 7 -> headers.put("X-Long", "x".repeat(40_000));
      default -> {
        if (values.oneIn(2)) {
          headers.remove("Host");
        } else {
          headers.put(
              "Host", values.one(List.of("", "a b", "[", "x:y:z", "\u00ff", "a/b", "x:99999")));
        }
      }
    }
    byte[] all = print(line, headers, body);
    return new BadRequest(
        values.oneIn(8) ? Arrays.copyOf(all, random.nextInt(all.length)) : all, true);
  }

  private static byte[] print(String line, Map<String, String> headers, byte[] body) {
    StringBuilder head = new StringBuilder(line).append("\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    all.writeBytes(body);
    return all.toByteArray();
  }
}
