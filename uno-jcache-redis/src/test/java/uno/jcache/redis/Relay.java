/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Stands between us and a server, and has it say something else of the same length. */
final class Relay implements AutoCloseable {
  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final int server;
  private final String says;
  private final String instead;

  Relay(int server, String says, String instead) throws IOException {
    if (says.length() != instead.length()) {
      throw new IllegalArgumentException(says + " is longer or shorter than " + instead);
    }
    this.server = server;
    this.says = says;
    this.instead = instead;
    inBackground(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void inBackground(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // closed by one of the two
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket client = listening.accept();
      Socket connected = new Socket(InetAddress.getLoopbackAddress(), server);
      inBackground(() -> copy(client, connected, false));
      inBackground(() -> copy(connected, client, true));
    }
  }

  private void copy(Socket from, Socket to, boolean answers) throws IOException {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] buffer = new byte[65_536];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        String text = new String(buffer, 0, n, ISO_8859_1);
        out.write((answers ? text.replace(says, instead) : text).getBytes(ISO_8859_1));
      }
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
