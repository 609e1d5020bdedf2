package dev.commitcast.server.acceptance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Somebody who connects from an address of this machine and says for whom it asks. Immutable.
 *
 * @param address from which it comes: any of 127.0.0.0/8, as far as the system has these
 * @param port of the node
 */
record ProxiedPeer(String address, int port) {
  /** The status that a guessed ticket gets. */
  int guess(String... headers) throws IOException {
    try (Socket socket = new Socket()) {
      socket.bind(new InetSocketAddress(address, 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
      socket.setSoTimeout(10_000);
      String request =
          "GET /api/session?ticket="
              + RestrainedNode.GUESS
              + " HTTP/1.1\r\nHost: 127.0.0.1:"
              + port
              + "\r\nAccept: application/json\r\nConnection: close\r\n"
              + String.join("\r\n", headers)
              + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      BufferedReader answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String status = answer.readLine();
      return Integer.parseInt(status.split(" ")[1]);
    }
  }

  List<Integer> guesses(int count, String... headers) throws IOException {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      statuses.add(guess(headers));
    }
    return statuses;
  }
}
